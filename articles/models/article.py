from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import body
from articles.models.address import ArticleAddress
from articles.models.author import Author
from articles.models.section import Section
from articles.models.version import ShownOnPages


class Status(models.TextChoices):
    DRAFT = "draft", _("draft")
    IN_REVIEW = "in_review", _("in review")
    PUBLISHED = "published", _("published")
    UNPUBLISHED = "unpublished", _("unpublished")


class Label(models.TextChoices):
    NEWS = "news", _("News")
    ANALYSIS = "analysis", _("Analysis")
    OPINION = "opinion", _("Opinion")
    SPONSORED = "sponsored", _("Sponsored")


class ArticleQuerySet(models.QuerySet["Article"]):
    def published(self, at: datetime | None = None) -> Self:
        """Public at that moment: "published" is a question about the clock, never the work of a job."""
        return self.filter(status=Status.PUBLISHED, published_at__lte=at or timezone.now())

    def scheduled(self) -> Self:
        return self.filter(status=Status.PUBLISHED, published_at__gt=timezone.now())

    def newest_first(self) -> Self:
        return self.order_by("-published_at", "-pk")

    def for_lists(self) -> Self:
        """With all that a list of articles shows, in a fixed number of queries, without the bodies."""
        return self.select_related("section").prefetch_related("bylines__author").defer("body", "body_html")


class Article(ShownOnPages):
    headline = models.CharField(_("headline"), max_length=160)
    slug = models.SlugField(_("slug"), max_length=120)
    standfirst = models.CharField(_("standfirst"), max_length=400, blank=True)
    body = models.TextField(_("body"), blank=True)
    body_html = models.TextField(editable=False, blank=True)
    body_markup = models.PositiveSmallIntegerField(editable=False, default=0)
    section = models.ForeignKey(Section, models.PROTECT, related_name="articles", verbose_name=_("section"))
    authors = models.ManyToManyField(Author, through="Byline", related_name="articles")
    label = models.CharField(_("label"), max_length=12, choices=Label, default=Label.NEWS)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.DRAFT, editable=False)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    picture = models.ImageField(
        _("picture"), upload_to="pictures/", blank=True, width_field="picture_width", height_field="picture_height"
    )
    picture_width = models.PositiveIntegerField(null=True, editable=False)
    picture_height = models.PositiveIntegerField(null=True, editable=False)
    picture_alt = models.CharField(_("alternative text"), max_length=300, blank=True)
    caption = models.CharField(_("caption"), max_length=300, blank=True)
    credit = models.CharField(_("credit"), max_length=120, blank=True)
    related = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="+", verbose_name=_("you may also like")
    )
    takes_comments = models.BooleanField(_("comments open"), default=True)
    comments_close_at = models.DateTimeField(_("comments close at"), null=True, blank=True)
    revision = models.PositiveIntegerField(editable=False, default=0)
    created_at = models.DateTimeField(editable=False, default=timezone.now)
    updated_at = models.DateTimeField(editable=False, default=timezone.now)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["section", "slug"], name="article_address_is_unique"),
            models.CheckConstraint(
                condition=~Q(status=Status.PUBLISHED) | Q(published_at__isnull=False),
                name="published_article_has_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "-published_at", "-id"], name="article_newest"),
            models.Index(fields=["section", "status", "-published_at", "-id"], name="article_newest_in_section"),
        ]
        permissions = [("publish_article", _("Can publish and unpublish articles"))]
        verbose_name = _("article")
        verbose_name_plural = _("articles")

    def __str__(self) -> str:
        return self.headline

    def save(self, *args: object, **kwargs: object) -> None:
        """Sanitizes the body, counts the revision and keeps the public address, in one transaction."""
        self.body, self.body_html, self.body_markup = body.render(self.body)
        self.revision += 1
        self.updated_at = timezone.now()
        with transaction.atomic():
            super().save(*args, **kwargs)
            ArticleAddress.objects.keep(self)

    def get_absolute_url(self) -> str:
        return reverse("articles:article", args=[self.section.slug, self.slug])

    def clean(self) -> None:
        if self.picture and not self.picture_alt:
            raise ValidationError({"picture_alt": ValidationError(_("Say what the picture shows."), "missing_alt")})

    @property
    def is_public(self) -> bool:
        return self.status == Status.PUBLISHED and self.published_at is not None and self.published_at <= timezone.now()

    @property
    def is_scheduled(self) -> bool:
        return self.status == Status.PUBLISHED and not self.is_public

    def accepts_comments(self) -> bool:
        """The article alone says whether, and until when, it takes comments."""
        return self.is_public and self.takes_comments and not self.comments_have_closed

    @property
    def comments_have_closed(self) -> bool:
        return self.comments_close_at is not None and self.comments_close_at <= timezone.now()

    # The way to publication

    def submit_for_review(self) -> bool:
        return self._move((Status.DRAFT, Status.UNPUBLISHED), Status.IN_REVIEW)

    def send_back(self) -> bool:
        return self._move((Status.IN_REVIEW,), Status.DRAFT)

    def publish(self, at: datetime | None = None) -> bool:
        """Public from `at` on, from now on without it. A time ahead schedules; one in the past keeps an old date."""
        self.published_at = at or timezone.now()
        return self._move((Status.DRAFT, Status.IN_REVIEW, Status.UNPUBLISHED, Status.PUBLISHED), Status.PUBLISHED)

    def unpublish(self) -> bool:
        return self._move((Status.PUBLISHED,), Status.UNPUBLISHED)

    def _move(self, seen: Iterable[Status], to: Status) -> bool:
        """False when somebody moved the article first; the row is then as they left it."""
        with transaction.atomic():
            moved = Article.objects.filter(pk=self.pk, status__in=seen).update(status=to)
            if moved:
                self.status = to
                self.save(update_fields=["published_at", "revision", "updated_at"])
        return bool(moved)


class Byline(models.Model):
    """One author of an article, in order, with the job title as of publication."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="bylines")
    author = models.ForeignKey(Author, models.PROTECT, related_name="bylines", verbose_name=_("author"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    job_title = models.CharField(
        _("job title"), max_length=80, blank=True, help_text=_("As of publication. Empty: a bare byline.")
    )

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["article", "author"], name="author_once_per_article")]
        verbose_name = _("byline")
        verbose_name_plural = _("bylines")

    def __str__(self) -> str:
        return f"{self.author}, {self.job_title}" if self.job_title else str(self.author)
