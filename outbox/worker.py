"""The worker process: any number of them may run against one database."""

import logging
import os
import secrets
import socket
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from queue import Empty, SimpleQueue
from threading import Thread

from django.db import Error, connections, transaction
from django.utils import timezone

from outbox import claims, jobs
from outbox.claims import Claim, LeaseLost
from outbox.models import Heartbeat

log = logging.getLogger("outbox")

POLL = 0.5
PAUSE_IN_TROUBLE = 2.0
HEARTBEAT_EVERY = 10.0
GRACE = 4.0
FORGET_WORKERS_AFTER = timedelta(days=1)


def worker_name() -> str:
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"


@dataclass
class Worker:
    """Claims due jobs and works on several at a time, until it is told to stop.

    At most `per_kind` jobs of one kind run at once. There are `spare` threads more than that, so that a flood of
    slow jobs of one kind leaves room for the others; and the kind that was served longest ago goes first.
    """

    name: str = field(default_factory=worker_name)
    per_kind: int = 4
    spare: int = 2
    running: set[Claim] = field(default_factory=set)
    served: dict[str, int] = field(default_factory=dict)
    quiet_until: dict[str, float] = field(default_factory=dict)
    rounds: int = 0
    assigned: SimpleQueue[Claim | None] = field(default_factory=SimpleQueue)
    finished: SimpleQueue[Claim | None] = field(default_factory=SimpleQueue)
    last_beat: float = float("-inf")
    is_stopping: bool = False

    def stop(self) -> None:
        """May be called by a signal handler: it takes no lock that the interrupted code could hold."""
        self.is_stopping = True
        self.finished.put(None)

    def run(self) -> None:
        crew = [Thread(target=self._work, daemon=True, name=f"job-{i}") for i in range(self.per_kind + self.spare)]
        for thread in crew:
            thread.start()
        while not self.is_stopping:
            self._guarded_turn()
        self._wind_up(crew)
        connections.close_all()

    def drain(self) -> None:
        """Works until nothing is due, one job after the other in this thread; for tests and commands."""
        while found := self._claim_of(self._in_turn(), lambda handler: 1):
            self._served(found)
            perform(found[0])

    def _work(self) -> None:
        try:
            while one := self.assigned.get():
                try:
                    perform(one)
                finally:
                    self.finished.put(one)
        finally:
            connections.close_all()

    def _guarded_turn(self) -> None:
        """A database that is away for a while must not end the worker."""
        try:
            self._turn()
        except Exception as error:
            log.error(
                "worker turn failed",
                extra={"worker": self.name, "error": type(error).__name__},
                exc_info=not isinstance(error, Error),
            )
            claims.drop_broken_connection()
            self._collect(PAUSE_IN_TROUBLE)

    def _turn(self) -> None:
        self._beat()
        while claimed := self._claim():
            self._served(claimed)
            self.running |= set(claimed)
            for one in claimed:
                self.assigned.put(one)
        self._collect(POLL)

    def _claim(self) -> list[Claim]:
        busy = Counter(one.job.kind for one in self.running)
        free = self.per_kind + self.spare - len(self.running)

        def room(handler: jobs.Handler) -> int:
            return min(free, self.per_kind - busy[handler.kind])

        now = time.monotonic()
        return self._claim_of([each for each in self._in_turn() if self.quiet_until.get(each.kind, 0) <= now], room)

    def _claim_of(self, handlers: list[jobs.Handler], room: Callable[[jobs.Handler], int]) -> list[Claim]:
        """Of one kind at a time, so that a claim is never lost by an error that comes after it."""
        asked = [each for each in handlers if room(each) > 0]
        due = claims.due(each.kind for each in asked) if asked else set()
        for handler in asked:
            if handler.kind in due and (claimed := claims.claim(handler, self.name, room(handler))):
                return claimed
            self.quiet_until[handler.kind] = time.monotonic() + POLL
        return []

    def _in_turn(self) -> list[jobs.Handler]:
        return sorted(jobs.registry.handlers.values(), key=lambda handler: self.served.get(handler.kind, 0))

    def _served(self, claimed: list[Claim]) -> None:
        self.rounds += 1
        self.served[claimed[0].job.kind] = self.rounds

    def _collect(self, patience: float) -> None:
        """Until a job is finished, somebody calls `stop`, or time is up."""
        with suppress(Empty):
            self.running -= {self.finished.get(timeout=patience)}
            while True:
                self.running -= {self.finished.get_nowait()}

    def _beat(self) -> None:
        if time.monotonic() - self.last_beat < HEARTBEAT_EVERY:
            return
        now = timezone.now()
        with transaction.atomic():
            Heartbeat.objects.update_or_create(worker=self.name, defaults={"seen_at": now})
            Heartbeat.objects.filter(seen_at__lt=now - FORGET_WORKERS_AFTER).delete()
            jobs.ensure_recurring()
        self.last_beat = time.monotonic()

    def _wind_up(self, crew: list[Thread]) -> None:
        """Finishes what is nearly done and hands the rest back, so that nothing waits for a lease to run out."""
        end = time.monotonic() + GRACE
        while self.running and (left := end - time.monotonic()) > 0:
            self._collect(left)
        for one in self.running:
            give_up(one)
        with suppress(Error), transaction.atomic():
            Heartbeat.objects.filter(worker=self.name).delete()
        for _ in crew:
            self.assigned.put(None)
        if not self.running:
            for thread in crew:
                thread.join()


def perform(one: Claim) -> None:
    """Works on one job and records how it went; no exception leaves it."""
    claims.drop_broken_connection()
    try:
        conclude(one, one.handler.work(one.job))
    except LeaseLost:
        log.warning("lease lost", extra={"job": str(one.job)})
    except (Exception, SystemExit) as error:
        log.exception("job failed", extra={"job": str(one.job)})
        _record_failure(one, error)


def conclude(one: Claim, outcome: jobs.Outcome) -> None:
    try:
        claims.finish(one, outcome)
    except LeaseLost:
        with transaction.atomic():
            outcome.if_lost()
        raise


def _record_failure(one: Claim, error: BaseException) -> None:
    """Only the error's class is stored: its text may quote what a job must not hold."""
    try:
        claims.drop_broken_connection()
        claims.fail(one, type(error).__name__)
    except Exception:
        log.exception("failure not recorded; the lease will run out", extra={"job": str(one.job)})


def give_up(one: Claim) -> None:
    try:
        claims.hand_back(one)
    except LeaseLost:
        log.info("finished at the last moment", extra={"job": str(one.job)})
    except Error:
        log.warning("not handed back; the lease will run out", extra={"job": str(one.job)})
