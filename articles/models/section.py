from collections.abc import Iterator
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.translation import gettext_lazy as _

from articles.addresses import path_of
from articles.models.address import ArticleAddress, FormerSegment
from articles.models.version import ShownOnPages

RESERVED_SEGMENTS = {
    *("accounts", "admin", "api", "archive", "authors", "comment-data", "comments", "corrections", "feeds", "healthz"),
    *("media", "pages", "preview", "readyz", "robots", "search", "sitemap", "static", "tags"),
}


def refuse_reserved(segment: str) -> None:
    if segment in RESERVED_SEGMENTS or segment in set(_segments(get_resolver().url_patterns)):
        raise ValidationError(_("“%(segment)s” is an address of the site itself."), "reserved", {"segment": segment})


def _segments(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    """The first parts of all addresses that the site has by itself."""
    for pattern in patterns:
        first, slash, _rest = str(pattern.pattern).partition("/")
        if isinstance(pattern, URLResolver) and not first:
            yield from _segments(pattern.url_patterns)
        elif slash and "<" not in first:
            yield first


class FirstSegment(ShownOnPages):
    """The first part of a public address. Sections and standing pages share this table, so none takes another's."""

    slug = models.SlugField(_("slug"), max_length=60, unique=True, validators=[refuse_reserved])

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        return path_of("articles:section", self.slug)


class SectionQuerySet(models.QuerySet["Section"]):
    def top(self) -> Self:
        return self.filter(parent=None)

    def for_page(self) -> Self:
        return self.select_related("parent")


class Section(FirstSegment):
    name = models.CharField(_("name"), max_length=60)
    description = models.CharField(_("description"), max_length=300, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0, help_text=_("Order in the navigation."))

    on_front = models.BooleanField(
        _("on the front page"),
        default=True,
        help_text=_("With a row of its newest; of a section below another, in its."),
    )

    objects = SectionQuerySet.as_manager()  # type: ignore[misc]  # the parent model's manager makes its own rows

    class Meta:
        ordering = ["position", "name"]
        verbose_name = _("section")
        verbose_name_plural = _("sections")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keeps its old address and those of its articles when the slug changes, in one transaction."""
        before = Section.objects.filter(pk=self.pk).values_list("slug", flat=True).first()
        with transaction.atomic():
            super().save(*args, **kwargs)
            if before and before != self.slug:
                FormerSegment.objects.keep(before, self)
                ArticleAddress.objects.keep(self.articles.all())

    def clean(self) -> None:
        """Two levels: a parent has no parent, and a section with children gets none."""
        if self.parent and (self.parent == self or self.parent.parent_id or self._has_children()):
            raise ValidationError({"parent": ValidationError(_("Sections nest one level deep."), "too_deep")})

    def _has_children(self) -> bool:
        return self.pk is not None and self.children.exists()
