"""What stands on the front page: a lead, a second column, what is most discussed, and a row for each section."""

from datetime import timedelta
from typing import NamedTuple

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from articles.discussion import Discussion
from articles.models import Article, NewspaperSettings, Pin, Section
from articles.models.pin import Place

NEWEST = 6  # the lead is chosen among these, the rest is the second column
ROW = 3
DISCUSSED, DISCUSSED_DAYS = 5, 7
MOST_RECENT = 500  # articles of these days, among which the most discussed are looked for
SPARE = NEWEST + ROW  # newest of a section that are looked at, since some may stand above already


class Row(NamedTuple):
    section: Section
    articles: list[Article]

    @property
    def shape(self) -> str:
        """A picture that is the only one of its row leads it, from the side where it stands: `start` or `end`."""
        pictured = [article.picture_id is not None for article in self.articles]
        if pictured.count(True) != 1 or len(pictured) == 1:
            return "even"
        return "start" if pictured[0] else "end"


class Front(NamedTuple):
    lead: Article | None
    column: list[Article]
    discussed: list[Article]
    rows: list[Row]

    @property
    def articles(self) -> set[Article]:
        lead = [self.lead] if self.lead else []
        return {*lead, *self.column, *self.discussed, *(article for row in self.rows for article in row.articles)}


def compose(discussion: Discussion) -> Front:
    """In a number of queries that depends on nothing but whether pins hold older articles."""
    first = top()
    rows = _rows({article.pk for article in first})
    return Front(next(iter(first), None), first[1:], _most_discussed(discussion), rows)


def turns() -> int:
    """How many pins have come to their end; with it in the page's version, no end needs a job."""
    return Pin.objects.filter(until__lte=timezone.now()).count()


def top() -> list[Article]:
    """The pinned ones in their places, the newest in the others."""
    pins = dict(Pin.objects.in_force().values_list("place", "article"))
    newest = list(Article.objects.published().for_lists().newest_first()[: NEWEST + len(pins)])
    known = {article.pk: article for article in newest}
    known |= Article.objects.for_lists().in_bulk(set(pins.values()) - set(known))
    held = {place: known[pk] for place, pk in pins.items()}
    free = [article for article in newest if article.pk not in pins.values()]
    for place in range(NEWEST):
        if place not in held and free:
            held[place] = _take_lead(free) if place == Place.LEAD else free.pop(0)
    return [held[place] for place in sorted(held)]


def _take_lead(free: list[Article]) -> Article:
    """The newest with a picture, if one of the newest few has one."""
    lead = next((article for article in free[:NEWEST] if article.picture_id), free[0])
    free.remove(lead)
    return lead


def _most_discussed(discussion: Discussion) -> list[Article]:
    """Of the last days; two would be no list."""
    if not NewspaperSettings.load().most_discussed:
        return []
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    recent = Article.objects.published().filter(published_at__gte=midnight - timedelta(DISCUSSED_DAYS)).newest_first()
    busiest = discussion.busiest(list(recent.values_list("pk", flat=True)[:MOST_RECENT]), DISCUSSED)
    articles = Article.objects.for_teasers().in_bulk(busiest)
    return [articles[pk] for pk in busiest if pk in articles] if len(busiest) > DISCUSSED // 2 else []


def _rows(shown: set[int]) -> list[Row]:
    picked = _pick(_newest_of_each_section() - shown)
    articles = Article.objects.for_lists().in_bulk([pk for row in picked.values() for pk in row])
    tops = Section.objects.filter(pk__in=picked)
    return [Row(top, [articles[pk] for pk in picked[top.pk] if pk in articles]) for top in tops]


def _newest_of_each_section() -> set[int]:
    """Reads a few entries of an index per section, however many articles there are."""
    newest = Article.objects.published().filter(section=OuterRef("pk")).newest_first().values("pk")
    rows = Section.objects.filter(on_front=True).values_list(*(Subquery(newest[n : n + 1]) for n in range(SPARE)))
    return {pk for row in rows for pk in row if pk is not None}


def _pick(candidates: set[int]) -> dict[int, list[int]]:
    """By top section, the newest articles in it and in those below it."""
    picked: dict[int, list[int]] = {}
    articles = Article.objects.filter(pk__in=candidates).newest_first()
    for pk, section, parent in articles.values_list("pk", "section", "section__parent"):
        row = picked.setdefault(parent or section, [])
        row += [pk] if len(row) < ROW else []
    return picked
