"""Every minute: alarms begin, go on and end with what they are about."""

from __future__ import annotations

import logging

from django.db import transaction
from django.utils import timezone

from comments.alarms.looking import Seen, look
from comments.models import Alarm
from outbox import jobs
from outbox.jobs import Done, Outcome
from outbox.models import Job

log = logging.getLogger("comments.alarms")


@jobs.recurs("comments.watch", every=60)
def watch(job: Job) -> Outcome:
    seen = {(each.kind, each.article): each for each in look(timezone.now())}
    return Done(lambda: _keep(seen))


def _keep(seen: dict[tuple[str, int], Seen]) -> None:
    """One alarm per kind and article is on; its figure is the worst that there was."""
    with transaction.atomic():
        on = {(alarm.kind, alarm.article): alarm for alarm in Alarm.objects.on().select_for_update()}
        over = [alarm.pk for key, alarm in on.items() if key not in seen]
        if over:
            Alarm.objects.filter(pk__in=over).update(ended_at=timezone.now())
        for key, each in seen.items():
            _raise(on.get(key), each)


def _raise(alarm: Alarm | None, seen: Seen) -> None:
    if alarm is None:
        log.warning("alarm", extra={"alarm": seen.kind, "figure": seen.figure, "usual": seen.usual})
        Alarm.objects.create(kind=seen.kind, article=seen.article, figure=seen.figure, usual=seen.usual)
    elif seen.figure > alarm.figure:
        Alarm.objects.filter(pk=alarm.pk).update(figure=seen.figure)
