"""Five hundred comments decided by one press, and all of them taken back by another."""

from collections.abc import Iterator
from urllib.parse import urlencode

from django.utils import timezone

from bench.bench import Bench
from bench.figures import Bar, Row
from bench.load import request
from bench.rows.desk import CSRF, QUEUE, signed_in
from bench.waiting import make_waiting
from comments.bulk import AT_MOST
from comments.models import Comment, ModerationAction, Status

IN_TIME = Bar(5)


def measure(bench: Bench) -> Iterator[Row]:
    cookie, comments = signed_in("bulk"), make_waiting(AT_MOST, Status.PENDING, bench.addresses["30"], timezone.now())
    for act in ("approve", "spam", "reject"):
        yield _row(bench, f"{act} {AT_MOST} comments at once", _decide(bench, cookie, act, comments))
        number = ModerationAction.objects.latest("pk").batch
        yield _row(bench, "… and undo all of it", _post(bench, cookie, f"bulk/{number}/undo/", []))


def _decide(bench: Bench, cookie: str, act: str, comments: list[Comment]) -> str:
    rows = [("row", f"{comment.pk}.pending.1") for comment in comments]
    return _post(bench, cookie, "bulk/", [("act", act), ("reason", "insult"), ("count", str(len(rows))), *rows])


def _post(bench: Bench, cookie: str, path: str, fields: list[tuple[str, str]]) -> str:
    body = urlencode([*fields, ("csrfmiddlewaretoken", CSRF)])
    return request("POST", f"{QUEUE}{path}", body, Cookie=cookie, Origin=bench.place.site.url)


def _row(bench: Bench, what: str, posted: str) -> Row:
    """Each must be done with all of them: what is left over would be answered by 200."""
    taken = bench.take([posted], expected=303)
    spent = ", ".join(f"{role} {seconds:.1f} CPU s" for role, seconds in taken.spent.items())
    return Row(what, taken.seconds, "s", IN_TIME, spent)
