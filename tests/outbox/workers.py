"""Workers that run in threads beside the test, and ways to wait for what they do."""

import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager

from outbox.worker import Worker

PATIENCE = 120.0


@contextmanager
def running_workers(number: int = 1) -> Generator[list[Worker]]:
    workers = [Worker() for _ in range(number)]
    threads = [threading.Thread(target=worker.run) for worker in workers]
    for thread in threads:
        thread.start()
    try:
        yield workers
    finally:
        for worker in workers:
            worker.stop()
        for thread in threads:
            thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in threads)


def wait_until(condition: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """For what only the database tells."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        threading.Event().wait(0.02)
