"""What waits and why, for `manage.py outbox`, `/readyz` and whoever looks after the site."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Min, Q
from django.utils import timezone

from outbox import holding
from outbox.jobs import Passage, registry
from outbox.models import Heartbeat, Job, State

Report = Callable[[], dict[str, Any]]
reports: dict[str, Report] = {}


def reported(name: str) -> Callable[[Report], Report]:
    """Adds a part to the report: what an app knows about why its jobs wait. Its values can be written as JSON."""

    def register(report: Report) -> Report:
        reports[name] = report
        return report

    return register


def overview() -> dict[str, Any]:
    return {
        "workers": list(Heartbeat.objects.order_by("worker").values("worker", "started_at", "seen_at")),
        "jobs": [_with_gate(line) for line in waiting()],
        "on_hold": holding.on_hold(),
        "dead": list(dead().values("pk", "kind", "ref", "failures", "error", "finished_at")[:20]),
        **{name: report() for name, report in sorted(reports.items())},
    }


def waiting() -> list[dict[str, Any]]:
    """One line for each kind of which something is not done."""
    now = timezone.now()
    idle = Q(state=State.OPEN, held_at=None, claimed_by="")
    lines = (
        Job.objects.exclude(state=State.DONE)
        .values("kind")
        .order_by("kind")
        .annotate(
            due=Count("pk", filter=idle & Q(due_at__lte=now)),
            later=Count("pk", filter=idle & Q(due_at__gt=now)),
            in_work=Count("pk", filter=Q(state=State.OPEN, held_at=None) & ~Q(claimed_by="")),
            on_hold=Count("pk", filter=Q(state=State.OPEN, held_at__isnull=False)),
            dead=Count("pk", filter=Q(state=State.DEAD)),
            oldest=Min("created_at"),
            next_due=Min("due_at", filter=idle & Q(due_at__gt=now)),
            last_error=Max("error"),
        )
    )
    return [dict(line) for line in lines]


def _with_gate(line: dict[str, Any]) -> dict[str, Any]:
    handler = registry.handlers.get(line["kind"])
    gate = handler.gate if handler else None
    held_back = gate is not None and gate.passage(timezone.now()) is not Passage.FREE
    return line | {"held_back": held_back, "unknown": handler is None}


def dead() -> Any:
    return Job.objects.filter(state=State.DEAD).order_by("-pk")


def dead_jobs_fault() -> str | None:
    """For `/readyz`."""
    count = dead()[:1001].count()
    return f"{count} dead; see the outbox in the admin" if count else None


def age(moment: datetime | None, now: datetime) -> str:
    """The distance in the largest unit that fits: "12 s", "3 min", "5 h", "2 d"."""
    if moment is None:
        return "-"
    seconds = abs((now - moment).total_seconds())
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"
