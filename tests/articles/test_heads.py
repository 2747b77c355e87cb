"""What pages say of themselves in their heads: one address each, how they look when shared, which feeds they have."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.templatetags.static import static
from django.test import Client
from django.utils import timezone

from articles.models import Article, StandingPage
from articles.views import PAGE_SIZE
from tests.factories import make_article, make_author, make_picture, make_section, make_tag

pytestmark = pytest.mark.django_db
BASE = "https://paper.example"
META = re.compile(r'<meta (?:property|name)="((?:og|article|twitter):[^"]+)" content="([^"]*)">')
LINK = re.compile(r'<link rel="(canonical|alternate)"(?: type="([^"]+)" title="([^"]+)")? href="([^"]+)">')


@pytest.fixture(autouse=True)
def at_home(settings: Any) -> None:
    settings.SITE_URL, settings.SITE_NAME = BASE, "The Paper"


@pytest.fixture
def article() -> Article:
    section = make_section("harbor", name="Harbor", description="By the sea.", parent=make_section("city", name="City"))
    article = make_article("Boats", (make_author("Ann Bly", bio="Knows ships."),), slug="boats", section=section)
    make_tag("Fish", article)
    return article


def head(address: str) -> str:
    response = Client().get(address)
    assert response.status_code == 200
    return response.text.split("</head>")[0]


def meta(address: str) -> dict[str, str]:
    found = META.findall(head(address))
    assert len(dict(found)) == len(found)
    return dict(found)


def canonical(address: str) -> list[str]:
    return [href for rel, _, _, href in LINK.findall(head(address)) if rel == "canonical"]


PAGES = ["/", "/harbor/", "/harbor/boats/", "/authors/ann-bly/", "/tags/fish/"]


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("query", ["", "?utm_source=x", "?before=nonsense"])
def test_a_page_has_one_address_whatever_else_is_asked(article: Article, address: str, query: str) -> None:
    assert canonical(address + query) == [BASE + address]
    assert meta(address + query)["og:url"] == BASE + address


@pytest.mark.parametrize("query", ["before=9", "newer=1", "comment=1", "thread=1", "thread=1&after=1", "sort=oldest"])
def test_any_part_of_a_discussion_belongs_to_its_article(article: Article, query: str) -> None:
    assert canonical(f"/harbor/boats/?{query}") == [f"{BASE}/harbor/boats/"]


@pytest.mark.parametrize("address", ["/harbor/", "/authors/ann-bly/", "/tags/fish/"])
def test_a_later_page_of_a_list_is_a_page_of_its_own(article: Article, address: str) -> None:
    section, author, tag = article.section, article.authors.get(), article.tags.get()
    for number in range(PAGE_SIZE):
        at = timezone.now() - timedelta(days=number + 1)
        other = make_article(authors=(author,), section=section, published_at=at)
        tag.taggings.create(article=other)
    older = re.search(r'rel="next" href="([^"]+)"', Client().get(address).text)
    assert older
    assert canonical(older[1]) == [BASE + older[1]]


@pytest.mark.parametrize(
    ("address", "kind", "title", "description"),
    [
        ("/", "website", "The Paper", "News, analysis and opinion from The Paper."),
        ("/harbor/", "website", "Harbor", "By the sea."),
        ("/authors/ann-bly/", "profile", "Ann Bly", "Knows ships."),
        ("/tags/fish/", "website", "Fish", None),
        ("/harbor/boats/", "article", "Boats", "Boats"),
    ],
)
def test_what_is_shared_of_a_page(
    article: Article, address: str, kind: str, title: str, description: str | None
) -> None:
    told = meta(address)
    assert (told["og:type"], told["og:title"], told.get("og:description")) == (kind, title, description)
    assert (told["og:site_name"], told["og:locale"], told["twitter:card"]) == ("The Paper", "en_US", "summary")
    assert (told["og:image:width"], told["og:image:alt"]) == ("512", "The Paper")
    assert told["og:image"] == BASE + static("icons/icon-512.png")


def test_an_article_says_when_it_was_published_and_changed_by_whom_about_what(article: Article) -> None:
    article.body, article.standfirst = "<p>Corrected.</p>", "Under “the” <quay>."
    article.save()
    told = meta("/harbor/boats/")
    assert article.published_at
    assert told["article:published_time"] == timezone.localtime(article.published_at).isoformat(timespec="seconds")
    assert told["article:modified_time"] == timezone.localtime(article.updated_at).isoformat(timespec="seconds")
    assert told["article:author"] == f"{BASE}/authors/ann-bly/"
    assert (told["article:section"], told["article:tag"]) == ("Harbor", "Fish")
    assert told["og:description"] == "Under “the” &lt;quay&gt;."


@pytest.mark.parametrize(
    ("address", "own"),
    [
        ("/", []),
        ("/harbor/", [("Harbor – The Paper", "/feeds/section/harbor")]),
        ("/authors/ann-bly/", [("Ann Bly – The Paper", "/feeds/author/ann-bly")]),
        ("/tags/fish/", [("Fish – The Paper", "/feeds/tag/fish")]),
        ("/harbor/boats/", [("Comments on “Boats”", "/feeds/comments/harbor/boats")]),
        ("/about/", []),
    ],
)
def test_a_page_names_its_own_feeds_then_the_paper_s(article: Article, address: str, own: list[Any]) -> None:
    StandingPage.objects.create(slug="about", title="About", body="<p>Us</p>", is_public=True)
    found = [link[1:] for link in LINK.findall(head(address)) if link[0] == "alternate"]
    assert found == [
        (f"application/{form}+xml", title, f"{BASE}{path}.{form}")
        for title, path in [*own, ("The Paper", "/feeds/articles")]
        for form in ("rss", "atom")
    ]
    assert {Client().get(href.removeprefix(BASE)).status_code for _, _, href in found} == {200}


@pytest.mark.urls("tests.articles.quiet")
def test_without_a_discussion_no_feed_of_one_is_named(article: Article) -> None:
    assert "/feeds/comments/" not in head("/harbor/boats/")


@pytest.mark.parametrize(
    "address",
    ["/harbor/boats/comment/", "/accounts/login/", "/no-such-section/", "/comments/status/1-" + "A" * 22 + "/"],
)
def test_what_is_for_nobody_to_find_says_so_and_nothing_else(article: Article, address: str) -> None:
    found = Client().get(address).text.split("</head>")[0]
    assert '<meta name="robots" content="noindex">' in found
    assert not {"canonical", "og:"} & {word for word in ("canonical", "og:") if word in found}


def test_what_was_taken_down_is_not_to_be_found_either(article: Article) -> None:
    article.unpublish()
    response = Client().get("/harbor/boats/")
    assert response.status_code == 410
    assert '<meta name="robots" content="noindex">' in response.text
    assert "canonical" not in response.text


def test_a_picture_is_shared_with_its_size_and_its_words(article: Article) -> None:
    article.picture = make_picture("A “boat”", width=1200, height=800)
    article.save()
    told = meta("/harbor/boats/")
    assert (told["og:image:width"], told["og:image:height"], told["og:image:alt"]) == ("1200", "800", "A “boat”")
    assert told["twitter:card"] == "summary_large_image"
    assert told["og:image"] == BASE + article.picture.plain.url
