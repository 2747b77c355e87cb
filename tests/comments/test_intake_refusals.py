"""Every refusal: its status, the text kept, a sentence that says what to do, and nothing written."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from articles.models import Article, Status
from comments import tokens
from comments.models import Comment
from tests.comments.posting import (
    Answer,
    filled_in,
    form_address,
    hidden_value,
    kept_text,
    nothing_is_written,
    post,
    reader,
    words,
)
from tests.factories import make_article, make_comment, make_user

pytestmark = pytest.mark.django_db


def yesterday() -> time_machine.travel:
    return time_machine.travel(timezone.now() - timedelta(hours=25), tick=False)


def post_stale(article: Article) -> Answer:
    with yesterday():
        token = tokens.issue(article)
    return post(article, token=token)


def post_closed(article: Article) -> Answer:
    article.comments_close_at = timezone.now() - timedelta(days=1)
    article.save()
    return post(article)


def post_switched_off(article: Article) -> Answer:
    article.takes_comments = False
    article.save()
    return post(article)


REFUSED: dict[str, tuple[int, str, Callable[[Article], Answer]]] = {
    "forged token": (409, "not made for this article", lambda article: post(article, token="1-x:2:3")),
    "no token": (409, "not made for this article", lambda article: post(article, token=None)),
    "another's token": (
        409,
        "not made for this article",
        lambda article: post(article, token=tokens.issue(make_article())),
    ),
    "stale token": (409, "more than a day old", post_stale),
    "closed": (403, "Comments on this article closed on", post_closed),
    "switched off": (403, "This article takes no comments.", post_switched_off),
    "invalid": (422, "Enter the name that shall stand over your comment.", lambda article: post(article, name="")),
    "unknown parent": (409, "no longer public", lambda article: post(article, parent="4711")),
    "broken parent": (409, "no longer public", lambda article: post(article, parent="1; DROP")),
    "huge parent": (409, "no longer public", lambda article: post(article, parent="9" * 40)),
    "digit of another script": (409, "no longer public", lambda article: post(article, parent="٣")),
    "foreign origin": (403, "from another site", lambda a: post(a, reader(origin="https://evil.example"))),
    "opaque origin": (403, "from another site", lambda a: post(a, reader(origin="null"))),
    "foreign referer": (403, "from another site", lambda a: post(a, reader(referer="https://evil.example/x"))),
    "broken referer": (403, "from another site", lambda a: post(a, reader(referer="http://[broken"))),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_refusal_keeps_the_text_says_what_to_do_and_writes_nothing(case: str) -> None:
    status, sentence, attempt = REFUSED[case]
    response = attempt(make_article())
    assert response.status_code == status
    assert sentence in words(response)
    assert kept_text(response) == "A remark."
    assert response["Cache-Control"] == "private, no-store"
    assert nothing_is_written()


@pytest.mark.parametrize("case", ["forged token", "no token", "another's token", "stale token"])
def test_the_form_that_comes_back_has_a_token_that_works(case: str) -> None:
    article = make_article()
    response = REFUSED[case][2](article)
    assert post(article, token=hidden_value(response, "token")).status_code == 303


def test_a_token_that_is_still_good_is_kept() -> None:
    article = make_article()
    token = tokens.issue(article)
    assert hidden_value(post(article, token=token, name=""), "token") == token


def test_own_origin_and_own_referer_are_welcome() -> None:
    article = make_article()
    assert post(article, reader(origin="http://testserver")).status_code == 303
    assert post(article, reader(referer="http://testserver/x"), comment="Another.").status_code == 303
    assert post(article, reader(origin="http://127.0.0.1:8000"), comment="A third.").status_code == 303


def test_a_parent_must_be_public_and_on_the_same_article() -> None:
    article = make_article()
    elsewhere = make_comment(status="approved")
    hidden = [make_comment(article, status=s) for s in ("unchecked", "pending", "rejected", "spam", "withdrawn")]
    tombstone = make_comment(article, status="rejected", on_page=True)
    before = Comment.objects.count()
    for parent in [elsewhere, *hidden, tombstone]:
        response = post(article, parent=parent.pk)
        assert (response.status_code, kept_text(response)) == (409, "A remark.")
        assert hidden_value(response, "parent") == ""
    assert Comment.objects.count() == before


def test_a_form_for_a_parent_that_is_not_public_says_so_and_offers_to_comment_on_the_article() -> None:
    hidden = make_comment()
    response = reader().get(form_address(hidden.article), {"parent": hidden.pk})
    assert response.status_code == 409
    assert "no longer public" in words(response)
    assert hidden.name not in words(response)
    assert hidden_value(response, "parent") == ""


@pytest.mark.parametrize("state", ["draft", "in_review", "unpublished", "scheduled", "unknown"])
def test_an_article_that_is_not_public_gives_nothing_away(state: str) -> None:
    ahead = timezone.now() + timedelta(hours=1)
    columns = {"status": Status.PUBLISHED, "published_at": ahead} if state == "scheduled" else {"status": state}
    article = make_article(**columns) if state != "unknown" else Article(section=make_article().section, slug="none")
    for address in (form_address(article), form_address(article) + "preview/"):
        for response in (reader().get(address), reader().post(address, {"comment": "x", "token": "x"})):
            assert response.status_code == 404
            assert article.headline not in words(response) or not article.headline
    assert nothing_is_written()


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_other_methods_are_answered_by_those_that_exist(method: str) -> None:
    address = form_address(make_article())
    for path in (address, f"{address}preview/"):
        response = getattr(reader(), method)(path)
        assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, POST")


def test_the_form_of_a_closed_article_is_a_sentence() -> None:
    article = make_article(takes_comments=False)
    response = reader().get(form_address(article))
    assert response.status_code == 403
    assert "This article takes no comments." in words(response)
    assert "<textarea" not in words(response)


def test_a_session_needs_djangos_proof_too() -> None:
    article, client = make_article(), Client(enforce_csrf_checks=True)
    client.force_login(make_user())
    response = post(article, client)
    assert (response.status_code, kept_text(response)) == (403, "A remark.")
    assert "it is you who posts" in words(response)
    assert nothing_is_written()
    proof = hidden_value(response, "csrfmiddlewaretoken")
    assert post(article, client, csrfmiddlewaretoken=proof).status_code == 303


def test_a_guest_needs_no_such_proof() -> None:
    article, client = make_article(), Client(enforce_csrf_checks=True)
    assert "csrfmiddlewaretoken" not in words(client.get(form_address(article)))
    assert post(article, client).status_code == 303


def test_errors_are_listed_with_links_and_stand_beside_their_fields() -> None:
    response = post(make_article(), name="", email="nonsense", website="ftp://x.example", comment=" \u200b ")
    html = words(response)
    for field, sentence in {
        "comment": "there is no text",
        "name": "Enter the name",
        "email": "Enter a whole e-mail address",
        "website": "Enter a whole web address",
    }.items():
        assert f'<li><a href="#id_{field}">' in html
        assert html.count(sentence) == 2
        assert f'id="id_{field}_error"' in html
        assert f"id_{field}_error" in html.split(f'name="{field}"')[1].split(">")[0]


def test_a_refused_preview_is_refused_like_the_post() -> None:
    article = make_article()
    address = form_address(article) + "preview/"
    assert reader().post(address, filled_in(article, name="")).status_code == 422
    assert reader().post(address, filled_in(article, parent="77")).status_code == 409
    assert reader(origin="https://evil.example").post(address, filled_in(article)).status_code == 403
    article.takes_comments = False
    article.save()
    assert reader().post(address, filled_in(article)).status_code == 403
