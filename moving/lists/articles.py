"""The columns of `manage.py export_articles`."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.db.models import Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from articles.models import Article, Byline, Status, Tagging
from articles.states import SCHEDULED
from moving.lists.listing import Columns, Listing

STATUSES = (*Status.values, SCHEDULED)
_BYLINES = Prefetch("bylines", Byline.objects.select_related("author").order_by("position", "pk"))
_TAGGINGS = Prefetch("taggings", Tagging.objects.select_related("tag").order_by("position", "pk"))

COLUMNS: Columns[Article] = {
    "number": lambda article: article.pk,
    "address": lambda article: settings.SITE_URL + article.get_absolute_url(),
    "section": lambda article: article.section.slug,
    "slug": lambda article: article.slug,
    "headline": lambda article: article.headline,
    "standfirst": lambda article: article.standfirst,
    "authors": lambda article: [byline.author.name for byline in article.bylines.all()],
    "tags": lambda article: [tagging.tag.name for tagging in article.taggings.all()],
    "label": lambda article: article.label,
    "status": lambda article: SCHEDULED if article.is_scheduled else article.status,
    "published_at": lambda article: article.published_at,
    "updated_at": lambda article: article.updated_at,
    "created_at": lambda article: article.created_at,
    "words": lambda article: article.body_words,
    "body": lambda article: article.body,
    "picture": lambda article: settings.SITE_URL + article.picture.url if article.picture else "",
    "picture_alt": lambda article: article.shown_alt,
    "caption": lambda article: article.shown_caption,
    "credit": lambda article: article.shown_credit,
    "takes_comments": lambda article: article.takes_comments,
    "comments_close_at": lambda article: article.comments_close_at,
}
ARTICLES = Listing(COLUMNS, ("section", "picture", _BYLINES, _TAGGINGS))


def articles_asked_for(
    statuses: Collection[str] | None, since: datetime | None, until: datetime | None
) -> QuerySet[Article]:
    """The times are those of publication, or of making where there is none."""
    found = Article.objects.alias(dated=Coalesce("published_at", "created_at"))
    if since:
        found = found.filter(dated__gte=since)
    if until:
        found = found.filter(dated__lt=until)
    return found.filter(_in(statuses)) if statuses else found


def _in(statuses: Collection[str]) -> Q:
    """Scheduled is what is published with a time ahead."""
    now = timezone.now()
    asked = Q(status__in=set(statuses) - {Status.PUBLISHED, SCHEDULED})
    if Status.PUBLISHED in statuses:
        asked |= Q(status=Status.PUBLISHED, published_at__lte=now)
    if SCHEDULED in statuses:
        asked |= Q(status=Status.PUBLISHED, published_at__gt=now)
    return asked
