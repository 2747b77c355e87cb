"""What is found by which words, in which order, alike on both databases."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from articles.models import Article, SearchEntry, Status, Tagging
from articles.search import finding
from articles.search.asking import understood
from tests.factories import make_article, make_author, make_section, make_tag
from tests.plans import plan

pytestmark = pytest.mark.django_db


def found(text: str, marks: list[list[str]] | None = None) -> list[str]:
    places = finding.best(understood(text), marks or [], None, 50, 0).places
    return [article.headline for article in finding.public(places)]


def make(headline: str, hours: int = 1, **columns: Any) -> Article:
    return make_article(headline, published_at=timezone.now() - timedelta(hours=hours), **columns)


@pytest.mark.parametrize(
    "words",
    [
        "bridge",
        "BRIDGES",
        "malaga",
        "Málaga",
        "bridges malaga",
        '"bridges of malaga"',
        "tromso",
        "東京",
        "القدس",
        "obrien",
    ],
)
def test_a_text_is_found_in_any_form_of_its_words(words: str) -> None:
    make("Bridges of Málaga", body="<p>Tromsø, 東京都, القدس, and O’Brien; the obrien.</p>")
    make("Something else")
    assert found(words) == ["Bridges of Málaga"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("tram night", {"Both", "Apart"}),
        ('"night tram"', {"Both"}),
        ('"the night tram"', {"Both"}),
        ('"tram night"', set()),
        ('"night tram" runs', {"Both"}),
        ('"night tram" -runs', set()),
        ('"night tram" OR ferry', {"Both", "Other"}),
        ("tram -night", {"One"}),
        ('tram -"night tram"', {"One", "Apart"}),
        ("night OR ferry", {"Both", "Apart", "Other"}),
        ("tram night OR ferry", {"Both", "Apart"}),
        ("night-tram", {"Both"}),
        ("tram's", {"Both", "Apart", "One"}),
        ("trams -zebra", {"Both", "Apart", "One"}),
        ("zebra", set()),
    ],
)
def test_words_phrases_refusals_and_alternatives(typed: str, expected: set[str]) -> None:
    make("Both", body="<p>The night tram runs.</p>")
    make("Apart", body="<p>A tram at night.</p>")
    make("One", body="<p>A tram.</p>")
    make("Other", body="<p>A ferry.</p>")
    assert set(found(typed)) == expected


ODD = [
    *(
        '"',
        '""',
        "'",
        "--",
        "-",
        "OR",
        "OR OR",
        "a OR",
        "(",
        ")",
        "(tram",
        "tram)",
        "tram*",
        "*",
        "NEAR(a b)",
        "tram AND",
    ),
    *(
        "headline:tram",
        "{headline} : tram",
        "^tram",
        "tram & | !",
        "a<->b",
        "\\",
        "\\'",
        "%",
        "%s",
        "%(words)s",
        "{asked}",
    ),
    *(
        "tram;--",
        "'; DROP TABLE articles_article; --",
        "\ue000s1",
        "\u200b",
        "💡",
        "tram NOT",
        "NOT tram",
        ":*",
        "!!tram",
    ),
]


@pytest.mark.parametrize("typed", ODD)
def test_nothing_that_is_typed_is_an_error(typed: str) -> None:
    make("Night tram")
    question = understood(typed)
    if question.wanted:
        finding.best(question, [], None, 20, 0)
        finding.newest(question, [], None, 20, 0)


def test_the_headline_weighs_more_than_tags_and_these_more_than_the_body() -> None:
    filler = "<p>Something entirely different is told here, at the same length.</p>"
    make("Harbor seals", 4, body=filler)
    make_tag("Harbor", make("Tagged", 3, body=filler))
    make("Standing first", 2, standfirst="The harbor.", body=filler)
    make("Said in passing", 1, body=filler.replace("here", "harbor"))
    order = found("harbor")
    assert order[0] == "Harbor seals"
    assert order[-1] == "Said in passing"


def test_authors_and_tags_are_found_by_name_as_soon_as_they_are_there() -> None:
    article = make("Ships", authors=(make_author("Helen Strand"),))
    tag = make_tag("Ferries", article)
    assert found("helen strand") == found("ferry") == ["Ships"]
    Tagging.objects.get(tag=tag).delete()
    assert found("ferry") == []


@pytest.mark.parametrize("hide", [Article.unpublish, Article.delete])
def test_what_is_taken_down_is_found_no_more(hide: Any) -> None:
    article = make("Ships")
    assert found("ships") == ["Ships"]
    hide(article)
    assert found("ships") == []
    assert not SearchEntry.objects.exists()


def test_a_draft_is_found_from_its_publication_on_with_the_words_it_then_has() -> None:
    article = make_article("Ships", status=Status.DRAFT, published_at=None)
    assert found("ships") == []
    article.publish()
    assert found("ships") == ["Ships"]
    article.headline = "Boats"
    article.save()
    assert (found("ships"), found("boat")) == ([], ["Boats"])


def test_a_scheduled_article_is_found_from_its_moment_on(clock: Any) -> None:
    moment = timezone.now().replace(microsecond=0) + timedelta(hours=2, microseconds=500_000)
    make_article("Ships", published_at=moment)
    clock.move_to(moment - timedelta(microseconds=1))
    assert found("ships") == []
    clock.move_to(moment)
    assert found("ships") == ["Ships"]


def test_newest_first_goes_on_from_any_place_and_misses_nothing() -> None:
    for hour in (3, 1, 2, 4):
        make(f"Ship {hour}", hour)
    question, at, seen = understood("ship"), 0, []
    while places := finding.newest(question, [], None, 2, at):
        seen += [article.headline for article in finding.public(places)]
        at = places[-1]
    assert seen == ["Ship 1", "Ship 2", "Ship 3", "Ship 4"]


def test_only_the_newest_answers_are_ranked_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(finding.RANKED, connection.vendor, 2)
    for hour in (1, 2, 3):
        make(f"Ship {hour}", hour)
    answer = finding.best(understood("ship"), [], None, 20, 0)
    assert (len(answer.places), answer.total, answer.is_more) == (2, 2, True)
    assert sorted(article.headline for article in finding.public(answer.places)) == ["Ship 1", "Ship 2"]


def test_a_phrase_is_looked_for_in_the_newest_that_have_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(finding.LOOKED_THROUGH, connection.vendor, 2)
    make("Night tram", 1)
    for hour in (2, 3):
        make(f"Tram at night {hour}", hour)
    make("Night tram of old", 4)
    answer = finding.best(understood('"night tram"'), [], None, 20, 0)
    assert [article.headline for article in finding.public(answer.places)] == ["Night tram"]
    if connection.vendor == "sqlite":
        assert answer.is_more
    at = finding.newest(understood('"tram at night"'), [], None, 20, 0)
    assert [article.headline for article in finding.public(at)] == ["Tram at night 2", "Tram at night 3"]


def test_where_a_phrase_stands_decides_what_is_best() -> None:
    make("Of trams", 1, body="<p>At night a tram. The night tram.</p>")
    make("The night tram", 2)
    assert found('"night tram"') == ["The night tram", "Of trams"]


def test_marks_narrow_down_and_are_no_words() -> None:
    section = make_section()
    make("Ship one", section=section)
    make("Ship two")
    mark = f"\ue000s{section.pk}"
    assert found("ship", [[mark]]) == found('"ship one"', [[mark]]) == ["Ship one"]
    assert found('"ship two"', [[mark]]) == []
    assert found(f"s{section.pk}") == found("lnews") == []


def test_no_question_reads_all_entries() -> None:
    make("Ships")
    question = understood("ships")
    values = {"since": 0, "before": 2**62, "ranked": 10, "most": 10, "skip": 0, "apart": "'ships'", "marks": ""}
    if connection.vendor == "sqlite":
        best, newest = finding.BEST["sqlite"], finding.NEWEST["sqlite"]
        values |= {"words": '"ships"', "near": '"ships"', "apart": '"ships"', "looked_through": 10}
        assert "VIRTUAL TABLE INDEX" in plan(finding.BEST_OF_PHRASES, values)
    else:
        best, newest = (
            finding._on_postgresql(sql["postgresql"], question, False) for sql in (finding.BEST, finding.NEWEST)
        )
        values["words"] = "'ships'"
    for sql in (best, newest):
        found_plan = plan(sql, values)
        assert "VIRTUAL TABLE INDEX" in found_plan or "Index" in found_plan
        assert "Seq Scan on articles_searchentry" not in found_plan
