"""Work that takes longer than any lease: a thread beside it prolongs the claim for as long as the process lives."""

from __future__ import annotations

import logging
from datetime import timedelta
from threading import Event, Thread
from types import TracebackType
from typing import Self

from django.db import Error, connections

from outbox import claims
from outbox.models import Job

log = logging.getLogger("outbox")


class Prolonged:
    """Whoever works asks `is_lost` now and then, and stops: somebody else has the job then."""

    def __init__(self, job: Job, lease: float) -> None:
        """`lease`: seconds, as the handler has it."""
        self.job, self.lease = job, lease
        self.is_lost = False
        self._is_over = Event()
        self._thread = Thread(target=self._prolong, daemon=True, name=f"lease-of-{job.pk}")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_over.set()
        self._thread.join()

    def _prolong(self) -> None:
        try:
            while not self._is_over.wait(self.lease / 4) and not self.is_lost:
                self._prolong_once()
        finally:
            connections.close_all()

    def _prolong_once(self) -> None:
        """A database that is away for a moment is asked again, as long as the lease runs."""
        try:
            self.is_lost = not claims.prolong(self.job, timedelta(seconds=self.lease))
        except Error as error:
            log.warning("lease not prolonged", extra={"job": str(self.job), "error": type(error).__name__})
            claims.drop_broken_connection()
