"""What was restored from a backup and would leave the house: it stands on hold until a person releases it.

The site that the backup is of may still be running, and the restored one may be a copy for trying things out.
"""

from datetime import datetime

from django.db.models import Case, Count, F, Min, Value, When
from django.utils import timezone

from outbox.jobs import registry
from outbox.models import Job

RELEASE = "manage outbox --release"


def hold(using: str = "default") -> int:
    """Every open job, except the recurring ones: they keep this house in order and send nothing about people.

    Claims are void, since the workers that made them belong to the other site. Says how many stand on hold.
    """
    recurring = [handler.kind for handler in registry.handlers.values() if handler.every]
    held = Case(When(kind__in=recurring, then=F("held_at")), default=Value(timezone.now()))
    Job.objects.using(using).open().update(held_at=held, claimed_by="", claims=F("claims") + 1)
    return Job.objects.using(using).on_hold().count()


def release() -> dict[str, int]:
    """Lets them go, those that are due at once; says how many of which kind."""
    counts = on_hold()
    Job.objects.on_hold().update(held_at=None)
    return counts


def on_hold() -> dict[str, int]:
    counts = Job.objects.on_hold().values_list("kind").order_by("kind").annotate(count=Count("pk"))
    return dict(counts)


def fault() -> str | None:
    """For `/readyz`."""
    figures = Job.objects.on_hold().aggregate(count=Count("pk"), since=Min("held_at"))
    since: datetime | None = figures["since"]
    return f"{figures['count']} restored jobs on hold since {since:%Y-%m-%d %H:%M} UTC; `{RELEASE}`" if since else None
