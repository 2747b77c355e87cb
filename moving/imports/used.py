"""Which rows somebody has used since they came: something points at them that no import writes."""

from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import Exists, ForeignObjectRel, Model, OuterRef

from articles.models import (
    Article,
    ArticleAddress,
    Author,
    AuthorAddress,
    Byline,
    Correction,
    FormerSegment,
    Presence,
    SearchEntry,
    Section,
    StandingPage,
    Tag,
    TagAddress,
    Tagging,
)
from comments.models import (
    Check,
    Claim,
    Comment,
    Commenter,
    Discussion,
    ModerationAction,
    Recommended,
    Submission,
    Wording,
)

OURS: dict[type[Model], set[type[Model]]] = {
    Comment: {Check, Claim, Comment, Recommended, Submission, Wording},
    Commenter: set(),
    Article: {ArticleAddress, SearchEntry, Byline, Correction, Tagging, Discussion, Presence, Article.figures.through},
    StandingPage: {FormerSegment, StandingPage.figures.through},
    Author: {AuthorAddress},
    Tag: {TagAddress},
    Section: {FormerSegment},
}
"""What points at rows of each model and says nothing of people; a new table says something until it is named."""


def used(model: type[Model], rows: Collection[int]) -> set[int]:
    """Asked of each row: one person may have written a hundred thousand comments."""
    found: set[int] = set()
    for relation in _relations(model):
        if relation.related_model not in OURS[model]:
            pointing: Any = relation.related_model._default_manager.filter(**{relation.field.name: OuterRef("pk")})
            there = model._default_manager.filter(Exists(pointing), pk__in=rows).order_by()
            found.update(there.values_list("pk", flat=True))
    return found


def _relations(model: type[Model]) -> Iterator[ForeignObjectRel]:
    for field in model._meta.get_fields(include_hidden=True):
        if isinstance(field, ForeignObjectRel) and not field.many_to_many and not _is_parent_link(field):
            yield field


def _is_parent_link(relation: ForeignObjectRel) -> bool:
    return bool(getattr(relation.field.remote_field, "parent_link", False))


def acted_on(rows: Collection[int]) -> set[int]:
    """Comments of which the log, another table or a new text tells."""
    logged = ModerationAction.objects.filter(comment__in=rows).values_list("comment", flat=True)
    changed = Comment.objects.filter(pk__in=rows, version__gt=1).values_list("pk", flat=True)
    return used(Comment, rows) | set(changed) | {number for number in logged if number}


def edited(rows: Collection[int]) -> set[int]:
    """Articles that were saved or moved, which is told by their revision, or to which something was added."""
    changed = Article.objects.filter(pk__in=rows).exclude(revision=1, working_copy=None).values_list("pk", flat=True)
    return used(Article, rows) | set(changed)
