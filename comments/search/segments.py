"""The worker makes the postings of a segment when it is full, and anew when a text in it has changed.

So a comment costs its share of one large write, and neither its submission nor its check writes an index of words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import partial
from hashlib import blake2b

from django.db import connection
from django.db.models import Max, QuerySet
from django.utils import timezone

from comments.models import Comment, Posting, Reworded
from comments.search.packing import SPAN, bits, packed
from comments.search.words import starts
from database import bulk
from outbox.jobs import Done, Later, Outcome, recurs
from outbox.models import Job

ALL = 0
PAUSE = 2.0  # seconds between two segments, so that what waits for nobody leaves the worker to what does
SETTLED = timedelta(minutes=1)  # by then all with lower numbers are there, too, but for what `_is_short` finds
LATEST = 3  # segments that are counted again

INSERT = {
    "sqlite": "INSERT INTO comments_posting (gram, segment, comments) VALUES (%s, %s, %s)",
    "postgresql": """INSERT INTO comments_posting (gram, segment, comments)
        SELECT g, s, c FROM unnest(%s::bigint[], %s::integer[], %s::bytea[]) AS made (g, s, c)""",
}

type Row = tuple[int, int, bytes]


def reworded(numbers: Iterable[int]) -> None:
    """In the transaction that changes texts or deletes them."""
    bulk.write(Reworded, [{"comment": number} for number in numbers])


def number_of(start: str) -> int:
    """63 bits, as far as databases count."""
    return int.from_bytes(blake2b(start.encode(), digest_size=8).digest()) >> 1


@recurs("comments.words", every=60)
def index(job: Job) -> Outcome:
    segment = _next_one()
    if segment is None:
        return Done()
    changes = list(_changes(segment).values_list("pk", flat=True))  # before the texts: later ones make it anew
    return Later(PAUSE, partial(_replace, segment, postings(segment), changes))


def postings(segment: int) -> list[Row]:
    found: dict[str, list[int]] = defaultdict(list)
    there = []
    for number, text in _of(segment).values_list("pk", "text"):
        there.append(number % SPAN)
        for start in starts(text):
            found[start].append(number % SPAN)
    rows = sorted((number_of(start), segment, packed(places)) for start, places in found.items())
    return [(ALL, segment, packed(there)), *rows]  # in the order of the index, which is then written quicker


def _next_one() -> int | None:
    last = Posting.objects.filter(gram=ALL).aggregate(last=Max("segment"))["last"]
    made = 0 if last is None else last + 1
    changed = Reworded.objects.filter(comment__lt=made * SPAN).order_by("pk").first()
    if changed:
        return changed.comment // SPAN
    if _is_full(made):
        return made
    return next((segment for segment in range(max(0, made - LATEST), made) if _is_short(segment)), None)


def _is_full(segment: int) -> bool:
    beyond = Comment.objects.filter(pk__gte=(segment + 1) * SPAN).order_by("pk").first()
    return beyond is not None and beyond.created_at <= timezone.now() - SETTLED


def _is_short(segment: int) -> bool:
    """Of comments that came late, by transactions longer than we wait."""
    there = Posting.objects.get(gram=ALL, segment=segment)
    return bits(there.comments).bit_count() != _of(segment).count()


def _of(segment: int) -> QuerySet[Comment]:
    return Comment.objects.filter(pk__gte=segment * SPAN, pk__lt=(segment + 1) * SPAN).order_by("pk")


def _changes(segment: int) -> QuerySet[Reworded]:
    return Reworded.objects.filter(comment__gte=segment * SPAN, comment__lt=(segment + 1) * SPAN)


def _replace(segment: int, rows: Sequence[Row], changes: Sequence[int]) -> None:
    Reworded.objects.filter(pk__in=changes).delete()
    Posting.objects.filter(segment=segment).delete()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(INSERT["postgresql"], [list(column) for column in zip(*rows, strict=True)])
        else:
            cursor.executemany(INSERT["sqlite"], rows)
