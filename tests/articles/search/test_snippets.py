"""Pieces of text with what was looked for marked, cut between words, and never anything but text and marks."""

import re
import unicodedata
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.models import Article
from articles.search.snippets import LENGTH, Marker, stem
from articles.search.text import words

pytestmark = pytest.mark.once

LONG = "Filler goes on and on. " * 40


def marked(typed: str, text: str) -> list[str]:
    snippet = Marker(words(typed)).describe(Article(headline="", standfirst="", body_html=f"<p>{text}</p>"))
    return re.findall("<mark>(.*?)</mark>", snippet.text)


@pytest.mark.parametrize(
    ("typed", "text", "expected"),
    [
        ("bridge", "Bridges and bridge, abridged, footbridge.", ["Bridges", "bridge"]),
        ("running", "He runs, she ran; running. A rung.", ["runs", "running"]),
        ("malaga", "Málaga, MALAGA", ["Málaga", "MALAGA"]),
        ("malaga", "Ma\u0301laga", ["Málaga"]),
        ("tromso", "Tromsø", ["Tromsø"]),
        ("city", "The cities of the city’s council", ["cities", "city"]),
        ("東京", "新東京都", ["東", "京"]),
        ("القدس", "في القدس اليوم", ["القدس"]),
        ("the", "the theater", ["the"]),
        ("zebra", "No such animal", []),
    ],
)
def test_forms_of_the_words_are_marked_and_nothing_else(typed: str, text: str, expected: list[str]) -> None:
    assert marked(typed, text) == expected


def test_the_piece_is_where_most_of_the_words_stand_together() -> None:
    body = f"{LONG}A ferry here. {LONG}Night ferry to the island. {LONG}"
    snippet = Marker(["night", "ferry", "island"]).describe(Article(headline="", standfirst="", body_html=body))
    assert "<mark>Night</mark> <mark>ferry</mark> to the <mark>island</mark>" in snippet.text
    assert snippet.text.startswith("… ")
    assert snippet.text.endswith(" …")
    assert len(re.sub("<[^>]+>", "", snippet.text)) <= LENGTH + 4


def test_the_standfirst_is_shown_unless_the_body_says_more() -> None:
    article = Article(headline="Ships", standfirst="About a ship.", body_html=f"<p>{LONG} A ship in the harbor.</p>")
    assert Marker(["ship"]).describe(article).text == "About a <mark>ship</mark>."
    assert "<mark>ship</mark> in the <mark>harbor</mark>" in Marker(["ship", "harbor"]).describe(article).text
    assert Marker(["tide"]).describe(article).text == "About a ship."


@given(st.text(max_size=300), st.lists(st.text(min_size=1, max_size=8), max_size=4))
def test_whatever_is_in_a_text_a_piece_is_text_and_marks(text: str, typed: list[str]) -> None:
    headline = Marker([word for part in typed for word in words(part)])
    snippet = headline.describe(Article(headline=text, standfirst="", body_html=""))
    assert "<" not in re.sub("</?mark>", "", snippet.headline)
    assert unescape(re.sub("</?mark>", "", snippet.headline)) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    "forms",
    [("bridge", "bridges"), ("city", "cities"), ("run", "running", "runs"), ("vote", "voted", "voting", "votes")],
)
def test_forms_of_a_word_have_one_stem(forms: tuple[str, ...]) -> None:
    assert len({stem(form) for form in forms}) == 1
