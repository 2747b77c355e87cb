from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.models.version import ShownOnPages
from articles.pictures import PictureField


class Author(ShownOnPages):
    """Somebody whose name stands over articles, with or without an account."""

    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    job_title = models.CharField(_("job title"), max_length=80, blank=True)
    bio = models.TextField(_("bio"), max_length=1_000, blank=True)
    portrait = PictureField(_("portrait"), upload_to="portraits/", blank=True)
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
