from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from accounts.changes import announce
from accounts.models import User
from articles.addresses import path_of
from articles.models.picture import Picture
from articles.models.search_entry import SearchEntry
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

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keeps the old address, has their articles found by another name, and tells of another account, in one
        transaction."""
        known = Author.objects.filter(pk=self.pk).values_list("slug", "name", "user").first()
        slug, name, user = known or ("", "", None)
        with transaction.atomic():
            super().save(*args, **kwargs)
            if slug and slug != self.slug:
                AuthorAddress.objects.update_or_create(slug=slug, defaults={"author": self})
            if name and name != self.name:
                SearchEntry.objects.keep_later(self.bylines.values_list("article", flat=True))
            if user != self.user_id:
                announce(User.objects.filter(pk__in=[number for number in (user, self.user_id) if number]))

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """The address stays and answers 410, and so do former ones."""
        with transaction.atomic():
            deleted = super().delete(*args, **kwargs)
            AuthorAddress.objects.update_or_create(slug=self.slug, defaults={"author": None})
        return deleted

    def get_absolute_url(self) -> str:
        return path_of("articles:author", self.slug)


class AuthorAddress(models.Model):
    """The former slug of an author, or of one who was deleted. An author who takes it anew goes first."""

    slug = models.SlugField(max_length=80, unique=True)
    author = models.ForeignKey(Author, models.SET_NULL, null=True, related_name="former_addresses")

    def __str__(self) -> str:
        return self.slug
