"""Which comments hold which words: the postings, what is not in them yet, and the queue's pages that come of them."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from comments import amending, search
from comments.desk import paging
from comments.forgetting import forget_texts
from comments.models import Comment, Posting, Reworded
from comments.queue import EVERYTHING, selecting
from comments.search import asking, segments, words
from comments.search.packing import SPAN, bits, packed, places
from outbox.jobs import Done, Later
from outbox.models import Job
from tests.comments.test_filters import found, place
from tests.factories import make_article, make_comment, make_user
from tests.plans import plan

pytestmark = pytest.mark.django_db


def holds(text: str, asked: str) -> bool:
    return all(pattern.search(words.fold(text)) for pattern in words.patterns(words.asked(asked)))


@pytest.mark.once
@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("ferry", "The FERRIES? No, the Ferry."),
        ("ferr", "the ferries"),
        ("sail ferry", "ferry, sails"),
        ("cafe", "Das Café"),
        ("CAFÉ", "cafe"),
        ("strasse", "Straße"),
        ("don't", "I don’t"),
        ("ｆｕｌｌ", "full width"),
        ("istanbul", "İstanbul"),
        ("2026", "in 2026, perhaps"),
        ("東京", "昨日東京で"),
        ("東京都知事", "新しい東京都知事が"),
        ("한국", "한국어로"),
        ("हिन्दी", "यह हिन्दी है"),
        ("donaudampfschifffahrt", "Donaudampfschiffe"),  # twelve letters count
        ("abc", "東京abc"),
    ],
)
def test_words_are_found_by_their_beginnings_whatever_case_width_and_accents(asked: str, text: str) -> None:
    assert holds(text, asked)
    assert set(words.asked(asked)) <= words.starts(text)


@pytest.mark.once
@pytest.mark.parametrize(
    ("asked", "text"),
    [("erry", "ferry"), ("ferry boat", "ferry"), ("京東", "東京"), ("abc", "xabc"), ("12", "312")],
)
def test_what_only_looks_alike_is_not_found(asked: str, text: str) -> None:
    assert not holds(text, asked)


ALPHABET = "aAbBéß_ -'1東京हिन्दीก็İ\u0301"


@pytest.mark.once
@given(st.text(ALPHABET, max_size=40), st.text(ALPHABET, min_size=1, max_size=5))
def test_a_text_at_hand_and_its_postings_give_the_same_answer(text: str, asked: str) -> None:
    wanted = words.asked(asked)
    assert holds(text, asked) == (set(wanted) <= words.starts(text))


@pytest.mark.once
@given(st.sets(st.integers(0, SPAN - 1)))
def test_sets_of_comments_are_stored_and_read_back(chosen: set[int]) -> None:
    assert set(places(bits(packed(chosen)))) == chosen
    assert len(packed(chosen)) <= SPAN // 8


def run_index() -> int:
    """As the worker does, until nothing is left; says how many segments were made."""
    made = 0
    while isinstance(outcome := segments.index(Job()), Later):
        outcome.effect()
        made += 1
        assert made < 10
    assert isinstance(outcome, Done)
    return made


def at(number: int, text: str, **columns: Any) -> Comment:
    columns.setdefault("created_at", timezone.now() - timedelta(hours=1) + timedelta(seconds=number / 100))
    return make_comment(pk=number, text=text, **columns)


@pytest.fixture
def three() -> list[Comment]:
    """Two in a segment that is full, since the third stands beyond it."""
    return [at(5, "The ferry sails"), at(SPAN - 1, "Ferries sink"), at(SPAN + 7, "A ferry sinks, sadly")]


def test_new_and_indexed_comments_are_found_alike(three: list[Comment]) -> None:
    first, second, third = (comment.pk for comment in three)
    asked = {"ferr": [first, second, third], "ferry": [first, third], "sin ferr": [second, third], "zeppelin": []}
    before = {text: found(f"text={text.replace(' ', '+')}") for text in asked}
    assert run_index() == 1
    assert set(Posting.objects.values_list("segment", flat=True)) == {0}
    assert {text: found(f"text={text.replace(' ', '+')}") for text in asked} == before == asked
    assert run_index() == 0


def test_a_segment_is_made_only_when_all_of_it_has_surely_come() -> None:
    at(3, "one")
    at(SPAN, "two", created_at=timezone.now())
    assert run_index() == 0
    Comment.objects.filter(pk=SPAN).update(created_at=timezone.now() - segments.SETTLED)
    assert run_index() == 1


def test_what_came_late_all_the_same_is_found_after_the_next_run(three: list[Comment]) -> None:
    run_index()
    late = at(9, "The ferry is late")
    assert late.pk not in found("text=late")
    assert run_index() == 1
    assert found("text=late") == [late.pk]


def test_a_changed_text_is_found_by_its_new_words_alone_at_once_and_later(three: list[Comment]) -> None:
    run_index()
    editor = make_user("editor")
    for now, before in (("A zeppelin sails", "ferry"), ("A ferry again", "zeppelin")):
        comment = Comment.objects.get(pk=5)
        amending.amend(comment, now, by=editor)
        for _when in ("at once", "indexed"):
            assert 5 in found(f"text={now.split()[1]}")
            assert 5 not in found(f"text={before}")
            run_index()
    assert not Reworded.objects.exists()


def test_a_change_while_the_worker_reads_makes_the_segment_anew(three: list[Comment]) -> None:
    run_index()
    amending.amend(three[0], "A zeppelin sails", by=make_user("editor"))
    outcome = segments.index(Job())
    amending.amend(Comment.objects.get(pk=5), "A balloon flies", by=make_user("other"))
    outcome.effect()
    assert found("text=balloon") == [5]
    assert found("text=zeppelin") == []
    assert run_index() == 1
    assert found("text=balloon") == [5]


def test_with_the_text_of_spam_its_words_go_from_the_index(three: list[Comment]) -> None:
    Comment.objects.filter(pk=5).update(status="spam", decided_at=timezone.now() - timedelta(days=60))
    run_index()
    sails = Posting.objects.filter(gram=segments.number_of("sails"))
    assert sails.exists()
    forget_texts([5], timezone.now())
    assert found("tab=spam&text=sails") == []
    assert run_index() == 1
    assert not sails.exists()


@pytest.mark.parametrize("order", ["oldest", "newest", "priority"])
def test_frequent_words_are_found_page_by_page_within_the_bound(order: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selecting, "CANDIDATES", 10)
    article = make_article()
    pks = [at(n, "A ferry" if n % 2 else "A boat", article=article, priority=n % 3).pk for n in range(2040, 2075)]
    run_index()
    assert sorted(found(f"text=ferry&order={order}")) == [pk for pk in pks if pk % 2]
    assert sorted(found(f"text=ferry&order={order}&reply=yes")) == []
    here = paging.read(place("text=ferry"), EVERYTHING)
    assert here.searched == Comment.objects.get(pk=pks[9]).created_at


def test_rare_words_are_found_at_once_wherever_they_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also beyond the candidates that a page reads, and without a word of how far it looked."""
    monkeypatch.setattr(selecting, "CANDIDATES", 10)
    article = make_article()
    for number in range(2040, 2075):
        at(number, "A zeppelin" if number in (2044, 2070) else "A boat", article=article)
    run_index()
    page = paging.read(place("text=zeppelin"), EVERYTHING)
    assert [row.pk for row in page.rows] == [2044, 2070]
    assert (page.next, page.searched) == (None, None)


def test_while_too_much_is_new_the_texts_themselves_are_asked(
    three: list[Comment], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "UNINDEXED", 2)
    assert search.matching("ferry") is None
    assert found("text=ferry") == [5, SPAN + 7]
    run_index()
    assert search.matching("ferry") is not None


def test_what_is_no_word_is_looked_for_in_the_texts() -> None:
    comment = at(1, "What?! a")
    at(2, "Nothing")
    assert search.matching("?!") is None
    assert found("text=?!") == [comment.pk]


def test_words_cost_two_queries_however_many_comments_there_are(three: list[Comment]) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert len(paging.read(place("text=ferr+s"), EVERYTHING).rows) == 3
        return len(queries)

    few = count()
    run_index()
    with CaptureQueriesContext(connection) as without:
        paging.read(place(""), EVERYTHING)
    assert count() == few == len(without) + 2


def test_comments_with_the_words_are_looked_up_by_their_numbers(three: list[Comment]) -> None:
    run_index()
    condition, values = place("text=ferry&order=newest").selection()
    steps = plan(f"SELECT c.id FROM comments_comment c WHERE {condition}", values)
    assert {"sqlite": "SEARCH c USING INTEGER PRIMARY KEY", "postgresql": "CTE k"}[connection.vendor] in steps
    with CaptureQueriesContext(connection) as queries:
        search.matching("ferry")
    asked = plan(queries[-1]["sql"].replace("%", "%%"), [])
    assert "comments_posting_pkey" in asked or "sqlite_autoindex_comments_posting" in asked
