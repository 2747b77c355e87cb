"""The states of an article as people see them: the stored ones, and "scheduled", which the clock tells."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timesince import timesince, timeuntil
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Status
from articles.models.article import ArticleQuerySet

SCHEDULED = "scheduled"
DAY = "l j F Y"


def state_of(article: Article) -> str:
    state = str(_("scheduled")) if article.is_scheduled else article.get_status_display()
    return gettext("%(state)s, changes wait") % {"state": state} if article.working_copy else state


def sentence(article: Article) -> str:
    """What readers have, or will have, and since or from when."""
    if article.is_scheduled and article.published_at:
        return announcement(article.published_at)
    if article.is_public and article.published_at:
        told = _told(article.published_at) | {"passed": timesince(article.published_at, depth=1)}
        return gettext("Public since %(day)s at %(time)s, for %(passed)s.") % told
    return str(_SENTENCES[Status(article.status)])


def announcement(moment: datetime) -> str:
    """What a schedule for that moment promises."""
    told = _told(moment) | {"left": timeuntil(moment, depth=1)}
    return gettext("Appears on %(day)s at %(time)s, in %(left)s.") % told


def when(moment: datetime) -> str:
    return gettext("%(day)s at %(time)s") % _told(moment)


def _told(moment: datetime) -> dict[str, Any]:
    here = timezone.localtime(moment)
    day, time = date_format(here, DAY), date_format(here, "H:i")
    return {"day": day, "time": time}


_SENTENCES = {
    Status.DRAFT: _("A draft: only the newsroom can read it."),
    Status.IN_REVIEW: _("In review: only the newsroom can read it, until an editor publishes it."),
    Status.PUBLISHED: _("Public."),
    Status.UNPUBLISHED: _("Unpublished: readers find nothing here any more."),
}


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [*Status.choices, (SCHEDULED, _("scheduled"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any] | None:
        chosen = self.value()
        articles: ArticleQuerySet = queryset  # type: ignore[assignment]
        if chosen == SCHEDULED:
            return articles.scheduled()
        if chosen == Status.PUBLISHED:
            return articles.published()
        return articles.filter(status=chosen) if chosen in Status.values else articles
