"""The states of an article as people see them: the stored ones, and "scheduled", which the clock tells."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Status
from articles.models.article import ArticleQuerySet

SCHEDULED = "scheduled"


def state_of(article: Article) -> str:
    return str(_("scheduled")) if article.is_scheduled else article.get_status_display()


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
