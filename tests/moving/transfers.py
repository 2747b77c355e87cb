from typing import Any

from moving.desk import folders
from moving.models import Batch, Course, Source, Step, Transfer
from tests.factories import make_user


def make_batch() -> Batch:
    source = Source.objects.create(system="wordpress", address=f"https://{Source.objects.count()}.example")
    return Batch.objects.create(source=source, state="done")


def make_transfer(**columns: Any) -> Transfer:
    """A trial that is done, of something that was imported before; with empty reports."""
    told: dict[str, Any] = {"kind": "wordpress", "lane": "in", "step": Step.TRY, "course": Course.DONE} | columns
    by = told.pop("by", None) or make_user("the-mover")
    transfer = Transfer.objects.create(batch=make_batch(), by=by, **told)
    for name in ("try.jsonl", "try.csv", "who.jsonl"):
        folders.written(transfer.path / name).close()
    return transfer
