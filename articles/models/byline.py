from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.author import Author
from articles.models.search_entry import PartOfEntry


class Byline(PartOfEntry):
    """One author of an article, in order, with the job title as of publication."""

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="bylines")
    author = models.ForeignKey(Author, models.PROTECT, related_name="bylines", verbose_name=_("author"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    job_title = models.CharField(
        _("job title"),
        max_length=80,
        blank=True,
        help_text=_("As of publication. A new byline takes the author's own; empty it afterwards for a bare byline."),
    )

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["article", "author"], name="author_once_per_article")]
        verbose_name = _("byline")
        verbose_name_plural = _("bylines")

    def __str__(self) -> str:
        return f"{self.author}, {self.job_title}" if self.job_title else str(self.author)
