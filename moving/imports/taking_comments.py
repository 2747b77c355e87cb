"""Comments of a batch taken back, a portion at a time: what hangs on them is moved by what goes, never counted anew."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from django.db.models import Exists, OuterRef

from comments import search
from comments.models import Comment, Commenter, Discussion, Status
from moving.imports import tallies
from moving.imports.used import acted_on, delete, used


class Held(NamedTuple):
    """A comment whose row is locked."""

    pk: int
    article: int
    parent: int | None
    root: int | None
    status: str
    commenter: int | None


def take_back(rows: list[int], since: datetime) -> set[int]:
    """In a transaction; says which of them stay."""
    articles = Comment.objects.filter(pk__in=rows).order_by().values_list("article", flat=True).distinct()
    for article in sorted(articles):
        Discussion.lock(article)
    locked = Comment.objects.filter(pk__in=rows).order_by("pk").select_for_update(no_key=True)
    held = {row[0]: Held(*row) for row in locked.values_list(*Held._fields)}
    kept = _with_what_they_answer(acted_on(rows) | _answered(held), held)
    going = [each for pk, each in held.items() if pk not in kept]
    search.reworded(each.pk for each in going)
    delete(Comment, [each.pk for each in going])
    _hide_bare({each.parent for each in going if each.parent} - {each.pk for each in going})
    _count_off(going)
    _let_go({each.commenter for each in going if each.commenter}, since)
    return kept


def _answered(rows: Iterable[int]) -> set[int]:
    """By what isn't going with them."""
    answers = Comment.objects.filter(parent__in=list(rows)).exclude(pk__in=list(rows))
    return {parent for parent in answers.order_by().values_list("parent", flat=True) if parent}


def _with_what_they_answer(kept: set[int], held: Mapping[int, Held]) -> set[int]:
    """Whatever stays needs all that is above it."""
    for pk in sorted(held, reverse=True):
        parent = held[pk].parent
        if pk in kept and parent:
            kept.add(parent)
    return kept & held.keys()


def _hide_bare(comments: Collection[int]) -> None:
    """What is not public stood on the page for its answers alone; so did what is above it."""
    shown = Exists(Comment.objects.filter(parent=OuterRef("pk"), on_page=True))
    while comments:
        hidden = Comment.objects.filter(pk__in=comments, on_page=True).exclude(status=Status.APPROVED)
        bare = dict(hidden.exclude(shown).values_list("pk", "parent"))
        Comment.objects.filter(pk__in=bare).update(on_page=False)
        comments = {parent for parent in bare.values() if parent}


def _count_off(going: Collection[Held]) -> None:
    gone = {each.pk for each in going}
    approved = [each for each in going if each.status == Status.APPROVED]
    tallies.of_threads(tallies.less(each.root for each in approved if each.root and each.root not in gone))
    lost = Counter(each.article for each in approved)
    for article in sorted({each.article for each in going}):
        tallies.of_discussion(article, -lost[article])
    tallies.of_people(tallies.less((each.commenter, each.status) for each in going if each.commenter))


def _let_go(people: set[int], since: datetime) -> None:
    """Who came with the import and has nothing here any more."""
    new = Commenter.objects.filter(pk__in=people, user=None, first_seen_at__gte=since)
    there = set(new.values_list("pk", flat=True))
    delete(Commenter, sorted(there - used(Commenter, there)))
