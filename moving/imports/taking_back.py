"""The state before a batch, except for the log, which gains a row; what people have acted on since stays, and is told.

A portion at a time, each one transaction, answers before what they answer: whoever is killed goes on with the next run.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from articles.models import (
    Article,
    ArticleAddress,
    Author,
    AuthorAddress,
    Section,
    SiteVersion,
    StandingPage,
    Tag,
)
from comments.models import ModerationAction, Rule
from comments.models.log import write
from moving.imports import taking_comments, taking_pictures
from moving.imports.pointed import described
from moving.imports.used import edited, used
from moving.models import Batch, Kind, Origin, State
from moving.refused import Refused

PORTION = 500
TAKEN_BACK = "taken_back"


class Stays(NamedTuple):
    """Something that the batch has brought in and that is not taken back; WHY says why."""

    kind: Kind
    name: str
    row: int

    def __str__(self) -> str:
        return f"{self.kind} {self.name} stays, as {self.row}: {WHY[self.kind]}"


class TakingBack:
    """`gone` and `kept` count what became of the rows, `tell` is given each that stays; `progress` is called between
    transactions."""

    def __init__(self, number: int, tell: Callable[[Stays], None], progress: Callable[[], None] = lambda: None) -> None:
        """Raises Refused for what is no batch, or is taken back already."""
        self.batch = Batch.objects.filter(pk=number).first()
        if self.batch is None:
            raise Refused(_("There is no batch %(number)s."), number=number)
        if self.batch.state == State.TAKEN_BACK:
            raise Refused(_("Batch %(number)s was taken back already."), number=number)
        self.tell, self.progress = tell, progress
        self.gone: Counter[str] = Counter()
        self.kept: Counter[str] = Counter()

    def go(self) -> None:
        self._begin()
        for kind in (Kind.COMMENT, Kind.ARTICLE, Kind.PAGE, Kind.PICTURE, Kind.AUTHOR, Kind.TAG, Kind.SECTION):
            self._take_back(kind)
        Batch.objects.filter(pk=self._batch.pk).update(state=State.TAKEN_BACK, ended_at=timezone.now())

    @property
    def _batch(self) -> Batch:
        assert self.batch
        return self.batch

    def _begin(self) -> None:
        """With its row in the log, once."""
        with transaction.atomic():
            begun = Batch.objects.filter(pk=self._batch.pk).exclude(state=State.GOING_BACK)
            if begun.update(state=State.GOING_BACK):
                write(ModerationAction(rule=Rule.IMPORT, reason=TAKEN_BACK, batch=self._batch.log))

    def _take_back(self, kind: Kind) -> None:
        """The latest first, so that nothing goes before what stands on it. What was here before the import was never
        ours to take away; we only forget that we knew it."""
        last = None
        Origin.objects.filter(batch=self._batch, kind=kind, is_ours=False).delete()
        while rows := self._portion(kind, last):
            with transaction.atomic():
                kept = _TAKE[kind](rows, self._batch.began_at)
                self._forget(kind, set(rows) - kept)
            self.gone[kind] += len(rows) - len(kept)
            self.kept[kind] += len(kept)
            for origin in Origin.objects.filter(batch=self._batch, kind=kind, row__in=kept).order_by("row"):
                self.tell(Stays(kind, origin.name, origin.row))
            last = rows[-1]
            self.progress()

    def _portion(self, kind: Kind, last: int | None) -> list[int]:
        known = Origin.objects.filter(batch=self._batch, kind=kind)
        left = known if last is None else known.filter(row__lt=last)
        return list(left.order_by("-row").values_list("row", flat=True)[:PORTION])

    def _forget(self, kind: Kind, rows: Iterable[int]) -> None:
        Origin.objects.filter(batch=self._batch, kind=kind, row__in=list(rows)).delete()


def _articles(rows: list[int], since: datetime) -> set[int]:
    there = Article.objects.select_for_update(no_key=True).filter(pk__in=rows).order_by("pk")
    kept = edited(rows) & set(there.values_list("pk", flat=True))
    going = sorted(set(rows) - kept)
    ArticleAddress.objects.filter(article__in=going).delete()
    Article.objects.filter(pk__in=going).delete()
    return kept


def _pages(rows: list[int], since: datetime) -> set[int]:
    kept = set()
    came_as = _states(Kind.PAGE, rows)
    for page in StandingPage.objects.select_for_update(no_key=True).filter(pk__in=rows).order_by("pk"):
        if page.updated_at >= since or (page.role and page.role != came_as.get(page.pk)):
            kept.add(page.pk)
        else:
            page.delete()
    return kept


def _states(kind: Kind, rows: list[int]) -> dict[int, str]:
    return dict(Origin.objects.filter(kind=kind, row__in=rows, is_ours=True).values_list("row", "state"))


def _authors(rows: list[int], since: datetime) -> set[int]:
    authors = Author.objects.filter(pk__in=rows)
    came_as = _states(Kind.AUTHOR, rows)
    known = {author.pk for author in authors if described(author) != came_as.get(author.pk, "")}
    kept = (used(Author, rows) | known) & set(authors.values_list("pk", flat=True))
    going = authors.exclude(pk__in=kept)
    AuthorAddress.objects.filter(author__in=going).delete()
    going.delete()
    SiteVersion.advance()
    return kept


def _tags(rows: list[int], since: datetime) -> set[int]:
    kept = used(Tag, rows)
    Tag.objects.filter(pk__in=set(rows) - kept).delete()
    SiteVersion.advance()
    return kept


def _sections(rows: list[int], since: datetime) -> set[int]:
    """Those below another one first, which came after it or before."""
    kept = set()
    for section in sorted(Section.objects.filter(pk__in=rows), key=lambda each: each.parent_id is None):
        if used(Section, [section.pk]):
            kept.add(section.pk)
        else:
            section.delete()
    return kept


_TAKE: dict[Kind, Callable[[list[int], datetime], set[int]]] = {
    Kind.COMMENT: taking_comments.take_back,
    Kind.ARTICLE: _articles,
    Kind.PAGE: _pages,
    Kind.PICTURE: taking_pictures.take_back,
    Kind.AUTHOR: _authors,
    Kind.TAG: _tags,
    Kind.SECTION: _sections,
}
WHY = {
    Kind.COMMENT: _("somebody has decided about it, answered it or acted on it otherwise."),
    Kind.ARTICLE: _("it was changed here, or something belongs to it."),
    Kind.PAGE: _("it was changed here."),
    Kind.PICTURE: _("something shows it."),
    Kind.AUTHOR: _("something is by them, or they were described here."),
    Kind.TAG: _("an article has it."),
    Kind.SECTION: _("something stands in it."),
}
