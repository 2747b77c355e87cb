from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.models.picture import Picture
from articles.models.version import ShownOnPages


class Author(ShownOnPages):
    """Somebody whose name stands over articles, with or without an account."""

    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    job_title = models.CharField(_("job title"), max_length=80, blank=True)
    bio = models.TextField(_("bio"), max_length=1_000, blank=True)
    portrait = models.ForeignKey(
        Picture, models.PROTECT, null=True, blank=True, related_name="authors", verbose_name=_("portrait")
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="author",
        verbose_name=_("account"),
    )

    class Meta:
        ordering = ["name"]
        verbose_name = _("author")
        verbose_name_plural = _("authors")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("articles:author", args=[self.slug])
