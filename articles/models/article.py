from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from articles import body, figures
from articles.addresses import path_of
from articles.changes import ARTICLE_MOVED
from articles.models.address import ArticleAddress
from articles.models.author import Author
from articles.models.byline import Byline
from articles.models.note import Act, Note
from articles.models.picture import SHOWN_OF_PICTURES, Picture
from articles.models.search_entry import SearchEntry
from articles.models.section import Section
from articles.models.version import ShownOnPages, SiteVersion
from outbox import jobs

if TYPE_CHECKING:
    from articles.models.tag import Tag

WORDS_A_MINUTE = 230
FEW = 500  # articles of a tag
OWN_WORDS = _("Of this article; without it, that of the picture.")
SHOWN_IN_TEASERS = (
    *("headline", "slug", "standfirst", "label", "status", "published_at"),
    *("section__slug", "section__name", *(f"picture__{column}" for column in SHOWN_OF_PICTURES)),
)
DERIVED = ("body_html", "body_markup", "body_words", "revision", "updated_at")  # what every save works out anew
WEIGHED = ("headline", "standfirst", "body", "section")  # what it must know of the row before


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

    def by(self, author: Author) -> Self:
        return self.filter(bylines__author=author)

    def tagged(self, tag: Tag) -> Self:
        """Of a rare tag all are named: on the way through the newest of the paper they would be far between."""
        few = list(tag.taggings.order_by("article").values_list("article", flat=True)[: FEW + 1])
        return self.filter(taggings__tag=tag) if len(few) > FEW else self.filter(pk__in=few)

    def in_section(self, section: Section) -> Self:
        """In the section itself or in one below it."""
        return self.filter(section__in=[section, *section.children.all()])

    def before(self, published_at: datetime, pk: int) -> Self:
        """Those that come after that one, newest first."""
        return self.filter(published_at__lte=published_at).exclude(published_at=published_at, pk__gte=pk)

    def newest_first(self) -> Self:
        return self.order_by("-published_at", "-pk")

    def for_lists(self) -> Self:
        """With all that a list of articles shows, in a fixed number of queries, without the bodies."""
        return self.for_teasers().prefetch_related(_bylines())

    def for_teasers(self) -> Self:
        return self.select_related("section", "picture").only(*SHOWN_IN_TEASERS)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Addresses that have been public stay and answer 410."""
        with transaction.atomic():
            ArticleAddress.objects.ahead().filter(article__in=list(self.values_list("pk", flat=True))).delete()
            deleted = super().delete()
            SiteVersion.advance()
        return deleted


def _bylines() -> Prefetch[Any]:
    return Prefetch("bylines", queryset=Byline.objects.select_related("author"))


class Article(ShownOnPages):
    headline = models.CharField(_("headline"), max_length=160)
    slug = models.SlugField(_("slug"), max_length=120)
    standfirst = models.CharField(_("standfirst"), max_length=400, blank=True)
    body = models.TextField(_("body"), blank=True)
    body_html = models.TextField(editable=False, blank=True)
    body_markup = models.PositiveSmallIntegerField(editable=False, default=0, db_index=True)
    body_words = models.PositiveIntegerField(editable=False, default=0)
    section = models.ForeignKey(Section, models.PROTECT, related_name="articles", verbose_name=_("section"))
    authors = models.ManyToManyField(Author, through=Byline, related_name="articles")
    tags = models.ManyToManyField("articles.Tag", through="articles.Tagging", related_name="articles")
    label = models.CharField(_("label"), max_length=12, choices=Label, default=Label.NEWS)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.DRAFT, editable=False)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True, editable=False)
    picture = models.ForeignKey(
        Picture, models.PROTECT, null=True, blank=True, related_name="articles", verbose_name=_("picture")
    )
    picture_alt = models.CharField(_("alternative text"), max_length=300, blank=True, help_text=OWN_WORDS)
    caption = models.CharField(_("caption"), max_length=300, blank=True, help_text=OWN_WORDS)
    credit = models.CharField(_("credit"), max_length=120, blank=True, help_text=OWN_WORDS)
    figures = models.ManyToManyField(Picture, related_name="shown_in_articles", editable=False)
    related = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="+", verbose_name=_("you may also like")
    )
    takes_comments = models.BooleanField(_("comments open"), default=True)
    comments_close_at = models.DateTimeField(_("comments close at"), null=True, blank=True)
    comments_close_after = models.PositiveSmallIntegerField(_("days for comments"), null=True, blank=True)
    revision = models.PositiveIntegerField(editable=False, default=0)
    working_copy = models.PositiveIntegerField(
        editable=False, null=True, help_text="Number of the revision that waits beside what readers get."
    )
    created_at = models.DateTimeField(editable=False, default=timezone.now)
    updated_at = models.DateTimeField(
        editable=False, default=timezone.now, help_text="When readers last got another text; publication counts."
    )

    objects = ArticleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["section", "slug"], name="article_address_is_unique"),
            models.CheckConstraint(
                condition=~Q(status=Status.PUBLISHED) | Q(published_at__isnull=False),
                name="published_article_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(comments_close_after=None) | Q(published_at=None) | Q(comments_close_at__isnull=False),
                name="article_closes_after_its_publication",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "-published_at", "-id"], name="article_newest"),
            models.Index(fields=["section", "status", "-published_at", "-id"], name="article_newest_in_section"),
            models.Index(fields=["status", "-updated_at", "published_at"], name="article_changed"),
        ]
        permissions = [("publish_article", _("Can publish and unpublish articles"))]
        verbose_name = _("article")
        verbose_name_plural = _("articles")

    def __str__(self) -> str:
        return self.headline

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Sanitizes the body, counts the revision and keeps the public address, in one transaction."""
        (self.body, self.body_html, self.body_markup, self.body_words), shown = figures.render(self.body)
        self.revision += 1
        vars(self).update(self._closing_from(self.published_at))
        before = Article.objects.filter(pk=self.pk).values(*WEIGHED).first() if self.pk else None
        self.updated_at = self._text_dates_from(before)
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], *DERIVED}
        with transaction.atomic():
            super().save(*args, **kwargs)
            if shown or before:
                self.figures.set(shown)
            ArticleAddress.objects.keep([self])
            SearchEntry.objects.keep([self.pk])
            if before and before["section"] != self.section_id:
                jobs.enqueue(ARTICLE_MOVED, self.pk)

    def _closing_from(self, published_at: datetime | None) -> dict[str, Any]:
        """The date that follows, where days are counted from the publication."""
        if self.comments_close_after is None:
            return {}
        days = timedelta(days=self.comments_close_after)
        return {"comments_close_at": published_at + days if published_at else None}

    def _text_dates_from(self, before: Mapping[str, Any] | None) -> datetime:
        if before is None:
            return self.published_at or timezone.now()
        is_same = all(before[name] == getattr(self, name) for name in ("headline", "standfirst", "body"))
        return self.updated_at if is_same else timezone.now()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Addresses that have been public stay and answer 410."""
        with transaction.atomic():
            self.addresses.ahead().delete()
            return super().delete(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return path_of("articles:article", self.section.slug, self.slug)

    def clean(self) -> None:
        if self.picture and not self.shown_alt:
            raise ValidationError({"picture_alt": ValidationError(_("Say what the picture shows."), "missing_alt")})

    @property
    def stamp(self) -> str:
        """Another one after every save and every move: what an editor has seen when the form was opened."""
        return f"{self.revision}.{self.working_copy or 0}"

    @property
    def html(self) -> str:
        """The body for readers. One made by older markup is made anew here; writing it is not a page's work."""
        return self.body_html if self.body_markup == body.MARKUP else figures.render(self.body)[0].html

    @property
    def shown_alt(self) -> str:
        return self.picture_alt or (self.picture.alt if self.picture else "")

    @property
    def shown_caption(self) -> str:
        return self.caption or (self.picture.caption if self.picture else "")

    @property
    def shown_credit(self) -> str:
        return self.credit or (self.picture.credit if self.picture else "")

    @property
    def kind(self) -> str:
        """The label, where it says more than the section's name; news is what needs no label."""
        if self.label == Label.NEWS:
            return ""
        label = self.get_label_display()
        return "" if label == self.section.name else label

    @property
    def reading_minutes(self) -> int:
        return max(1, round(self.body_words / WORDS_A_MINUTE))

    @property
    def was_updated(self) -> bool:
        """Whether the text changed after it was published."""
        return self.published_at is not None and self.updated_at > self.published_at

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

    def submit_for_review(self, *, by: User | None = None, to: User | None = None, text: str = "") -> bool:
        """To somebody, or to the desk."""
        said = Note(article=self, act=Act.SUBMITTED, by=by, to=to, text=text)
        return self._move({Status.DRAFT, Status.UNPUBLISHED}, said, status=Status.IN_REVIEW)

    def send_back(self, *, by: User | None = None, text: str = "") -> bool:
        """To whoever submitted it."""
        handed_in = self.notes.filter(act=Act.SUBMITTED).latest_first().first()
        said = Note(article=self, act=Act.SENT_BACK, by=by, to=handed_in.by if handed_in else None, text=text)
        return self._move({Status.IN_REVIEW}, said, status=Status.DRAFT)

    def publish(self, at: datetime | None = None) -> bool:
        """Public from `at` on, from now on without it. A time ahead schedules, one in the past keeps an old date."""
        moment = at or timezone.now()
        columns = {"published_at": moment, "updated_at": moment} | self._closing_from(moment)
        return not self.is_public and self._move(set(Status), status=Status.PUBLISHED, **columns)

    def unpublish(self) -> bool:
        return self._move({Status.PUBLISHED}, status=Status.UNPUBLISHED)

    def _move(self, allowed: set[Status], said: Note | None = None, **columns: Any) -> bool:
        """False when the state does not allow it, or somebody moved the article first; nothing is then changed."""
        stood = {name: getattr(self, name) for name in ("status", "published_at", "comments_close_after")}
        seen = Article.objects.filter(pk=self.pk, **stood)
        with transaction.atomic():
            moved = self.status in allowed and bool(seen.update(revision=models.F("revision") + 1, **columns))
            if moved:
                self.refresh_from_db(fields=["revision", *columns])
                ArticleAddress.objects.keep([self])
                SearchEntry.objects.keep([self.pk])
                SiteVersion.advance()
                if said:
                    said.save()
        return moved
