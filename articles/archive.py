"""The archive: which years, months and days have articles, and what a day brought, by the site's own clock."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, get_format
from django.utils.translation import gettext as _

from articles import caching, heads, paging
from articles.caching import public_page
from articles.discussion import Discussion
from articles.models import Article
from articles.models.article import Status
from articles.views import PAGE_SIZE
from database.statements import moment

FIRST_NEWSPAPER = date(1605, 1, 1)  # the Relation of Strasbourg; also far enough from the ends of the calendar

# A stretch of the index `article_newest` for each span; no article is read.
COUNTS = """
WITH span (place, first, after) AS (VALUES {spans})
SELECT (
    SELECT COUNT(*) FROM articles_article a
    WHERE a.status = %s AND a.published_at >= span.first AND a.published_at < span.after AND a.published_at <= %s
) FROM span ORDER BY span.place
"""


class Month(NamedTuple):
    first: date
    total: int


class Year(NamedTuple):
    number: int
    months: list[Month]


class Day(NamedTuple):
    date: date
    total: int
    is_of_month: bool


@public_page
def show_archive(request: HttpRequest) -> HttpResponse:
    """All years and months that have articles, the newest first."""

    def page() -> HttpResponse:
        return _page(request, "archive", _("Archive"), {"years": _years()})

    return caching.respond(request, caching.site_stamp(), render=page)


@public_page
def show_month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    stamp = caching.site_stamp()
    first = _date(year, month, 1)
    after = _next_month(first)
    if not _has_begun(after):
        raise Http404

    def page() -> HttpResponse:
        known = {"month": first, "weeks": _weeks(first, after), "weekdays": _weekdays()}
        return _page(request, "archive_month", date_format(first, "F Y"), known | _around(first, after))

    return caching.respond(request, stamp, render=page)


@public_page
def show_day(request: HttpRequest, year: int, month: int, day: int, discussion: Discussion) -> HttpResponse:
    stamp = caching.site_stamp()
    here = _date(year, month, day)
    after = here + timedelta(days=1)
    if not _has_begun(after):
        raise Http404

    def page() -> HttpResponse:
        articles = Article.objects.published().filter(published_at__gte=_begins(here), published_at__lt=_begins(after))
        found = paging.take_page(articles.for_lists(), request.GET.get("before", ""), PAGE_SIZE)
        known = {"day": here, "page": found, "place": request.path}
        return _page(request, "archive_day", date_format(here), known | _around(here, after))

    return caching.respond(request, stamp, discussion.clock(), render=page)


def find_address(year: int, month: int, day: int) -> str:
    """Of the page of that day; of its month, if the day is nought, and of all years, if the month is. Empty where there
    is none."""
    try:
        first = _date(year, month or 1, day or 1)
    except Http404:
        return ""
    after = first + timedelta(days=1) if day else _next_month(first)
    if not month or not _has_begun(after):
        return "" if month else reverse("articles:archive")
    place = [year, month, day] if day else [year, month]
    return reverse("articles:archive_day" if day else "articles:archive_month", args=place)


def _page(request: HttpRequest, kind: str, title: str, known: dict[str, Any]) -> HttpResponse:
    """A later page of a day is not for machines: what stands on it is as long as the day is."""
    description = _("What we published: %(when)s.") % {"when": title}
    is_first = not request.GET.get("before")
    crumbs = _crumbs(known.get("day"), known.get("month"))
    head = heads.of_archive(request.path, title, description, crumbs) if is_first else None
    return render(request, f"articles/{kind}.html", known | {"head": head, "title": title})


def _crumbs(day: date | None, month: date | None) -> list[tuple[str, str]]:
    """As templates/articles/_archive_breadcrumb.html has them."""
    archive = _("Archive"), reverse("articles:archive")
    above = day or month
    if above is None:
        return [archive]
    whole = date_format(above, "F Y"), reverse("articles:archive_month", args=[above.year, above.month])
    return [archive, whole, (str(day.day), "")] if day else [archive, whole]


def _date(year: int, month: int, day: int) -> date:
    try:
        found = date(year, month, day)
    except ValueError as error:
        raise Http404 from error
    if not FIRST_NEWSPAPER <= found <= timezone.localdate():
        raise Http404
    return found


def _begins(day: date) -> datetime:
    """Its first moment. Where a clock leaps over midnight, or meets it twice, that is the earlier reading."""
    return datetime(day.year, day.month, day.day, tzinfo=timezone.get_current_timezone()).astimezone(UTC)


def _has_begun(after: date) -> bool:
    """Whether anything was published before that day: who came earlier has no page."""
    return Article.objects.published().filter(published_at__lt=_begins(after)).exists()


def _around(first: date, after: date) -> dict[str, Any]:
    """The nearest days with articles outside the span."""
    published = Article.objects.published()
    before = published.filter(published_at__lt=_begins(first)).order_by("-published_at")
    later = published.filter(published_at__gte=_begins(after)).order_by("published_at")
    return {"earlier": _day_of(before), "later": _day_of(later)}


def _day_of(articles: QuerySet[Article]) -> date | None:
    at = articles.values_list("published_at", flat=True).first()
    return timezone.localdate(at) if at else None


def _years() -> list[Year]:
    years: dict[int, list[Month]] = {}
    for month in _months():
        years.setdefault(month.first.year, []).append(month)
    return [Year(number, months) for number, months in years.items()]


def _months() -> list[Month]:
    """From the newest back to the oldest, without those that have nothing."""
    oldest = _day_of(Article.objects.published().order_by("published_at"))
    starts = [timezone.localdate().replace(day=1)]
    while oldest and starts[-1] > max(oldest, FIRST_NEWSPAPER):
        starts.append((starts[-1] - timedelta(days=1)).replace(day=1))
    counts = _counts([(start, _next_month(start)) for start in starts])
    return [Month(start, count) for start, count in zip(starts, counts, strict=True) if count]


def _counts(spans: list[tuple[date, date]]) -> list[int]:
    """Of each, from the first moment of one day to that of another."""
    rows = ", ".join(["(%s, %s, %s)"] * len(spans))
    edges = [(place, moment(_begins(first)), moment(_begins(after))) for place, (first, after) in enumerate(spans)]
    values = [value for edge in edges for value in edge]
    with connection.cursor() as cursor:
        cursor.execute(COUNTS.format(spans=rows), [*values, Status.PUBLISHED, moment(timezone.now())])
        return [count for (count,) in cursor.fetchall()]


def _next_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def _weeks(first: date, after: date) -> list[list[Day]]:
    """Of whole weeks; the days of other months are there to fill them."""
    days = [first + timedelta(days=number) for number in range((after - first).days)]
    counts = dict(zip(days, _counts([(day, day + timedelta(days=1)) for day in days]), strict=True))
    weeks = _calendar().monthdatescalendar(first.year, first.month)
    return [[Day(day, counts.get(day, 0), day in counts) for day in week] for week in weeks]


def _weekdays() -> list[date]:
    """Seven days in the order of the language's week, by which their names are told."""
    monday = date(2001, 1, 1)
    return [monday + timedelta(days=number) for number in _calendar().iterweekdays()]


def _calendar() -> calendar.Calendar:
    """Django counts from Sunday, Python from Monday."""
    return calendar.Calendar((int(get_format("FIRST_DAY_OF_WEEK")) - 1) % 7)
