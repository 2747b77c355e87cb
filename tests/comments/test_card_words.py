"""Words that a rule has found are marked on the card, and nothing that somebody writes breaks out of its place."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from comments import markup
from comments.desk.words import with_hosts
from comments.models import Check, Comment, RuleVersion
from comments.rules.current import RuleSet
from comments.rules.marking import marked
from comments.text import clean_text
from tests.comments.desk import QUEUE, card, shown
from tests.factories import make_comment, make_moderator

LISTED = {"words": ["idiot", "<b>", '"quoted" word', "cheap watches"], "parts": ["&amp;", "viagra"], "accents": False}
WORDS = RuleSet.of({"words_hold": LISTED}).words
MARK = re.compile(r'<mark class="word"[^>]*>|</mark>')

pieces = [
    "idiot",
    "IDIOT",
    "idi",
    "ot",
    "v i a g r a",
    "vіаgra",
    "cheap",
    " ",
    "\n\n",
    "**",
    "`",
    "> ",
    "<b>",
    "&amp;",
    "&",
]
pieces += [
    '"quoted" word',
    "https://idiot.example/viagra?x=1&y=<b>",
    "[cheap watches](https://a.example)",
    "\u200b",
    "汉",
]
sources = st.lists(st.sampled_from(pieces) | st.text(max_size=6), max_size=25).map("".join).map(clean_text)


@given(sources)
def test_marks_change_nothing_but_what_they_mark(source: str) -> None:
    """Taken out again, they leave the published HTML to the letter: none stands in a tag, an entity or an address."""
    html = markup.render(source)
    assert MARK.sub("", marked(html, WORDS)) == html


@given(sources)
def test_marks_are_closed_where_they_were_opened_and_hold_text_alone(source: str) -> None:
    html = marked(markup.render(source), WORDS)
    for inside in re.findall(r"<mark[^>]*>(.*?)</mark>", html, re.DOTALL):
        assert "<" not in inside
    assert html.count("<mark") == html.count("</mark>")


@given(sources)
def test_hosts_stand_after_the_same_links_with_marks_as_without(source: str) -> None:
    html = markup.render(source)
    hosts = re.compile(r' <span class="host" dir="ltr">.*?</span>')
    assert hosts.findall(with_hosts(marked(html, WORDS))) == hosts.findall(with_hosts(html))


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make_moderator("mo"))
    return client


def make_found(result: str = "hold") -> Comment:
    text = "You are an idiot, and selling cheap watches."
    comment = make_comment(text=text, html=markup.render(text))
    steps = [
        {"check": "akismet", "result": "pass", "detail": ""},
        {"check": "words_hold", "result": result, "detail": "idiot"},
    ]
    Check.objects.create(comment=comment, version=1, verdict="ham", trace=steps, applied=True)
    return comment


@pytest.mark.django_db
@pytest.mark.parametrize(("result", "marks"), [("hold", 2), ("flag", 2), ("pass", 0), ("not_run", 0)])
def test_a_card_marks_the_words_that_a_rule_has_found(desk: Client, result: str, marks: int) -> None:
    RuleVersion.objects.create(kind="words_hold", number=1, values=LISTED)
    comment = make_found(result)
    html = card(shown(desk.get(QUEUE)), comment.pk)
    assert html.count('<mark class="word" tabindex="0" title=') == marks


@pytest.mark.django_db
def test_a_page_asks_once_which_words_are_listed_if_any_was_found(desk: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            desk.get(QUEUE)
        return sum("MAX(at) FROM comments_ruleversion" in query["sql"] for query in captured)

    make_comment()
    assert asked() == 0
    make_found()
    make_found()
    assert asked() == 1


@pytest.mark.django_db
def test_the_name_of_a_rule_can_not_leave_its_title(desk: Client) -> None:
    hurt = """idiot'"><b id=hurt>"""
    RuleVersion.objects.create(kind="words_hold", number=1, values=LISTED | {"parts": [hurt]})
    comment = make_found()
    Comment.objects.filter(pk=comment.pk).update(html=markup.render(clean_text(hurt)))
    html = card(shown(desk.get(QUEUE)), comment.pk)
    assert "<mark" in html
    assert "<b id=hurt>" not in html
