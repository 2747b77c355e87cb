"""The book of an import: what is here already, and what this run brings in. The batch begins with the first row that is
written, so a run that finds everything in its place leaves no trace."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from itertools import batched
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext_noop as _

from comments.models import ModerationAction, Rule
from comments.models.log import write
from database import bulk
from moving.models import Batch, Kind, Origin, Source, State
from moving.models.imported import BatchQuerySet
from moving.refused import Refused

AT_A_TIME = 500
LONGEST_NAME = 200


class Entry(NamedTuple):
    name: str
    row: int
    state: str = ""
    is_ours: bool = True
    is_settled: bool = True


def fitting(key: str) -> str:
    """As it is kept: a longer one by its digest."""
    return key if len(key) <= LONGEST_NAME else hashlib.sha256(key.encode()).hexdigest()


class Ledger:
    def __init__(self, system: str, site: str) -> None:
        """Raises Refused while an earlier batch of the site is half taken back."""
        self.system, self.site = system, site[: Source._meta.get_field("address").max_length]
        self.source = Source.objects.filter(system=system, address=self.site).first()
        self.batch = Batch.objects.unfinished().filter(source=self.source).first() if self.source else None
        self.is_resumed = self.batch is not None
        if self.batch and self.batch.state == State.GOING_BACK:
            raise Refused(
                _("Batch %(number)s is half taken back; finish that first (--rollback %(number)s)."),
                number=self.batch.pk,
            )

    def known(self, kind: Kind, keys: Collection[str]) -> dict[str, Entry]:
        """By their keys; of however many."""
        if self.source is None:
            return {}
        found = Origin.objects.filter(source=self.source, kind=kind).order_by().values_list(*Entry._fields)
        names = {fitting(key): key for key in keys}
        portions = (found.filter(name__in=some) for some in batched(names, AT_A_TIME))
        return {names[each[0]]: Entry(*each) for some in portions for each in some}

    def open(self) -> Batch:
        """In the transaction of whatever is written next."""
        if self.batch is None:
            self.source = self.source or Source.objects.get_or_create(system=self.system, address=self.site)[0]
            self.batch = Batch.objects.create(source=self.source)
            write(ModerationAction(rule=Rule.IMPORT, reason=self.system, batch=self.batch.log))
        return self.batch

    def hold(self) -> None:
        """First in a transaction: until its end nobody begins to take the batch back. Raises Refused where somebody
        has done so since the last one."""
        if self.batch and not self._running().update(state=State.RUNNING):
            raise Refused(_("Batch %(number)s is being taken back; this run has ended."), number=self.batch.pk)

    def _running(self) -> BatchQuerySet:
        assert self.batch
        return Batch.objects.filter(pk=self.batch.pk, state=State.RUNNING)

    def note(self, kind: Kind, entries: Iterable[Entry]) -> None:
        batch = self.open()
        shared = {"source_id": batch.source_id, "batch_id": batch.pk, "kind": kind}
        bulk.write(Origin, [shared | entry._asdict() | {"name": fitting(entry.name)} for entry in entries])

    def settle(self, articles: Collection[int], is_settled: bool) -> None:
        """Whether what is kept about their discussions is true."""
        rows = Origin.objects.filter(source=self.source, kind=Kind.ARTICLE, row__in=articles)
        rows.exclude(is_settled=is_settled).update(is_settled=is_settled)

    def close(self, bases: Mapping[str, str]) -> None:
        """`bases` are added to what earlier runs have found."""
        if self.batch:
            self._running().update(state=State.DONE, ended_at=timezone.now())
        if self.source and bases.items() - self.source.bases.items():
            self.source.bases |= bases
            self.source.save(update_fields=["bases"])
