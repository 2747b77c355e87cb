"""A picture that was uploaded, and the smaller copies of it that pages show."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial
from typing import Any, NamedTuple, Self

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from articles import pictures
from articles.models.version import ShownOnPages
from articles.picture_html import CUT, Made
from articles.pictures import PictureField
from outbox import jobs

RENDER_PICTURE = "articles.picture"  # a job kind; its ref is the picture's number
FIGURE_CHANGED = "articles.figure"  # likewise: the texts that show this picture need new HTML
SHOWN_OF_PICTURES = ("file", "width", "height", "alt", "caption", "credit", "focus_x", "focus_y", "made")
_SOURCES = re.compile(r'<img\b[^>]*\bsrc="([^"]+)"')


class PictureQuerySet(models.QuerySet["Picture"]):
    def take_in(self, upload: pictures.Upload, *, by: User | None, **words: Any) -> tuple[Picture, bool]:
        """The row of this file, and whether it is a new one: the same file uploaded again is the same picture.

        Raises ValidationError with a sentence for what is no picture, or too large a one.
        """
        clean = pictures.reencode(upload)
        columns = {"file": clean, "width": clean.width, "height": clean.height, "uploaded_by": by}
        return self.get_or_create(digest=clean.digest, defaults=columns | words)

    def in_body(self, source: str) -> dict[str, Picture]:
        """By the address under which the text shows them, in one query; none for a text without pictures of ours."""
        base = default_storage.url("")
        names = {src.removeprefix(base) for src in _SOURCES.findall(source) if src.startswith(base)}
        return {picture.url: picture for picture in self.filter(file__in=names)} if names else {}

    def unfinished(self) -> Self:
        """Those whose smaller copies are missing, or were made by older rules."""
        return self.exclude(rendering=pictures.RENDERING)


class Plain(NamedTuple):
    url: str
    width: int
    height: int


class Picture(ShownOnPages):
    file = PictureField(_("file"), upload_to="originals/", unique=True)
    width = models.PositiveIntegerField(editable=False, help_text="In pixels; 0 until the file could be read.")
    height = models.PositiveIntegerField(editable=False)
    alt = models.CharField(
        _("alternative text"),
        max_length=300,
        help_text=_("What the picture shows, for those who can't see it. An article may say it otherwise."),
    )
    caption = models.CharField(_("caption"), max_length=300, blank=True)
    credit = models.CharField(_("credit"), max_length=120, blank=True)
    focus_x = models.PositiveSmallIntegerField(
        _("focus, from the left"), default=50, validators=[MaxValueValidator(100)], help_text=_("In per cent.")
    )
    focus_y = models.PositiveSmallIntegerField(
        _("focus, from the top"), default=50, validators=[MaxValueValidator(100)], help_text=_("In per cent.")
    )
    digest = models.CharField(editable=False, max_length=64, blank=True, help_text="SHA-256 of the file as it came.")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("uploaded by"),
    )
    uploaded_at = models.DateTimeField(_("uploaded at"), editable=False, default=timezone.now)
    made = models.CharField(
        max_length=80,
        editable=False,
        blank=True,
        help_text="What pages need of the renditions, so that they ask for no rows: token, fallback, widths.",
    )
    rendering = models.PositiveSmallIntegerField(editable=False, default=0, db_index=True)

    objects = PictureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["digest"], condition=~Q(digest=""), name="picture_once"),
            models.CheckConstraint(condition=Q(focus_x__lte=100, focus_y__lte=100), name="picture_focus_lies_inside"),
        ]
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def __str__(self) -> str:
        return self.alt or str(self.file.name).rpartition("/")[2]

    @property
    def url(self) -> str:
        return str(self.file.url)

    @property
    def small_url(self) -> str:
        """For a thumbnail."""
        made = Made.read(self.made)
        return made.base + made.plain(small=True) if made else self.url

    @property
    def plain(self) -> Plain:
        """In a format that every program reads, at most 1,600 pixels wide; once there is one, else as it came."""
        made = Made.read(self.made)
        if made is None:
            return Plain(self.url, self.width, self.height)
        width = made.widths[-1]
        return Plain(made.base + made.plain(), width, max(1, round(self.height * width / self.width)))

    @property
    def shared(self) -> Plain:
        """Cut to what others show beside a link, if it is large enough and they are made; else the whole."""
        made = Made.read(self.made)
        return Plain(f"{made.base}{CUT}.jpg", *made.cut) if made and made.cut else self.plain

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A new one gets its renditions by a job, as does one with another focus; and what is said of it, or where its
        focus is, goes to the texts that show it."""
        with transaction.atomic():
            kinds = [RENDER_PICTURE] if self._state.adding else [FIGURE_CHANGED]
            if self._has_moved():
                self.rendering = 0
                kinds.append(RENDER_PICTURE)
            super().save(*args, **kwargs)
            for kind in kinds:
                jobs.enqueue(kind, self.pk)

    def _has_moved(self) -> bool:
        made = Made.read(self.made)
        same = Picture.objects.filter(pk=self.pk, focus_x=self.focus_x, focus_y=self.focus_y)
        return bool(made and made.cut and not self._state.adding and not same.exists())

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Raises ProtectedError while something shows it. Its files go with it."""
        names = [self.file.name, *self.renditions.values_list("file", flat=True)]
        with transaction.atomic():
            if shown := self.shown_by():
                raise models.ProtectedError("Something shows this picture.", set(shown))
            deleted = super().delete(*args, **kwargs)
            transaction.on_commit(partial(remove_files, names))
        return deleted

    def shown_by(self) -> list[models.Model]:
        """Authors, pages and articles that show it, or will once their working copies are published."""
        waits = Q(revisions__content__picture=self.pk) | Q(revisions__content__body__icontains=self.url)
        articles = self.articles.model._default_manager
        waiting = articles.filter(waits, working_copy=F("revisions__number"))
        shown = Q(pk__in=self.articles.values("pk")) | Q(pk__in=self.shown_in_articles.values("pk"))
        found = articles.filter(shown | Q(pk__in=waiting.values("pk")))
        return [*found, *self.shown_on_pages.all(), *self.authors.all()]


class Rendition(models.Model):
    """A smaller copy. A file never changes under its name: another rendering gets other names."""

    picture = models.ForeignKey(Picture, models.CASCADE, related_name="renditions")
    format = models.CharField(max_length=4)
    width = models.PositiveIntegerField()
    file = models.FileField(max_length=100, unique=True)
    bytes = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["picture", "format", "width"], name="rendition_once")]

    def __str__(self) -> str:
        return str(self.file.name)


def remove_files(names: Iterable[str]) -> None:
    for name in names:
        default_storage.delete(name)
