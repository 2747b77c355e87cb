"""The worker process: any number of them may run against one database."""

import logging
import os
import secrets
import socket
import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Event

from django.db import close_old_connections
from django.utils import timezone

from outbox import claims, jobs
from outbox.claims import Claim, LeaseLost
from outbox.models import Heartbeat

log = logging.getLogger("outbox")

POLL = 0.5
HEARTBEAT_EVERY = 10.0
GRACE = 4.0
FORGET_WORKERS_AFTER = timedelta(days=1)


def worker_name() -> str:
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"


@dataclass
class Worker:
    """Claims due jobs and works on a few at a time, until `stop` is set."""

    name: str = field(default_factory=worker_name)
    threads: int = 4
    stop: Event = field(default_factory=Event)
    running: dict[Future[None], Claim] = field(default_factory=dict)
    last_beat: float = float("-inf")

    def run(self) -> None:
        jobs.ensure_recurring()
        with ThreadPoolExecutor(self.threads, thread_name_prefix="job") as pool:
            while not self.stop.is_set():
                self._guarded_turn(pool)
            self._wind_up()

    def drain(self) -> None:
        """Works until nothing is due; for tests and commands."""
        while due := claims.claim(self.name, self.threads):
            for one in due:
                perform(one)

    def _guarded_turn(self, pool: ThreadPoolExecutor) -> None:
        """A database that is away for a while must not end the worker."""
        try:
            self._turn(pool)
        except Exception:
            log.exception("worker turn failed", extra={"worker": self.name})
            close_old_connections()
            self.stop.wait(POLL)

    def _turn(self, pool: ThreadPoolExecutor) -> None:
        self._beat()
        for one in claims.claim(self.name, self.threads - len(self.running)):
            self.running[pool.submit(perform, one)] = one
        if self.running:
            wait(self.running, timeout=POLL, return_when=FIRST_COMPLETED)
        else:
            self.stop.wait(POLL)
        self._forget_finished()

    def _forget_finished(self) -> None:
        self.running = {future: one for future, one in self.running.items() if not future.done()}

    def _beat(self) -> None:
        if time.monotonic() - self.last_beat < HEARTBEAT_EVERY:
            return
        now = timezone.now()
        Heartbeat.objects.update_or_create(worker=self.name, defaults={"seen_at": now})
        Heartbeat.objects.filter(seen_at__lt=now - FORGET_WORKERS_AFTER).delete()
        self.last_beat = time.monotonic()

    def _wind_up(self) -> None:
        """Finishes what is nearly done and hands the rest back, so that nothing waits for a lease to run out."""
        wait(self.running, timeout=GRACE)
        self._forget_finished()
        for one in self.running.values():
            give_up(one)
        Heartbeat.objects.filter(worker=self.name).delete()
        if self.running:
            os._exit(0)  # threads still wait for an answer that nobody may use now


def perform(one: Claim) -> None:
    """Works on one job and records how it went; no exception leaves it."""
    close_old_connections()
    try:
        claims.finish(one, one.handler.work(one.job))
    except LeaseLost:
        log.warning("lease lost", extra={"job": str(one.job)})
    except Exception as error:
        log.exception("job failed", extra={"job": str(one.job)})
        _record_failure(one, error)


def _record_failure(one: Claim, error: Exception) -> None:
    """Only the error's class is stored: its text may quote what a job must not hold."""
    try:
        claims.fail(one, type(error).__name__)
    except Exception:
        log.exception("failure not recorded; the lease will run out", extra={"job": str(one.job)})


def give_up(one: Claim) -> None:
    try:
        claims.hand_back(one)
    except LeaseLost:
        log.info("finished at the last moment", extra={"job": str(one.job)})
