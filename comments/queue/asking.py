"""What the filters ask of a comment, as SQL about `c`: by which index it is found, and what is asked of each found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone

from articles.models import Article, Section
from comments.models.commenter import domain_key, email_key
from comments.queue.filters import AGES, Filters
from comments.queue.reach import Reach
from comments.queue.values import Values, stored, whole_number
from comments.text import fold

RANGES = 12  # of one index that are read side by side; what would be more is asked of each comment instead
NOTHING = "1 = 0"
PERSONS = """
SELECT w.id FROM comments_commenter w LEFT JOIN accounts_user u ON u.id = w.user_id
WHERE (w.email_key = %s OR (w.domain_key = %s AND w.domain_key > '' AND LOWER(u.email) = %s))
ORDER BY w.id LIMIT %s
"""
OF_DOMAIN = "SELECT w.id FROM comments_commenter w WHERE w.domain_key = %s AND w.domain_key > '' ORDER BY w.id LIMIT %s"
DOMAIN = "(SELECT w.domain_key FROM comments_commenter w WHERE w.id = c.commenter_id)"
LAST_DECIDER = """(SELECT d.actor FROM comments_moderationaction d
    WHERE d.comment = c.id AND d.kind = 'status' ORDER BY d.id DESC LIMIT 1)"""


class Asked(NamedTuple):
    """`keys`: ranges of an index, together all that can be found; `rest` is asked of each candidate."""

    keys: list[str]
    rest: list[str]


class Narrowing(NamedTuple):
    """A column with an index of its own, and the values that are asked for."""

    column: str
    wanted: Sequence[object]


def asked(filters: Filters, reach: Reach, values: Values) -> Asked:
    found, rest = _narrowings(filters, reach), _of_each(filters, values)
    if reach.addresses and filters.email:
        rest += _by_address(filters.email, values, found)
    if any(not narrowing.wanted for narrowing in found):
        return Asked([NOTHING], [])
    first = next((one for one in found if len(one.wanted) <= (3 if rest or len(found) > 1 else RANGES)), None)
    rest += [_among(one, values) for one in found if one is not first]
    return Asked([_range(first.column, value, values) for value in first.wanted] if first else [""], rest)


def _narrowings(filters: Filters, reach: Reach) -> list[Narrowing]:
    """What narrows most comes first."""
    sections = _sections(filters, reach)
    found = [Narrowing("c.article_id", _articles(filters.article))] if filters.article else []
    found += [Narrowing("c.reason", [filters.reason])] if filters.reason else []
    return found + ([Narrowing("c.section", sorted(sections))] if sections is not None else [])


def _range(column: str, value: object, values: Values) -> str:
    """The index on reasons leaves out those that have none, and SQLite wants to be told."""
    equal = f"{column} = {values.add(value)}"
    return f"{equal} AND {column} > ''" if column == "c.reason" else equal


def _among(narrowing: Narrowing, values: Values) -> str:
    return f"{narrowing.column} IN ({', '.join(map(values.add, narrowing.wanted))})"


def _sections(filters: Filters, reach: Reach) -> frozenset[int] | None:
    """A section with those below it, as far as they are within reach. None: all."""
    if not filters.section:
        return reach.sections
    below = Section.objects.filter(parent=filters.section).values_list("pk", flat=True)
    wanted = frozenset([filters.section, *below])
    return wanted if reach.sections is None else wanted & reach.sections


def _articles(text: str) -> list[int]:
    """By number, or by slug: what comes last in an address. Slugs are unique in their section alone."""
    last = text.partition("?")[0].rstrip("/").rpartition("/")[2]
    if number := whole_number(text):
        return [number]
    return list(Article.objects.filter(slug=last).order_by("pk").values_list("pk", flat=True)[:3])


def _by_address(text: str, values: Values, found: list[Narrowing]) -> list[str]:
    """Adds the few people whose it is to what narrows; where they are many, it is asked of each comment."""
    is_whole = "@" in text and not text.startswith("@")
    key = domain_key(text if is_whole else f"@{text.lstrip('@')}")
    people = _people([email_key(text), key, fold(text), RANGES + 1] if is_whole else [key, RANGES + 1], whole=is_whole)
    if len(people) <= RANGES:
        found.insert(0, Narrowing("c.commenter_id", people))
        return []
    return [f"{DOMAIN} = {values.add(key)}"]


def _people(params: list[Any], *, whole: bool) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(PERSONS if whole else OF_DOMAIN, params)
        return [number for (number,) in cursor.fetchall()]


def _of_each(filters: Filters, values: Values) -> list[str]:
    rest = [_says("c.name", word, values) for word in filters.name.split()]
    if filters.reply:
        rest.append("c.depth > 0" if filters.reply == "yes" else "c.depth = 0")
    if filters.link:
        rest.append(f"{'' if filters.link == 'yes' else 'NOT '}{_says('c.html', '<a ', values)}")
    if filters.by:
        rest.append(f"{LAST_DECIDER} = {values.add(filters.by)}")
    if filters.byline:
        articles = f"SELECT b.article_id FROM articles_byline b WHERE b.author_id = {values.add(filters.byline)}"  # noqa: S608
        rest.append(f"c.article_id IN ({articles})")
    return rest


def says_words(text: str, values: Values) -> list[str]:
    """Where no index tells which comments do."""
    return [_says("c.text", word, values) for word in text.split()]


def _says(column: str, words: str, values: Values) -> str:
    """Whatever the case of letters, as far as the database knows it."""
    like = "ILIKE" if connection.vendor == "postgresql" else "LIKE"
    escaped = words.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return f"{column} {like} {values.add(f'%{escaped}%')} ESCAPE '!'"


def spans(filters: Filters, values: Values) -> list[str]:
    """Older and younger, on the column by which most tabs are ordered."""
    now = timezone.now()
    found = []
    if filters.older:
        found.append(f"c.created_at <= {values.add(stored(now - AGES[filters.older][1]))}")
    if filters.younger:
        found.append(f"c.created_at >= {values.add(stored(now - AGES[filters.younger][1]))}")
    return found
