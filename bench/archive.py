"""Fifty thousand articles, as a paper of forty years has them, found by their words like any others."""

from datetime import timedelta
from random import Random

from django.db import connection
from django.utils import timezone

from articles.models import Article, Byline, SearchEntry
from articles.models.search_entry import NUMBERS
from articles.search import index
from bench.content import body, text
from bench.copies import copy_rows, hurry, tidy
from tests.factories import make_article, make_author, make_section

FIRST = 500
APART = 10  # hours between an article and its copy
SECTIONS = 6
RARE = 200  # words, each in a few hundred of fifty thousand

PUBLISHED = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%f', published_at, '-{hours} hours') || '000'",
    "postgresql": "published_at - interval '{hours} hours'",
}


def grow(number: int) -> None:
    """To so many in all, each with a date, a byline and an entry of its own, after the first 500."""
    hurry()
    first, last = _make_first()
    _tell_index("off")
    for copy in range(1, number // FIRST):
        _copy(first, last, copy)
    _tell_index("on")
    tidy()


def _make_first() -> tuple[int, int]:
    random, author = Random(7), make_author("Bench Archivist")
    sections = [make_section(f"archive-{number}") for number in range(SECTIONS)]
    newest = (timezone.now() - timedelta(days=2)).replace(microsecond=0)
    made = [
        make_article(
            f"{text(random, 60)[:-1]} rare{number % RARE}",
            (author,),
            section=sections[number % SECTIONS],
            standfirst=text(random, 200),
            body=f"{body(random)}<p>At last, rare{number * 7 % RARE}.</p>",
            published_at=newest - timedelta(minutes=number),
        )
        for number in range(FIRST)
    ]
    return made[0].pk, made[-1].pk


def _copy(first: int, last: int, copy: int) -> None:
    shift, hours = copy * FIRST, copy * APART
    dated = PUBLISHED[connection.vendor].format(hours=hours)
    copy_rows(Article, "id", (first, last), shift, {"slug": f"slug || '-{copy}'", "published_at": dated})
    copy_rows(Byline, "article_id", (first, last), shift, {"article_id": f"article_id + {shift}"})
    columns = [*index.COLUMNS, *(["vector"] if connection.vendor == "postgresql" else [])]
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO articles_searchentry (article_id, place, {names})"
            f" SELECT article_id + {shift}, place - {hours * 3600 * NUMBERS} + {shift}, {names}"
            " FROM articles_searchentry WHERE article_id BETWEEN %s AND %s",
            [first, last],
        )


def _tell_index(state: str) -> None:
    """PostgreSQL copies what it has worked out once, and makes the index when all is there; SQLite's needs no help."""
    if connection.vendor == "sqlite":
        return
    with connection.cursor() as cursor:
        if state == "off":
            cursor.execute("ALTER TABLE articles_searchentry DISABLE TRIGGER articles_search")
            cursor.execute("DROP INDEX articles_search_words")
        else:
            cursor.execute("ALTER TABLE articles_searchentry ENABLE TRIGGER articles_search")
            cursor.execute(index.MAKE_INDEX)


def has_all(number: int) -> bool:
    return SearchEntry.objects.count() >= number
