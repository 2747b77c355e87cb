"""The private page of a comment: what its author is told, and who may open it."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.utils import timezone

from comments import links, progress
from comments.markup import MARKUP
from comments.models import Comment
from tests.comments.posting import Answer, reader, words
from tests.factories import make_article, make_comment, make_moderator

pytestmark = pytest.mark.django_db

POLL = {"hx-request": "true"}


@pytest.fixture(autouse=True)
def no_remembered_wait() -> None:
    cache.clear()


def opened(comment: Comment, query: str = "", **headers: str) -> Answer:
    return reader().get(links.status_url(comment) + query, headers=headers)


@pytest.mark.parametrize(
    ("columns", "title", "sentence"),
    [
        ({"status": "unchecked"}, "Checking for spam", "This takes a few seconds as a rule."),
        ({"status": "pending"}, "Waiting for a moderator", "Every comment here is read by a person"),
        ({"status": "approved"}, "Published", "Everybody can read it now."),
        ({"status": "rejected", "reason": "off_topic"}, "Not published", "It does not deal with the subject"),
        ({"status": "rejected", "reason": "a code of later times"}, "Not published", "</p>"),
        ({"status": "spam", "reason": "akismet"}, "Not published", "It was taken for spam."),
        ({"status": "withdrawn"}, "Withdrawn", "You have withdrawn it."),
    ],
)
def test_it_says_in_plain_words_where_the_comment_stands(columns: dict[str, Any], title: str, sentence: str) -> None:
    response = opened(make_comment(**columns))
    assert response.status_code == 200
    assert f'<p class="state-title">{title}</p>' in words(response)
    assert sentence in words(response)


def test_the_reason_code_itself_is_not_shown() -> None:
    assert "insult_42" not in words(opened(make_comment(status="rejected", reason="insult_42")))


def test_after_ten_minutes_without_a_verdict_the_check_is_late() -> None:
    asked_at = timezone.now()
    comment = make_comment(status="unchecked", asked_at=asked_at)
    with time_machine.travel(asked_at + timedelta(minutes=9, seconds=59), tick=False):
        assert "Checking for spam" in words(opened(comment))
    with time_machine.travel(asked_at + timedelta(minutes=10, seconds=1), tick=False):
        assert "Waiting; the spam check is late" in words(opened(comment))


def test_it_shows_the_comment_as_it_will_look_with_nothing_to_click() -> None:
    html = '<p dir="auto">See <a href="https://spam.example" rel="nofollow ugc noopener">https://spam.example</a></p>'
    comment = make_comment(html=html, markup=MARKUP, website="https://spam.example", name="Ada <b>")
    page = opened(comment).content.decode()
    assert '<p dir="auto">See https://spam.example</p>' in page
    assert 'href="https://spam.example' not in page
    assert "Only you can see this" in page
    assert "Ada &lt;b&gt;" in page


def test_it_is_kept_out_of_caches_indexes_and_referrers() -> None:
    response = opened(make_comment())
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Referrer-Policy"] == "no-referrer"
    assert '<meta name="robots" content="noindex">' in words(response)
    assert not response.cookies


def test_a_published_comment_has_a_link_to_its_place_while_the_article_is_public() -> None:
    comment = make_comment(status="approved")
    place = f'href="{comment.article.get_absolute_url()}?comment={comment.pk}#comment-{comment.pk}"'
    assert place in words(opened(comment))
    assert "As everybody sees it" in words(opened(comment))
    comment.article.unpublish()
    assert place not in words(opened(comment))


def test_the_three_steps_say_which_is_done_and_which_is_here() -> None:
    page = words(opened(make_comment(status="pending")))
    assert page.count("step-done") == page.count("step-here") == page.count("step-ahead") == 1
    assert 'class="step step-here" aria-current="step">Moderator' in page


@pytest.mark.parametrize("status", ["unchecked", "pending"])
def test_it_keeps_asking_until_there_is_a_decision(status: str) -> None:
    page = words(opened(make_comment(status=status)))
    assert f'hx-get="{"/comments/status/"}' in page
    assert '<noscript><meta http-equiv="refresh"' in page
    assert '"allowEval": false' in page
    assert 'htmx-2.min.js" defer></script>' in page
    assert '<div aria-live="polite">' in page


@pytest.mark.parametrize("status", ["approved", "rejected", "spam", "withdrawn"])
def test_it_stops_asking_when_there_is_one(status: str) -> None:
    page = words(opened(make_comment(status=status)))
    assert "hx-" not in page
    assert "http-equiv" not in page
    assert "htmx" not in page


def test_asking_anew_answers_nothing_until_there_is_news() -> None:
    comment = make_comment(status="unchecked")
    same = opened(comment, "?seen=checking", **POLL)
    assert (same.status_code, same.content) == (204, b"")
    Comment.objects.filter(pk=comment.pk).update(status="pending")
    news = opened(comment, "?seen=checking", **POLL)
    assert news.status_code == 200
    assert words(news).startswith('<div class="state"')
    assert "Waiting for a moderator" in words(news)
    assert '<h2 class="label" id="yours" hx-swap-oob="true">Only you can see this</h2>' in words(news)
    assert "<html" not in words(news)
    assert comment.name not in words(news)
    assert news["Cache-Control"] == "private, no-store"


def test_the_usual_wait_is_the_median_of_recent_decisions() -> None:
    moderator, now = make_moderator(), timezone.now()
    for minutes in (2, 6, 600):
        comment = make_comment(asked_at=now - timedelta(minutes=minutes))
        comment.reject(by=moderator, reason="insult")
    undone = make_comment(asked_at=now - timedelta(days=9))
    undone.undo(undone.reject(by=moderator, reason="insult"), by=moderator)
    assert "Usually this takes" in words(opened(make_comment()))
    cache.clear()
    with time_machine.travel(now + timedelta(seconds=1), tick=False):
        assert 5 * 60 < progress.usual_wait() < 600 * 60


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(20, "less than a minute"), (60, "1 minute"), (360, "6 minutes"), (7_200, "2 hours"), (260_000, "3 days")],
)
def test_a_time_is_told_in_words(seconds: int, said: str) -> None:
    cache.set("comments.usual_wait", seconds)
    assert f"Usually this takes {said}." in words(opened(make_comment()))


def test_an_older_markup_is_rendered_anew_here_too() -> None:
    assert "<em>new</em>" in words(opened(make_comment(text="*new*", html="old", markup=0)))


def test_a_link_that_is_not_ours_opens_nothing() -> None:
    comment, other = make_comment(), make_comment()
    number, code = links.status_token(comment).split("-", 1)
    forged = [
        f"{number}-{'A' * 22}",
        f"{other.pk}-{code}",
        f"999999-{code}",
        f"{number}-{code[:-1]}",
        f"{number}-{code}=",
        f"0{number}-{code}",
        f"{number}-{code.swapcase()}",
        f"{'9' * 30}-{code}",
        f"-{code}",
        "x",
    ]
    for token in forged:
        response = reader().get(f"/comments/status/{token}/")
        assert response.status_code == 404, token
        assert comment.name not in words(response)


def test_a_new_nonce_revokes_the_link() -> None:
    comment = make_comment()
    address = links.status_url(comment)
    Comment.objects.filter(pk=comment.pk).update(nonce="0" * 32)
    assert reader().get(address).status_code == 404


def test_the_database_holds_nothing_that_opens_the_page() -> None:
    comment = make_comment()
    code = links.status_token(comment).split("-", 1)[1]
    assert len(code) == 22
    assert code not in str(Comment.objects.values().get())


@pytest.mark.parametrize(("days", "status_code"), [(89, 200), (91, 404)])
def test_the_link_works_until_ninety_days_after_the_decision(days: int, status_code: int) -> None:
    moderator, decided = make_moderator(), make_comment()
    decided.approve(by=moderator)
    by_policy = make_comment(status="spam", asked_at=timezone.now())
    with time_machine.travel(timezone.now() + timedelta(days=days)):
        assert opened(decided).status_code == status_code
        assert opened(by_policy).status_code == status_code
        assert opened(make_comment(status="pending", asked_at=timezone.now() - timedelta(days=400))).status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_nothing_is_done_here(method: str) -> None:
    response = getattr(reader(), method)(links.status_url(make_comment()))
    assert response.status_code == 405


def test_an_unpublished_article_does_not_take_the_page_away_and_is_not_named_there() -> None:
    comment = make_comment(make_article("A Claim"))
    assert "A Claim" in opened(comment).content.decode()
    comment.article.unpublish()
    answer = opened(comment)
    assert answer.status_code == 200
    assert "A Claim" not in answer.content.decode()
    assert comment.article.get_absolute_url() not in answer.content.decode()


def test_a_cache_out_of_order_costs_only_the_usual_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(cache, "get_or_set", refuse)
    answer = opened(make_comment())
    assert "Every comment here is read by a person" in answer.content.decode()
