"""What the queue costs, counted in what the database reads: the same however many comments there are."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.utils import timezone

from comments import queue
from comments.models import Comment, Commenter
from comments.models.commenter import domain_key, email_key
from comments.queue import EVERYTHING, TABS, Place, Reach, selecting, tabs
from tests.factories import make_article, make_section
from tests.plans import plan

pytestmark = pytest.mark.django_db

STANDS = {stand for tab in TABS.values() for stand in tab.stands}
SLOW = re.compile(r"Seq Scan on comments_comment\b|SCAN c\b|SCAN comments_comment|TEMP B-TREE|\bSort\b")
FEW, MANY = 40, 5  # of each stand; and how often they are doubled


@pytest.fixture
def house() -> dict[str, int]:
    """Comments of every stand, under eight articles of eight sections by eight people; half of them weigh something."""
    articles = [make_article(slug=f"ferry-{n}", section=make_section(f"harbor-{n}")) for n in range(8)]
    addresses = [f"ann@{n}.example" for n in range(8)]
    people = [Commenter.objects.create(email_key=email_key(a), domain_key=domain_key(a)) for a in addresses]
    now = timezone.now()
    Comment.objects.bulk_create(
        Comment(
            article=articles[number % 8],
            commenter=people[number % 8],
            status=status,
            shelf=shelf,
            reason=f"links_{number % 8}",
            priority=number % 2 * number,
            on_page=status == "approved",
            name="Ann",
            text="A remark.",
            created_at=now - timedelta(seconds=number // 3),
            deferred_until=now + timedelta(hours=1) if (status, shelf, number) == ("pending", "", 1) else None,
        )
        for status, shelf in sorted(STANDS)
        for number in range(FEW)
    )
    return {"article": articles[0].pk, "section": articles[0].section_id, "other": articles[1].section_id}


def double(times: int) -> None:
    """The database copies its comments itself, which is quick enough for as many as change a planner's mind."""
    columns = [str(field.column) for field in Comment._meta.concrete_fields if not field.primary_key]
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        for _time in range(times):
            cursor.execute(f"INSERT INTO comments_comment ({names}) SELECT {names} FROM comments_comment")
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":  # it goes other ways while a table is small: what it can do matters
            cursor.execute("SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off")


def place(query: str) -> Place:
    return Place.parse(QueryDict(query))


def plans_of_legs(query: str, reach: Reach = EVERYTHING) -> Iterator[str]:
    """Of each range that a page is put together from."""
    asked = selecting.question(place(query), reach)
    for leg in asked.legs:
        sql, values = selecting.selection(asked._replace(legs=[leg], rest=[]), 26)
        yield plan(f"SELECT c.id FROM comments_comment c WHERE {sql}", values)


REST = ("", "&order=newest", "&after=1763778000000000.17", "&order=newest&after=1963778000000000.17")
WEIGHED = ("&order=priority", "&order=priority&after=1763778000000000.17.5")
SECOND_PART = "&order=priority&after=1763778000000000.17"


def test_every_tab_and_order_reads_an_index_in_its_order_and_nothing_else(house: dict[str, int]) -> None:
    double(MANY)
    for slug in TABS.keys() - {"deferred"}:
        for rest in (*REST, *WEIGHED, SECOND_PART):
            for steps in plans_of_legs(f"tab={slug}{rest}"):
                assert ("comment_priority" if rest in WEIGHED else "comment_queue") in steps, steps
                assert not SLOW.search(steps), (slug, rest, steps)
    for steps in plans_of_legs("tab=deferred"):
        assert "comment_deferred" in steps


def test_every_indexed_filter_reads_its_index_in_its_order_and_nothing_else(house: dict[str, int]) -> None:
    double(MANY)
    found = {
        f"article={house['article']}": "comment_in_article",
        "article=/harbor-0/ferry-0/": "comment_in_article",
        f"section={house['section']}": "comment_in_section",
        "reason=links_0": "comment_by_reason",
        "email=Ann@0.Example": "comment_of_commenter",
        "email=0.example": "comment_of_commenter",
    }
    for asked, index in found.items():
        for slug in ("new", "unchecked", "approved", "removed"):
            for rest in REST:
                for steps in plans_of_legs(f"tab={slug}&{asked}{rest}"):
                    assert index in steps, steps
                    assert not re.search("Seq Scan|SCAN c", steps), steps
                    assert not re.search(r"USE TEMP B-TREE FOR ORDER|^\s*Sort\b", steps), steps


def test_a_moderator_of_two_sections_reads_the_index_of_sections(house: dict[str, int]) -> None:
    double(MANY)
    reach = Reach(frozenset({house["section"], house["other"]}))
    for slug in TABS.keys() - {"deferred"}:
        for steps in plans_of_legs(f"tab={slug}", reach):
            assert "comment_in_section" in steps
            assert not SLOW.search(steps), steps


def reads(look: Callable[[], object]) -> int:
    """Steps of SQLite's machine, or pages that PostgreSQL touches: no clock."""
    if connection.vendor == "sqlite":
        return _steps(look)
    with connection.execute_wrapper(_explained) as _:
        _BUFFERS.clear()
        look()
    return sum(_BUFFERS)


_BUFFERS: list[int] = []


def _explained(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    with connection.connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", params)
        top = cursor.fetchone()[0][0]["Plan"]
    _BUFFERS.append(top["Shared Hit Blocks"] + top["Shared Read Blocks"])
    return execute(sql, params, many, context)


def _steps(look: Callable[[], object]) -> int:
    taken = [0]

    def count() -> int:
        taken[0] += 1
        return 0

    connection.ensure_connection()
    connection.connection.set_progress_handler(count, 10)
    try:
        look()
    finally:
        connection.connection.set_progress_handler(None, 0)
    return taken[0]


def look(query: str, reach: Reach = EVERYTHING) -> Callable[[], object]:
    """Which comments stand there; what their cards read is theirs alone."""

    def read() -> None:
        selection, values = place(query).selection(reach)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT c.id FROM comments_comment c WHERE {selection}", values)
            cursor.fetchall()

    return read


@pytest.fixture
def questions(house: dict[str, int]) -> dict[str, Callable[[], object]]:
    limited = Reach(frozenset({house["section"]}))
    indexed = (f"article={house['article']}", f"section={house['section']}", "reason=links_0", "email=0.example")
    asked = [f"tab={slug}{rest}" for slug in TABS.keys() - {"deferred"} for rest in ("", "&order=newest")]
    asked += [f"tab=new&{one}" for one in indexed] + ["tab=removed&reason=links_0", "tab=reported&order=priority"]
    found = {query: look(query) for query in asked}
    return found | {"tallies": queue.tallies, "limited": look("", limited), "few": lambda: queue.tallies(limited)}


def test_a_page_and_the_counts_read_the_same_when_there_are_many_times_as_many(
    house: dict[str, int], questions: dict[str, Callable[[], object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tabs, "COUNTED", 21)
    double(3)
    before = {name: reads(look) for name, look in questions.items()}
    double(3)
    after = {name: reads(look) for name, look in questions.items()}
    found = {name: (before[name], after[name]) for name in questions}
    assert {name: told for name, told in found.items() if told[1] > max(1.5 * told[0], 200)} == {}


def test_what_no_index_answers_reads_as_many_candidates_however_many_there_are(
    house: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selecting, "CANDIDATES", 200)
    double(3)
    search = look("tab=approved&name=nobody")
    before = reads(search)
    double(3)
    assert reads(search) <= 1.5 * before
