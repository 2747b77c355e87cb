"""How a step says how far it is, and learns that it shall stop."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator

from django.utils import timezone

from moving.models import Transfer
from outbox.claims import LeaseLost
from outbox.leases import Prolonged
from outbox.retention import breathe

EVERY = 1.0  # seconds


class Stopped(Exception):
    """Somebody has asked for it."""


class Watch:
    """Has the manners of `moving.progress.Progress` besides."""

    def __init__(self, transfer: Transfer, lease: Prolonged) -> None:
        self.transfer, self.lease = transfer, lease
        self.done = self.total = 0
        self.counts: dict[str, int] = {}
        self.said_at = self.looked_at = time.monotonic()

    def say(self, done: int, total: int, **counts: int) -> None:
        self.done, self.total = done, total
        self.counts |= counts
        self.look()

    def look(self) -> None:
        """Outside of transactions, as often as one likes: once a second it writes. Raises Stopped, LeaseLost."""
        now = time.monotonic()
        if now - self.looked_at >= EVERY:
            self.looked_at = now
            self._write()

    def _write(self) -> None:
        if self.lease.is_lost:
            raise LeaseLost(str(self.transfer))
        far = {"done": self.done, "total": self.total, "counts": self.counts, "moved_at": timezone.now()}
        there = Transfer.objects.filter(pk=self.transfer.pk)
        there.update(**far)
        if there.filter(is_asked_to_stop=True).exists():
            raise Stopped

    def breathe(self) -> None:
        """After each transaction: others who write come first for as long as it took."""
        now = time.monotonic()
        breathe(now - self.said_at)
        self.said_at = time.monotonic()

    def count[Thing](self, things: Iterable[Thing]) -> Iterator[Thing]:
        for thing in things:
            yield thing
            self.done += 1
            self.look()

    def end(self) -> None:
        """Progress has a line to take away."""
