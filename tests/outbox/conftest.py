from collections.abc import Callable
from datetime import timedelta

import pytest

from outbox import jobs
from outbox.jobs import Gate, Handler, Work

Register = Callable[..., None]


@pytest.fixture(autouse=True)
def no_handlers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test has the kinds of jobs that it registers, and no others."""
    monkeypatch.setattr(jobs.registry, "handlers", {})


@pytest.fixture
def handle() -> Register:
    def register(
        work: Work, kind: str = "test.job", lease: float = 60, every: float | None = None, gate: Gate | None = None
    ) -> None:
        interval = timedelta(seconds=every) if every else None
        jobs.registry.add(Handler(kind, work, timedelta(seconds=lease), interval, gate))

    return register
