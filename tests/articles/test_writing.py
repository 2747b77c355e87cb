"""What the editor for bodies needs from the server: its frame, and the pages that it can link to."""

import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import StandingPage
from tests.articles.desk import person, signed_in
from tests.factories import make_article, make_section

pytestmark = pytest.mark.django_db
LINKS = "/admin/articles/article/links/"


def titles(client: Client, words: str) -> list[str]:
    return [each["headline"] for each in client.get(LINKS, {"q": words}).json()["found"]]


@pytest.fixture
def author() -> Client:
    return signed_in(person("author"))


def test_articles_are_found_by_their_words_newest_first_and_only_public_ones(author: Client) -> None:
    now = timezone.now()
    make_article("Ferry stops", published_at=now - timedelta(days=2))
    make_article("Ferry runs", published_at=now - timedelta(days=1))
    make_article("Ferry ahead", published_at=now + timedelta(days=1))
    make_article("Ferry draft", status="draft", published_at=None)
    assert titles(author, "ferry") == ["Ferry runs", "Ferry stops"]
    assert titles(author, "") == ["Ferry runs", "Ferry stops"]
    assert titles(author, "no such words") == []
    assert titles(author, "%") == []


def test_sections_and_public_pages_are_found_before_them(author: Client) -> None:
    section = make_section("harbor", name="Harbor news")
    StandingPage.objects.create(slug="harbor-tour", title="Harbor tour", body="<p>x</p>", is_public=True)
    StandingPage.objects.create(slug="harbor-plan", title="Harbor plan", body="<p>x</p>")
    article = make_article("Harbor opens", section=section)
    found = author.get(LINKS, {"q": "harbor"}).json()["found"]
    assert [each["url"] for each in found] == ["/harbor/", "/harbor-tour/", article.get_absolute_url()]


def test_who_writes_no_articles_is_told_nothing() -> None:
    assert signed_in(person("moderator")).get(LINKS).status_code == 403
    assert Client().get(LINKS).status_code == 302


def test_a_very_long_question_is_cut(author: Client) -> None:
    assert author.get(LINKS, {"q": "x" * 3_000}).status_code == 200


def test_the_field_is_there_without_scripts_and_the_tools_are_not() -> None:
    html = _form()
    assert re.search(r'<textarea name="body"[^>]*>', html)
    assert re.search(r"data-tools[^>]*hidden|hidden[^>]*data-tools", html)
    assert "<dialog" in html.partition("<template>")[2]
    assert "<dialog" not in html.partition("<template>")[0]


def test_the_scripts_are_told_the_names_of_boxes_as_data() -> None:
    told = re.search(r"<div data-words hidden>(.*?)</div>", _form())
    assert told
    words = json.loads(told[1].replace("&quot;", '"').replace("&#x27;", "'").replace("&amp;", "&"))
    assert words["callouts"]["pro-tip"] == "Pro tip"


def _form() -> str:
    return signed_in(person("editor")).get("/admin/articles/article/add/").content.decode()
