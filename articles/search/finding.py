"""Which articles answer a question, by SQL of each database's own.

Ranking looks at the newest of the answers only: a word that every article has must cost what a rare one does.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple, cast

from django.db import connection
from django.db.models import Prefetch
from django.utils import timezone

from articles.models import Article, Byline
from articles.models.search_entry import NUMBERS
from articles.search import asking
from articles.search.asking import Question

RANKED = {"sqlite": 1_000, "postgresql": 300}  # of the newest answers; a rank costs PostgreSQL four times as much
LOOKED_THROUGH = {"sqlite": 10_000, "postgresql": 5_000}
"""Newest articles with all words of a phrase, in which is looked whether they stand together."""

# Headline, standfirst, body, tags, authors, marks; bm25 is the lower the better.
WEIGHTS = "10, 4, 1, 6, 6, 0"
BEST = {
    "sqlite": f"""
SELECT place, COUNT(*) OVER () AS found, 0 FROM (
    SELECT rowid AS place, bm25(articles_search, {WEIGHTS}) AS distance FROM articles_search
    WHERE articles_search MATCH %(words)s AND rowid >= %(since)s AND rowid < %(before)s
    ORDER BY rowid DESC LIMIT %(ranked)s
) AS newest ORDER BY distance, place DESC LIMIT %(most)s OFFSET %(skip)s
""",  # noqa: S608
    "postgresql": """
SELECT place, COUNT(*) OVER () AS found, 0 FROM (
    SELECT place, vector FROM {entries} WHERE {conditions} ORDER BY place DESC LIMIT %(ranked)s
) AS newest
ORDER BY ts_rank(ARRAY[0.1, 0.4, 0.6, 1]::real[], vector, to_tsquery('articles', %(words)s), 1) DESC, place DESC
LIMIT %(most)s OFFSET %(skip)s
""",
}
# To rank by a phrase, SQLite counts it in all articles there are, by reading where its words stand in each of them. So
# it is looked for first, among few, and ranked by its words where they stand near each other: to count those is quick.
BEST_OF_PHRASES = f"""
WITH first AS MATERIALIZED (
    SELECT rowid AS place FROM articles_search
    WHERE articles_search MATCH %(apart)s AND rowid >= %(since)s AND rowid < %(before)s
    ORDER BY rowid DESC LIMIT 1 OFFSET %(looked_through)s
), said AS MATERIALIZED (
    SELECT rowid AS place FROM articles_search WHERE articles_search MATCH %(words)s
        AND rowid >= MAX(%(since)s, COALESCE((SELECT place FROM first), 0)) AND rowid < %(before)s
    ORDER BY rowid DESC LIMIT %(ranked)s
)
SELECT place, COUNT(*) OVER () AS found, EXISTS (SELECT 1 FROM first) AS is_cut FROM (
    SELECT rowid AS place, bm25(articles_search, {WEIGHTS}) AS distance FROM articles_search
    WHERE articles_search MATCH %(near)s AND rowid >= (SELECT MIN(place) FROM said) AND rowid < %(before)s
        AND +rowid IN said
) AS newest ORDER BY distance, place DESC LIMIT %(most)s OFFSET %(skip)s
"""  # noqa: S608
NEWEST = {
    "sqlite": """
SELECT rowid AS place, 0 FROM articles_search
WHERE articles_search MATCH %(words)s AND rowid >= %(since)s AND rowid < %(before)s
ORDER BY rowid DESC LIMIT %(most)s
""",
    "postgresql": "SELECT place, 0 FROM {entries} WHERE {conditions} ORDER BY place DESC LIMIT %(most)s",
}
WITH_ALL_WORDS = """(
    SELECT place, vector FROM articles_searchentry
    WHERE vector @@ to_tsquery('articles', %(apart)s) AND place >= %(since)s AND place < %(before)s{marks}
    ORDER BY place DESC LIMIT %(looked_through)s
) AS near"""
ASKED = "vector @@ to_tsquery('articles', %(words)s) AND place >= %(since)s AND place < %(before)s{marks}"
MARKED = " AND vector @@ %(marks)s::tsquery"


SHOWN = (
    *("headline", "slug", "standfirst", "label", "status", "published_at", "body_html"),
    *("section__slug", "section__name"),
)


class Found(NamedTuple):
    places: list[int]
    total: int
    is_more: bool  # than the total, which counts what was ranked


def best(question: Question, marks: list[list[str]], since: datetime | None, most: int, skip: int) -> Found:
    """Those that say most of it, of the newest `RANKED`."""
    between = {"since": _first_place(since), "before": _next_place()}
    ranked = RANKED[connection.vendor]
    rows = _rows(_best_for(question), question, marks, **between, ranked=ranked, most=most, skip=skip)
    _place, total, is_cut = rows[0] if rows else (0, 0, 0)
    return Found([place for place, *_rest in rows], total, total == ranked or bool(is_cut))


def _best_for(question: Question) -> str:
    """Of the statements for this database."""
    on_sqlite = connection.vendor == "sqlite"
    return BEST_OF_PHRASES if on_sqlite and question.has_phrases else BEST[connection.vendor]


def newest(question: Question, marks: list[list[str]], since: datetime | None, most: int, before: int) -> list[int]:
    """Places below `before`, or from now on without it."""
    before = min(before, _next_place()) if before else _next_place()
    statement = NEWEST[connection.vendor]
    return [row[0] for row in _rows(statement, question, marks, since=_first_place(since), before=before, most=most)]


def public(places: Sequence[int]) -> list[Article]:
    """In this order, with what a list shows and the body; without what is not public at this moment."""
    numbers = [place % NUMBERS for place in places]
    bylines = Prefetch("bylines", queryset=Byline.objects.select_related("author"))
    shown = Article.objects.published().select_related("section").only(*SHOWN).prefetch_related(bylines)
    articles = shown.in_bulk(numbers)
    return [articles[number] for number in numbers if number in articles]


def _rows(statement: str, question: Question, marks: list[list[str]], **given: Any) -> list[tuple[int, ...]]:
    values = given | {"looked_through": LOOKED_THROUGH[connection.vendor]}
    if connection.vendor == "sqlite":
        values |= {"words": asking.for_sqlite(question, marks), "near": asking.near_for_sqlite(question, marks)}
        values |= {"apart": asking.apart_for_sqlite(question, marks)}
    else:
        statement = _on_postgresql(statement, question, is_marked=bool(marks))
        values |= {"words": asking.for_postgresql(question), "apart": asking.apart(question)}
        values |= {"marks": asking.marks_for_postgresql(marks)}
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cast(list[tuple[int, ...]], cursor.fetchall())


def _on_postgresql(statement: str, question: Question, is_marked: bool) -> str:
    entries = WITH_ALL_WORDS if question.has_phrases else "articles_searchentry"
    marks = MARKED if is_marked else ""
    return statement.format(entries=entries.format(marks=marks), conditions=ASKED.format(marks=marks))


def _first_place(since: datetime | None) -> int:
    return int(since.timestamp()) * NUMBERS if since else 0


def _next_place() -> int:
    """The first that is still to come."""
    return (int(timezone.now().timestamp()) + 1) * NUMBERS
