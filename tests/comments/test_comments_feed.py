"""The feed of a discussion: what is approved, newest first, and nothing of anything else."""

from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from articles.models import Article
from comments import latest
from comments.markup import MARKUP
from comments.models import Comment, Status
from tests.articles.reading_feeds import ATOM, THREADS, items, read
from tests.factories import make_article, make_comment, make_moderator, make_section
from tests.plans import plan

pytestmark = pytest.mark.django_db
FORMS = ("rss", "atom")
every_form = pytest.mark.parametrize("form", FORMS)
BASE = "https://paper.example"


@pytest.fixture(autouse=True)
def at_home(settings: Any) -> None:
    settings.SITE_URL = BASE


@pytest.fixture
def article() -> Article:
    return make_article("Boats", slug="boats", section=make_section("harbor"))


@every_form
def test_a_comment_says_who_said_what_and_where_it_stands(client: Client, article: Article, form: str) -> None:
    written = {"html": '<p dir="auto">Well &amp; good.</p>', "markup": MARKUP}
    comment = make_comment(article, status="approved", name="Ann <b>", **written)
    (entry,) = items(client, f"/feeds/comments/harbor/boats.{form}")
    assert entry == {
        "id": f"tag:paper.example,2026:comment/{comment.pk}",
        "title": "Ann <b> on “Boats”",
        "link": f"{BASE}/harbor/boats/?comment={comment.pk}#comment-{comment.pk}",
        "authors": ["Ann <b>"],
        "categories": [],
        "summary": None,
        "html": '<p dir="auto">Well &amp; good.</p>',
    }


@every_form
@pytest.mark.parametrize("status", [status.value for status in Status if status != Status.APPROVED])
def test_what_is_not_approved_is_not_in_it(client: Client, article: Article, form: str, status: str) -> None:
    hidden = make_comment(article, status=status, name="Hidden", text="Hidden", html="<p>Hidden</p>")
    shown = make_comment(article, status="approved", parent=hidden)
    address = f"/feeds/comments/harbor/boats.{form}"
    assert [entry["id"] for entry in items(client, address)] == [f"tag:paper.example,2026:comment/{shown.pk}"]
    text = client.get(address).text
    assert "Hidden" not in text
    assert f"comment/{hidden.pk}" not in text, "nor is what it answered told"


def test_an_answer_says_what_it_answers(client: Client, article: Article) -> None:
    first = make_comment(article, status="approved", created_at=timezone.now() - timedelta(hours=1))
    make_comment(article, status="approved", parent=first)
    answered = [entry.find(f"{THREADS}in-reply-to") for entry in _entries(client)]
    assert answered[1] is None
    assert answered[0] is not None
    assert answered[0].attrib == {
        "ref": f"tag:paper.example,2026:comment/{first.pk}",
        "href": f"{BASE}/harbor/boats/?comment={first.pk}#comment-{first.pk}",
        "type": "text/html",
    }


def test_an_edit_is_an_update(client: Client, article: Article) -> None:
    then = timezone.now().replace(microsecond=0) - timedelta(hours=1)
    make_comment(article, status="approved", created_at=then, edited_at=then + timedelta(minutes=5))
    (entry,) = _entries(client)
    dates = [entry.findtext(f"{ATOM}{name}") for name in ("published", "updated")]
    assert dates == [then.isoformat(), (then + timedelta(minutes=5)).isoformat()]


def test_html_of_an_older_markup_is_made_anew(client: Client, article: Article) -> None:
    make_comment(article, status="approved", text="*Now*", html="<p>Then</p>", markup=0)
    assert items(client, "/feeds/comments/harbor/boats.rss")[0]["html"] == '<p dir="auto"><em>Now</em></p>'


def test_a_decision_shows_at_once_also_to_who_has_the_feed(client: Client, article: Article) -> None:
    comment = make_comment(article)
    kept = client.get("/feeds/comments/harbor/boats.atom").headers["ETag"]
    Comment.objects.get(pk=comment.pk).approve(by=make_moderator())
    response = client.get("/feeds/comments/harbor/boats.atom", headers={"if-none-match": kept})
    assert (response.status_code, f"comment/{comment.pk}" in response.text) == (200, True)


@every_form
def test_it_moves_and_goes_with_its_article(client: Client, article: Article, form: str) -> None:
    make_comment(article, status="approved", text="Words")
    article.slug = "ships"
    article.save()
    response = client.get(f"/feeds/comments/harbor/boats.{form}")
    assert (response.status_code, response.headers["Location"]) == (301, f"/feeds/comments/harbor/ships.{form}")
    article.unpublish()
    for slug in ("boats", "ships"):
        response = client.get(f"/feeds/comments/harbor/{slug}.{form}")
        assert (response.status_code, "Words" in response.text) == (410, False)


def test_it_costs_a_fixed_number_of_queries_and_ends_somewhere(
    client: Client, article: Article, django_assert_num_queries: DjangoAssertNumQueries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(latest, "MOST", 3)
    for _ in range(4):
        make_comment(article, status="approved", parent=make_comment(article, status="approved"))
    with django_assert_num_queries(4):  # stamp, article, version, comments
        assert len(items(client, "/feeds/comments/harbor/boats.rss")) == 3


def test_the_newest_are_read_by_an_index(article: Article) -> None:
    sql, values = latest.newest(article).query.sql_with_params()
    found = plan(sql, values)
    assert "comment_in_article" in found
    assert "TEMP B-TREE" not in found
    assert "Sort" not in found


def _entries(client: Client) -> list[ElementTree.Element]:
    return read(client, "/feeds/comments/harbor/boats.atom").findall(f"{ATOM}entry")
