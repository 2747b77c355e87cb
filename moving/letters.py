"""Letters to followers after everything came from elsewhere: none is begun until a person lets them go."""

from itertools import batched
from typing import Any

from django.utils import timezone

from comments.letters.watching import LETTER_JOB
from comments.models import Follow
from moving.rows import AT_ONCE
from outbox.models import Job


def pause(using: str = "default") -> None:
    """Who follows something has a letter on its way that nobody has released yet, so no other is begun."""
    follows = Follow.objects.using(using).confirmed()
    people = follows.order_by("commenter").values_list("commenter", flat=True).distinct()
    held: dict[str, Any] = {"kind": LETTER_JOB, "held_at": timezone.now()}
    for some in batched(people.iterator(), AT_ONCE):
        Job.objects.using(using).bulk_create([Job(ref=person, **held) for person in some], ignore_conflicts=True)
