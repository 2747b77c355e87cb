"""Work that takes longer than any lease: a thread beside it prolongs the claim for as long as the process lives."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import timedelta
from threading import Event, Thread
from types import TracebackType
from typing import Self

from django.db import Error, connections

from outbox import claims
from outbox.models import Job

log = logging.getLogger("outbox")

EVERY = 1.0  # seconds


class Prolonged:
    """Whoever works asks `is_lost` now and then, and stops: somebody else has the job then.

    `beside` is called every second, on a connection of its own: the work may be within a transaction that only reads.
    """

    def __init__(self, job: Job, lease: float, beside: Callable[[], None]) -> None:
        """`lease`: seconds, as the handler has it."""
        self.job, self.lease, self.beside = job, lease, beside
        self.is_lost = False
        self.prolonged_at = time.monotonic()
        self._is_over = Event()
        self._thread = Thread(target=self._watch, daemon=True, name=f"lease-of-{job.pk}")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_over.set()
        self._thread.join()

    def _watch(self) -> None:
        try:
            while not self._is_over.wait(EVERY):
                self.see_to_it()
        finally:
            connections.close_all()

    def see_to_it(self) -> None:
        """Whatever goes wrong is tried again while the lease runs. After that the job may be another worker's."""
        self._try(self.beside)
        silent = time.monotonic() - self.prolonged_at
        if silent > self.lease / 4 and not self._try(self._prolong):
            self.is_lost = self.is_lost or silent > self.lease

    def _try(self, act: Callable[[], None]) -> bool:
        """The thread must outlive what it calls: without it the work would go on here, and begin elsewhere as well."""
        try:
            act()
            return True
        except Error as error:
            log.warning("lease not seen to", extra={"job": str(self.job), "error": type(error).__name__})
            claims.drop_broken_connection()
        except Exception:
            log.exception("lease not seen to", extra={"job": str(self.job)})
        return False

    def _prolong(self) -> None:
        self.is_lost = self.is_lost or not claims.prolong(self.job, timedelta(seconds=self.lease))
        self.prolonged_at = time.monotonic()
