"""Cleaning what people type: nothing invisible stays, nothing legitimate goes, doing it twice changes nothing."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments.text import LONGEST, clean_line, clean_text, fold, is_blank
from tests.comments.stopwatch import is_done_within

pytestmark = pytest.mark.once

TRICKY = st.sampled_from(
    "\u0958\u0344\u0301\u0327\u1100\u1161\u11a8a \n\r\t\u200d\u202e\u2066\ufeff\x00\x85\u2028\ud800\uffff"
    "\u0b3e\u0b47\u0cbe\u0cc6\u0f71\u0f73\u0f81\u093c\u0915\u1031\u05e9\u05c1\U0001f469"
)
ANYTHING = st.text(st.one_of(st.characters(), TRICKY))


@given(ANYTHING)
def test_cleaning_twice_changes_nothing(value: str) -> None:
    assert clean_text(clean_text(value)) == clean_text(value)
    assert clean_line(clean_line(value)) == clean_line(value)


@given(ANYTHING)
def test_what_is_clean_can_be_stored_sent_and_put_into_xml(value: str) -> None:
    cleaned = clean_text(value)
    cleaned.encode()
    assert not any(unicodedata.category(char) == "Cc" and char not in "\n\t" for char in cleaned)
    assert not set(cleaned) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufffe\uffff\r")
    assert unicodedata.is_normalized("NFC", cleaned)
    assert "\n" not in clean_line(value)


@given(st.text(st.characters(categories=["L", "N", "P", "S"]), max_size=200))
def test_words_of_every_script_are_kept_but_for_their_spelling(value: str) -> None:
    expected = "".join(unicodedata.normalize("NFC", value).split())
    assert "".join(clean_line(value).split()) == expected.replace("\ufffe", "\ufffd")


@pytest.mark.parametrize(
    "word",
    [
        "café", "Việt Nam", "हिन्दी में टिप्पणी", "ภาษาไทยที่นี่", "שָׁלוֹם עֲלֵיכֶֽם", "العَرَبِيَّةُ", "မြန်မာဘာသာစကားကြွှုံး",
        "བོད་སྐད་བསྒྲུབས", "தமிழ்", "👩‍❤️‍👨", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "1️⃣", "می‌خواهم",
        "한국어", "王小明",
    ],
)  # fmt: skip
def test_real_words_are_left_as_they_are(word: str) -> None:
    assert clean_line(word) == unicodedata.normalize("NFC", word)


def test_marks_stacked_on_one_letter_are_capped_also_behind_joiners() -> None:
    assert clean_line("a" + "\u0301\u0327" * 500).count("\u0327") <= 4
    assert len(clean_line("a" + "\u0301\u0301\u200d" * 500).replace("\u200d", "")) <= 5
    assert len(clean_line("ก" + "\u0e34" * 500)) == 9


def test_marks_are_looked_for_wherever_there_are_any() -> None:
    marks = (chr(code) for code in range(0x110000) if unicodedata.category(chr(code))[0] == "M")
    assert not [
        mark
        for mark in marks
        if len(clean_text(f"a{mark * 20}")) == 21 and unicodedata.normalize("NFC", mark * 20) == mark * 20
    ]


def test_line_ends_are_one_and_blank_lines_two_at_most() -> None:
    assert clean_text("a\r\nb\rc\u2028d\x0be\x85f") == "a\nb\nc\nd\ne\nf"
    assert clean_text("  a  \n\n \t\n\n\n\n  b\n\n") == "a\n\n\n  b"


def test_lone_surrogates_and_non_characters_become_the_replacement_sign() -> None:
    assert clean_text("a\ud800b\uffffc\ufdd0") == "a\ufffdb\ufffdc\ufffd"


@pytest.mark.parametrize(
    "value", ["", " ", "\u200b\u200d", "\u3164", "\u2800 \u115f", "\u0301", "\u00ad\ufe0f", "\u202e"]
)
def test_what_nobody_can_see_is_blank(value: str) -> None:
    assert is_blank(value)


@pytest.mark.parametrize("value", ["a", ".", "👍", "ः".join("क "), "\ufffd", "\ue000"])
def test_what_can_be_seen_is_not_blank(value: str) -> None:
    assert not is_blank(value)


def test_folding_ignores_case_width_and_white_space() -> None:
    assert fold("ＡＤＡ@Example.org\n x") == fold("ada@example.org x")


@pytest.mark.parametrize(
    "pattern",
    [
        "\u0301\u0327",
        "\u0315\u0301\u0327\u0334",
        "a\u0301\u0327",
        " ",
        "\n ",
        "\r\n",
        "\u0915\u093c",
        "\u200d",
        "\ud800",
    ],
)
def test_a_long_hostile_text_is_cleaned_in_no_time(pattern: str) -> None:
    text = (pattern * LONGEST)[: LONGEST - 1] + "x"
    assert is_done_within(1, lambda: clean_text(text))
