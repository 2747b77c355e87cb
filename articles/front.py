"""What stands on the front page: a lead, a second column, and a row for each section."""

from typing import NamedTuple

from django.db.models import OuterRef, Subquery

from articles.models import Article, Section

NEWEST = 6  # the lead is chosen among these, the rest is the second column
ROW = 3
SPARE = NEWEST + ROW  # newest of a section that are looked at, since some may stand above already


class Row(NamedTuple):
    section: Section
    articles: list[Article]

    @property
    def shape(self) -> str:
        """A picture that is the only one of its row leads it, from the side where it stands: `start` or `end`."""
        pictured = [bool(article.picture) for article in self.articles]
        if pictured.count(True) != 1 or len(pictured) == 1:
            return "even"
        return "start" if pictured[0] else "end"


class Front(NamedTuple):
    lead: Article | None
    column: list[Article]
    rows: list[Row]

    @property
    def articles(self) -> list[Article]:
        lead = [self.lead] if self.lead else []
        return [*lead, *self.column, *(article for row in self.rows for article in row.articles)]


def compose() -> Front:
    """In a fixed number of queries. The lead is the newest with a picture, if one of the newest few has one."""
    newest = list(Article.objects.published().for_lists().newest_first()[:NEWEST])
    lead = next((article for article in newest if article.picture), next(iter(newest), None))
    column = [article for article in newest if article != lead]
    return Front(lead, column, _rows({article.pk for article in newest}))


def _rows(shown: set[int]) -> list[Row]:
    picked = _pick(_newest_of_each_section() - shown)
    articles = Article.objects.for_lists().in_bulk([pk for row in picked.values() for pk in row])
    tops = Section.objects.filter(pk__in=picked)
    return [Row(top, [articles[pk] for pk in picked[top.pk] if pk in articles]) for top in tops]


def _newest_of_each_section() -> set[int]:
    """Reads a few entries of an index per section, however many articles there are."""
    newest = Article.objects.published().filter(section=OuterRef("pk")).newest_first().values("pk")
    rows = Section.objects.values_list(*(Subquery(newest[n : n + 1]) for n in range(SPARE)))
    return {pk for row in rows for pk in row if pk is not None}


def _pick(candidates: set[int]) -> dict[int, list[int]]:
    """By top section, the newest articles in it and in those below it."""
    picked: dict[int, list[int]] = {}
    articles = Article.objects.filter(pk__in=candidates).newest_first()
    for pk, section, parent in articles.values_list("pk", "section", "section__parent"):
        row = picked.setdefault(parent or section, [])
        row += [pk] if len(row) < ROW else []
    return picked
