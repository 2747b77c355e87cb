"""Proves that what is kept equals what is counted, and repairs it: discussions, commenters, and what pages show."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction
from django.db.models import Count, F, Max, Q

from comments import sections
from comments.models import Comment, Commenter, Discussion, Status
from comments.recommending import counting

TALLIES = {"approved_count": Status.APPROVED, "rejected_count": Status.REJECTED, "spam_count": Status.SPAM}


def differences(*, repair: bool) -> Iterator[str]:
    """Each is looked at again under the lock that changes take, so that work in progress passes for no fault."""
    for article in _articles():
        if wrong_in_article(article):
            yield from _settle_article(article, repair)
    for person in _commenters_that_differ():
        yield from _settle_commenter(person, repair)
    yield from sections.differences(repair=repair)
    yield from counting.differences(repair=repair)


def wrong_in_article(article: int) -> list[str]:
    hidden, shown = _wrongly_shown(article)
    wrong = [f"comment {pk} is on the page and should not be" for pk in sorted(hidden)]
    wrong += [f"comment {pk} is not on the page and should be" for pk in sorted(shown)]
    return wrong + _wrong_figures(article) + _wrong_threads(article)


def _articles() -> list[int]:
    with_comments = Comment.objects.order_by().values_list("article_id", flat=True)
    return sorted(Discussion.objects.order_by().values_list("pk", flat=True).union(with_comments))


def _wrong_figures(article: int) -> list[str]:
    """While nothing is approved, the last activity is the last change; there is nothing to hold it against."""
    kept = Discussion.objects.filter(pk=article).first() or Discussion(pk=article)
    counted = Comment.objects.approved().filter(article=article).aggregate(count=Count("pk"), last=Max("created_at"))
    wrong = []
    if kept.approved_count != counted["count"]:
        wrong.append(f"article {article}: {kept.approved_count} approved comments kept, {counted['count']} counted")
    if counted["count"] and kept.last_activity != counted["last"]:
        wrong.append(f"article {article}: last activity kept {kept.last_activity}, found {counted['last']}")
    return wrong


def _wrong_threads(article: int) -> list[str]:
    replies = Count("thread", filter=Q(thread__status=Status.APPROVED))
    counted = Comment.objects.filter(article=article, root=None).order_by("pk").annotate(counted=replies)
    differ = counted.exclude(reply_count=F("counted")).values_list("pk", "reply_count", "counted")
    return [f"thread {pk}: {kept} replies kept, {real} counted" for pk, kept, real in differ]


def _wrongly_shown(article: int) -> tuple[set[int], set[int]]:
    """Approved comments and everything above them are on the page, and nothing else: what to hide, what to show."""
    rows = list(Comment.objects.filter(article=article).values_list("pk", "parent", "status", "on_page"))
    parents = {pk: parent for pk, parent, _status, _on_page in rows}
    right: set[int] = set()
    for pk, _parent, status, _on_page in rows:
        if status == Status.APPROVED:
            _add_with_ancestors(pk, parents, right)
    kept = {pk for pk, _parent, _status, on_page in rows if on_page}
    return kept - right, right - kept


def _add_with_ancestors(pk: int | None, parents: dict[int, int | None], found: set[int]) -> None:
    while pk is not None and pk not in found:
        found.add(pk)
        pk = parents[pk]


def _settle_article(article: int, repair: bool) -> list[str]:
    with transaction.atomic():
        discussion = Discussion.lock(article)
        wrong = wrong_in_article(article)
        if wrong and repair:
            show_rightly(article)
            discussion.recount_with_threads()
    return wrong


def show_rightly(article: int) -> None:
    """In a transaction that holds its discussion."""
    hidden, shown = _wrongly_shown(article)
    Comment.objects.filter(pk__in=hidden).update(on_page=False)
    Comment.objects.filter(pk__in=shown).update(on_page=True)


def _commenters_that_differ() -> list[int]:
    counted = {
        f"counted_{name}": Count("comments", filter=Q(comments__status=status)) for name, status in TALLIES.items()
    }
    same = Q(**{name: F(f"counted_{name}") for name in TALLIES})
    return list(Commenter.objects.annotate(**counted).exclude(same).order_by("pk").values_list("pk", flat=True))


def _settle_commenter(pk: int, repair: bool) -> list[str]:
    with transaction.atomic():
        person = Commenter.objects.select_for_update(no_key=True).get(pk=pk)
        rows = person.comments.values("status").order_by().annotate(count=Count("pk"))
        counted = {row["status"]: row["count"] for row in rows}
        figures = [(name, getattr(person, name), counted.get(status, 0)) for name, status in TALLIES.items()]
        wrong = [f"commenter {pk}: {name} {kept} kept, {real} counted" for name, kept, real in figures if kept != real]
        if wrong and repair:
            person.recount()
    return wrong
