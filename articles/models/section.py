from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.models.version import ShownOnPages

RESERVED_SEGMENTS = frozenset(
    "accounts admin api archive authors comment-data comments corrections feeds healthz media pages preview readyz"
    " robots search sitemap static tags".split()
)


def refuse_reserved(segment: str) -> None:
    if segment in RESERVED_SEGMENTS:
        raise ValidationError(_("“%(segment)s” is an address of the site itself."), "reserved", {"segment": segment})


class FirstSegment(ShownOnPages):
    """The first part of a public address. Sections and standing pages share this table, so none takes another's."""

    slug = models.SlugField(_("slug"), max_length=60, unique=True, validators=[refuse_reserved])

    def __str__(self) -> str:
        return self.slug


class SectionQuerySet(models.QuerySet["Section"]):
    def top(self) -> Self:
        return self.filter(parent=None)


class Section(FirstSegment):
    name = models.CharField(_("name"), max_length=60)
    description = models.CharField(_("description"), max_length=300, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0, help_text=_("Order in the navigation."))

    objects = SectionQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]
        verbose_name = _("section")
        verbose_name_plural = _("sections")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("articles:section", args=[self.slug])

    def clean(self) -> None:
        if self.parent and (self.parent == self or self.parent.parent_id):
            raise ValidationError({"parent": ValidationError(_("Sections nest one level deep."), "too_deep")})
