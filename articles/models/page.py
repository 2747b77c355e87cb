from collections.abc import Mapping
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import body, figures
from articles.models.address import FormerSegment
from articles.models.picture import Picture
from articles.models.section import FirstSegment


class Role(models.TextChoices):
    """What other pages link to by name, whatever its address."""

    GUIDELINES = "guidelines", _("comment guidelines")
    PRIVACY = "privacy", _("privacy")
    IMPRINT = "imprint", _("imprint")
    CONTACT = "contact", _("contact")
    ABOUT = "about", _("about")


class StandingPage(FirstSegment):
    """What stays as it is while articles come and go: about, imprint, privacy, contact, comment guidelines."""

    title = models.CharField(_("title"), max_length=80)
    description = models.CharField(_("description"), max_length=300, blank=True, help_text=_("For search engines."))
    body = models.TextField(_("body"))
    body_html = models.TextField(editable=False, blank=True)
    body_markup = models.PositiveSmallIntegerField(editable=False, default=0)
    figures = models.ManyToManyField(Picture, related_name="shown_on_pages", editable=False)
    role = models.CharField(
        _("role"),
        max_length=12,
        choices=Role,
        unique=True,
        null=True,
        blank=True,
        help_text=_("The comment form links to the page whose role is comment guidelines."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0, help_text=_("Order at the foot of pages."))
    is_public = models.BooleanField(_("shown to readers"), default=False)
    public_since = models.DateTimeField(null=True, editable=False)
    updated_at = models.DateTimeField(editable=False, default=timezone.now)

    class Meta:
        ordering = ["position", "title"]
        verbose_name = _("standing page")
        verbose_name_plural = _("standing pages")

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Sanitizes the body; keeps the address that readers know when the slug changes, in one transaction."""
        (self.body, self.body_html, self.body_markup, _words), shown = figures.render(self.body)
        self.role = self.role or None
        before = StandingPage.objects.filter(pk=self.pk).values("slug", "title", "body", "public_since").first()
        self._date(before)
        with transaction.atomic():
            super().save(*args, **kwargs)
            self.figures.set(shown)
            if before and before["public_since"]:
                FormerSegment.objects.keep(before["slug"], self)

    def _date(self, before: Mapping[str, Any] | None) -> None:
        if self.is_public and not self.public_since:
            self.public_since = timezone.now()
        if before and (before["title"], before["body"]) != (self.title, self.body):
            self.updated_at = timezone.now()

    @property
    def html(self) -> str:
        """The body for readers; one made by older markup is made anew here."""
        return self.body_html if self.body_markup == body.MARKUP else figures.render(self.body)[0].html
