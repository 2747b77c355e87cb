"""How a step says how far it is, and learns that it shall stop."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils import timezone
from django.utils.translation import gettext_noop as _

from moving.desk import folders
from moving.models import Step, Transfer
from moving.refused import Refused
from outbox.claims import LeaseLost
from outbox.leases import Prolonged
from outbox.retention import Breath

WRITE_MUCH = {Step.TRY, Step.BRING, Step.MAKE}
FULL = _("The server's disk is nearly full. Whoever runs it must make room; then it can go on.")


class Stopped(Exception):
    """Somebody has asked for it."""


class Watch:
    """Has the manners of `moving.progress.Progress`. What is said is noted by the thread that prolongs the lease."""

    def __init__(self, transfer: Transfer) -> None:
        self.transfer = transfer
        self.lease: Prolonged | None = None
        self.done = self.total = 0
        self.counts: dict[str, int] = {}
        self.is_stopped = self.is_full = False
        self.breath = Breath()

    def say(self, done: int, total: int, **counts: int) -> None:
        self.done, self.total = done, total
        self.counts = self.counts | counts
        self.look()

    def look(self) -> None:
        """Asks nothing of the database. Raises Stopped, LeaseLost, and Refused where the disk is nearly full."""
        if self.is_stopped:
            raise Stopped
        if self.lease and self.lease.is_lost:
            raise LeaseLost(str(self.transfer))
        if self.is_full:
            raise Refused(FULL)

    def write(self) -> None:
        """Every second, in a thread of its own."""
        far = {"done": self.done, "total": self.total, "counts": self.counts, "moved_at": timezone.now()}
        here = Transfer.objects.running().filter(pk=self.transfer.pk)
        here.update(**far)
        self.is_stopped = self.is_stopped or here.filter(is_asked_to_stop=True).exists()
        self.is_full = self.transfer.step in WRITE_MUCH and not folders.room()

    def count[Thing](self, things: Iterable[Thing]) -> Iterator[Thing]:
        for thing in things:
            yield thing
            self.done += 1
            self.look()

    def end(self) -> None:
        """Progress has a line to take away."""
