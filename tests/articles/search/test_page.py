"""The search page: what it says to whom asked what; the same for everybody, cached, and paced where it has to look."""

import re
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from articles.models import Article
from articles.search import pace
from articles.search.views import PAGE_SIZE
from tests.factories import make_article, make_author, make_section

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture(autouse=True)
def nobody_has_asked_yet() -> None:
    pace.forget()


def ask(client: Client, **fields: str) -> str:
    response = client.get(f"/search/?{urlencode(fields)}")
    assert response.status_code == 200
    return response.text


def headlines(page: str) -> list[str]:
    found = re.findall(r'class="found-headline"><a href="[^"]+">(.*?)</a>', page)
    return [re.sub(r"</?mark>", "", headline) for headline in found]


def make(headline: str, days: int = 0, **columns: Any) -> Article:
    return make_article(headline, published_at=timezone.now() - timedelta(days=days, minutes=1), **columns)


def test_it_shows_what_was_found_with_the_words_marked(client: Client) -> None:
    make("Bridges of Málaga", body="<p>A bridge, &amp; <b>another</b> bridge.</p>")
    page = ask(client, q="bridge malaga")
    assert "<mark>Bridges</mark> of <mark>Málaga</mark></a>" in page
    assert "A <mark>bridge</mark>, &amp; another <mark>bridge</mark>." in page
    assert "1 article." in page


def test_nothing_that_is_typed_or_found_becomes_markup(client: Client) -> None:
    make("A <b>script</b> & more", body="<p>script &lt;script&gt;alert(1)&lt;/script&gt;</p>")
    page = ask(client, q='script "><script>alert(2)</script>')
    assert headlines(page) == []
    page = ask(client, q='script <i>"')
    assert 'value="script &lt;i&gt;&quot;"' in page
    page = ask(client, q="script")
    assert "A &lt;b&gt;<mark>script</mark>&lt;/b&gt; &amp; more" in page
    assert "&lt;<mark>script</mark>&gt;alert(1)" in page
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Several words find the articles that have all of them"),
        ({"q": "   "}, "Several words find"),
        ({"q": "!?"}, "There is no word in that to look for."),
        ({"q": "-ship"}, "That says only what should not be there."),
        ({"q": "x" * 201}, "A search has at most 200 characters."),
        ({"q": "zebra"}, "No article has all of this."),
        ({"q": " ".join(["ship"] * 13)}, "Only the first twelve words were looked for."),
        ({"q": "ship", "page": "9"}, "There is nothing further back."),
        ({"q": "zebra", "section": "harbor"}, "Look in all sections"),
        ({"q": '"zebra ship"'}, "Look for the words apart from each other"),
    ],
)
def test_there_is_a_sentence_for_everything_that_finds_nothing(
    client: Client, fields: dict[str, str], sentence: str
) -> None:
    make("Ship", section=make_section("harbor"))
    assert sentence in ask(client, **fields)


def test_it_narrows_down_by_section_with_those_below_label_author_and_period(client: Client) -> None:
    city, author = make_section("city"), make_author("Ada Byline")
    make("Ship in harbor", section=make_section("harbor", parent=city))
    make("Ship in city", 8, section=city, label="opinion")
    make("Ship by Ada", 40, authors=(author,))
    assert sorted(headlines(ask(client, q="ship"))) == ["Ship by Ada", "Ship in city", "Ship in harbor"]
    assert sorted(headlines(ask(client, q="ship", section="city"))) == ["Ship in city", "Ship in harbor"]
    assert headlines(ask(client, q="ship", section="harbor")) == ["Ship in harbor"]
    assert headlines(ask(client, q="ship", label="opinion")) == ["Ship in city"]
    assert headlines(ask(client, q="ship", author="ada-byline")) == ["Ship by Ada"]
    assert headlines(ask(client, q="ship", period="week")) == ["Ship in harbor"]
    assert headlines(ask(client, q="ship", section="city", label="opinion", period="week")) == []


@pytest.mark.parametrize("name", ["section", "label", "author", "period", "order", "page", "before"])
@pytest.mark.parametrize("value", ["nonsense", "-1", "9" * 30, "\u0663", "\x00", "'"])
def test_a_value_that_no_form_sends_is_as_good_as_none(client: Client, name: str, value: str) -> None:
    make("Ship")
    assert headlines(ask(client, q="ship", **{name: value})) == ["Ship"]


def test_the_form_keeps_what_was_chosen(client: Client) -> None:
    make_section("harbor", name="Harbor")
    page = ask(client, q="ship", section="harbor", period="week", order="newest")
    for chosen in ('value="harbor" selected', 'value="week" selected', 'value="newest" selected', 'value="ship"'):
        assert chosen in page
    assert '<details class="search-more" open>' in page


@pytest.mark.parametrize("order", ["", "newest"])
def test_paging_shows_every_article_once(client: Client, order: str) -> None:
    section = make_section()
    for number in range(2 * PAGE_SIZE + 3):
        make(f"Ship {number}", number, section=section)
    seen, address = [], f"/search/?{urlencode({'q': 'ship', 'order': order})}"
    while address:
        page = client.get(address).text
        seen += headlines(page)
        on = re.search(r'rel="next" href="([^"]+)"', page)
        address = f"/search/{on[1].replace('&amp;', '&')}" if on else ""
    assert len(seen) == len(set(seen)) == 2 * PAGE_SIZE + 3
    if order:
        assert seen == [f"Ship {number}" for number in range(2 * PAGE_SIZE + 3)]


def test_a_period_begins_at_midnight_and_the_page_is_another_one_the_next_day(client: Client, clock: Any) -> None:
    clock.move_to(datetime(2026, 3, 10, 15, tzinfo=timezone.get_current_timezone()))
    make("Ship", 7)
    first = client.get("/search/?q=ship&period=week")
    assert headlines(first.text) == ["Ship"]
    clock.move_to(datetime(2026, 3, 11, 0, 1, tzinfo=timezone.get_current_timezone()))
    second = client.get("/search/?q=ship&period=week", headers={"If-None-Match": first.headers["ETag"]})
    assert (second.status_code, headlines(second.text)) == (200, [])


def test_it_is_the_same_for_everybody_and_kept(client: Client) -> None:
    make("Ship")
    response = client.get("/search/?q=ship")
    assert response.headers["Cache-Control"] == "public, max-age=0, s-maxage=1, stale-if-error=60"
    assert not response.cookies
    assert client.get("/search/?q=ship", headers={"If-None-Match": response.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize(("query", "is_found"), [("", True), ("?q=ship", True), ("?q=zebra", False), ("?q=%21", False)])
def test_to_machines_all_that_is_found_is_one_page_and_nothing_is_none(
    client: Client, query: str, is_found: bool
) -> None:
    make("Ship")
    html = client.get(f"/search/{query}").text
    assert f'<link rel="canonical" href="{settings.SITE_URL}/search/">' in html
    assert ('<meta name="robots" content="noindex">' in html) == (not is_found)


def test_form_and_results_say_different_things_of_themselves(client: Client) -> None:
    make("Ship")
    told = {
        query: re.search(r'<meta name="description" content="([^"]*)"', client.get(f"/search/{query}").text)
        for query in ("", "?q=ship", "?q=whale", "?q=%21", f"?q={'ship%20' * 30}")
    }
    words = [found[1] if found else "" for found in told.values()]
    assert words[0] == words[3]
    assert len(set(words)) == 4
    assert "in which “ship” was looked for" in words[1]
    assert max(map(len, words)) < 160


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_can_only_be_read(client: Client, method: str) -> None:
    assert getattr(client, method)("/search/?q=ship").status_code == 405


@pytest.mark.usefixtures("clock")
def test_who_asks_for_too_much_anew_is_asked_to_wait_and_what_is_kept_stays_free(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make("Ship")
    monkeypatch.setattr(pace, "monotonic", lambda: 1_000.0)
    for number in range(pace.AT_ONCE):
        assert client.get(f"/search/?q=ship{number}").status_code == 200
    refused = client.get("/search/?q=another")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "1")
    assert refused.headers["Cache-Control"] == "no-store"
    assert "ETag" not in refused.headers
    assert client.get("/search/?q=ship1").status_code == 200, "kept"
    assert client.get("/search/?q=another", REMOTE_ADDR="192.0.2.77").status_code == 200, "somebody else"
    monkeypatch.setattr(pace, "monotonic", lambda: 1_001.0)
    assert [client.get(f"/search/?q={word}").status_code for word in ("fourth", "fifth")] == [200, 429]


@pytest.mark.urls("tests.articles.quiet")
@pytest.mark.parametrize("many", [1, PAGE_SIZE + 5])
def test_it_costs_a_fixed_number_of_queries(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, many: int
) -> None:
    section = make_section("harbor")
    for number in range(many):
        make(f"Ship {number}", authors=(make_author(), make_author()), section=section)
    with django_assert_num_queries(7):  # stamp, sections, authors, search, articles, bylines, navigation
        client.get("/search/?q=ship&section=harbor")
    with django_assert_num_queries(7):
        client.get("/search/?q=ship&order=newest")
    with django_assert_num_queries(4):  # stamp, sections, authors, navigation
        client.get("/search/")


def test_every_page_but_its_own_leads_to_it(client: Client) -> None:
    article = make("Ship")
    for address in ("/", article.get_absolute_url(), "/nowhere/"):
        page = client.get(address).text
        assert '<form class="masthead-search" action="/search/" method="get" role="search">' in page
        assert '<a class="masthead-find" href="/search/">' in page
    assert "masthead-search" not in client.get("/search/").text
