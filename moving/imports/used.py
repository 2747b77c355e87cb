"""Which rows somebody has used since they came: something points at them that no import writes."""

from collections.abc import Collection, Iterator
from functools import cache
from itertools import batched

from django.db import connection
from django.db.models import ForeignObjectRel, Model

from articles.models import (
    Article,
    ArticleAddress,
    Author,
    AuthorAddress,
    Byline,
    Correction,
    FormerSegment,
    Picture,
    Presence,
    Rendition,
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
from moving.imports.ledger import AT_A_TIME

OURS: dict[type[Model], set[type[Model]]] = {
    Comment: {Check, Claim, Comment, Recommended, Submission, Wording},
    Commenter: set(),
    Article: {ArticleAddress, SearchEntry, Byline, Correction, Tagging, Discussion, Presence, Article.figures.through},
    Picture: {Rendition},
    StandingPage: {FormerSegment, StandingPage.figures.through},
    Author: {AuthorAddress},
    Tag: {TagAddress},
    Section: {FormerSegment},
}
"""What points at rows of each model and says nothing of people; a new table says something until it is named."""


ASKED = "WITH asked(id) AS (VALUES {rows}) "
POINTED_AT = "SELECT id FROM asked WHERE EXISTS (SELECT 1 FROM {table} WHERE {column} = asked.id)"


def used(model: type[Model], rows: Collection[int]) -> set[int]:
    """Asked of each row: one person may have written a hundred thousand comments."""
    found: set[int] = set()
    for some in batched(rows, AT_A_TIME):
        asked = ASKED.format(rows=", ".join(["(%s)"] * len(some)))
        with connection.cursor() as cursor:
            cursor.execute(asked + _who_points_at(model), some)
            found.update(row for (row,) in cursor.fetchall())
    return found


@cache
def _who_points_at(model: type[Model]) -> str:
    """Of tables that no import writes. By hand, as composing so many queries is dearer than they are."""
    others = (each for each in relations(model) if each.related_model not in OURS[model])
    return " UNION ".join(POINTED_AT.format(table=_table(each), column=_column(each)) for each in others)


def delete(model: type[Model], rows: Collection[int]) -> None:
    """With what the import has written beside them, and nothing else: whatever else points at them makes it fail."""
    for relation in relations(model):
        if relation.related_model in OURS[model] - {model}:
            _delete(_table(relation), _column(relation), rows)
    _delete(_quoted(model._meta.db_table), _quoted(model._meta.pk.column), rows)


def _delete(table: str, column: str, rows: Collection[int]) -> None:
    for some in batched(rows, AT_A_TIME):
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table} WHERE {column} IN ({', '.join(['%s'] * len(some))})", some)  # noqa: S608


def _table(relation: ForeignObjectRel) -> str:
    return _quoted(relation.related_model._meta.db_table)


def _column(relation: ForeignObjectRel) -> str:
    return _quoted(relation.field.column)


def _quoted(name: str | None) -> str:
    return f'"{name}"'


def relations(model: type[Model]) -> Iterator[ForeignObjectRel]:
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
