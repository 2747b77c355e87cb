"""Listed words, marked in what a card shows."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comments import markup
from comments.models import RuleVersion
from comments.rules.kinds import NO_WORDS
from comments.rules.marking import marked, spans
from comments.rules.words import LONGEST

pytestmark = pytest.mark.django_db
MARK = '<mark class="word" tabindex="0" title="Words that hold: bad">'
REJECTED = '<mark class="word" tabindex="0" title="Words that reject: &lt;i&gt;worse">'


@pytest.fixture(autouse=True)
def lists() -> None:
    RuleVersion.objects.create(kind="words_hold", number=1, values={**NO_WORDS, "words": ["bad", "q & a", "1 < 2"]})
    RuleVersion.objects.create(kind="words_reject", number=1, values={**NO_WORDS, "words": ["<i>worse"]})


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>Not bad.</p>", f"<p>Not {MARK}bad</mark>.</p>"),
        ("<p>B<em>a</em>d</p>", f"<p>{MARK}B</mark><em>{MARK}a</mark></em>{MARK}d</mark></p>"),
        ("<p>b.a.d b4d</p>", f"<p>{MARK}b.a.d</mark> {MARK}b4d</mark></p>"),
        ("<p>b</p>\n<p>ad</p>", "<p>b</p>\n<p>ad</p>"),
        ("<p>&lt;bad&gt; &amp;</p>", f"<p>&lt;{MARK}bad</mark>&gt; &amp;</p>"),
        ("<p>i worse</p>", f"<p>{REJECTED}i worse</mark></p>"),
        ('<p><a href="/bad">bad</a></p>', f'<p><a href="/bad">{MARK}bad</mark></a></p>'),
        ("<p>class</p>", "<p>class</p>"),
        ("", ""),
    ],
)
def test_words_are_marked_where_they_stand(html: str, expected: str) -> None:
    assert marked(html) == expected


def test_a_mark_that_holds_a_sign_marks_the_sign_as_well() -> None:
    html = marked("<p>the Q &amp; A was</p>")
    assert re.sub("<mark[^>]*>|</mark>", "|", html) == "<p>the |Q ||&amp;|| A| was</p>"


def test_spans_are_places_in_a_plain_text_with_the_rules_name() -> None:
    text = "Not b\u200bad, but b a d."
    assert [(text[span.start : span.end], span.name) for span in spans(text)] == [
        ("b\u200bad", "Words that hold: bad"),
        ("b a d", "Words that hold: bad"),
    ]


def test_a_text_beyond_the_budget_is_shown_without_marks() -> None:
    html = f"<p>bad {'x ' * LONGEST}</p>"
    assert marked(html) == html
    assert spans("bad " * LONGEST) == []


@given(st.lists(st.sampled_from(["bad", "b", "ad", "*", "**", "`", " ", "&", "<i>", "worse", "\n\n", "> ", "4", "é"])))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_without_its_marks_a_marked_comment_is_what_it_was(pieces: list[str]) -> None:
    html = markup.render("".join(pieces))
    with_marks = marked(html)
    assert re.sub(r'<mark class="word" tabindex="0" title="[^"<>]*">|</mark>', "", with_marks) == html
    assert with_marks.count("<mark") == with_marks.count("</mark>")
