"""RSS and Atom say the same, validly, with addresses that hold anywhere and identifiers that stay."""

from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from articles.feeds.content import with_absolute_addresses
from articles.feeds.reading import MOST
from articles.models import Article, Author, Label, Rendition, Status, Tagging
from tests.articles.reading_feeds import ATOM, enclosures, items, read
from tests.factories import make_article, make_author, make_picture, make_section, make_tag

pytestmark = pytest.mark.django_db
BASE = "https://paper.example"
FORMS = ("rss", "atom")
every_form = pytest.mark.parametrize("form", FORMS)


@pytest.fixture(autouse=True)
def at_home(settings: Any) -> None:
    settings.SITE_URL, settings.SITE_NAME = BASE, "The Paper"


@pytest.fixture
def author() -> Author:
    return make_author("Mary Bly", job_title="Editor")


@pytest.fixture
def article(author: Author) -> Article:
    harbor = make_section("harbor", name="Harbor", parent=make_section("city", name="City"))
    article = make_article(
        "Boats & “Ships” <again>",
        (author, make_author("Joe Moss")),
        slug="boats",
        section=harbor,
        standfirst="Under the quay.",
        label=Label.OPINION,
        body='<p>See <a href="/city/">there</a>.</p>',
    )
    make_tag("Fish", article)
    return article


@every_form
def test_an_entry_says_who_wrote_what_about_what(client: Client, article: Article, form: str) -> None:
    (entry,) = items(client, f"/feeds/articles.{form}")
    assert entry == {
        "id": f"tag:paper.example,2026:article/{article.pk}",
        "title": "Boats & “Ships” <again>",
        "link": f"{BASE}/harbor/boats/",
        "authors": ["Mary Bly", "Joe Moss"],
        "categories": ["Harbor", "Opinion", "Fish"],
        "summary": "Under the quay.",
        "html": f'<p>See <a href="{BASE}/city/">there</a>.</p>',
    }


@every_form
def test_the_picture_comes_with_its_words(client: Client, article: Article, form: str) -> None:
    article.picture = picture = make_picture('A "boat"', width=320, height=200)
    article.caption, article.credit = "At dawn <6>", "Photo: Bly"
    article.save()
    html = items(client, f"/feeds/articles.{form}")[0]["html"]
    assert html.startswith(
        f'<figure><img src="{BASE}{picture.url}" alt="A &quot;boat&quot;" width="320" height="200">'
        "<figcaption>At dawn &lt;6&gt; Photo: Bly</figcaption></figure>"
    )


@every_form
def test_the_picture_is_the_copy_for_others_and_is_enclosed_with_its_type_and_length(
    client: Client, article: Article, form: str
) -> None:
    article.picture = picture = make_picture(made="0a1b2c jpg 640 1600 1200x630", width=1600, height=1600)
    article.save()
    address = f"/feeds/articles.{form}"
    assert enclosures(client, address) == []  # of which no length is known
    written = {"format": "cut", "width": 1200, "bytes": 54_321, "file": "renditions/0a1b2c-cut.jpg"}
    Rendition.objects.create(picture=picture, **written)
    Rendition.objects.create(picture=picture, **written | {"format": "jpg", "file": "renditions/0a1b2c-1200.jpg"})
    picture.save()
    url = f"{BASE}/media/renditions/0a1b2c-cut.jpg"
    assert enclosures(client, address) == [(url, "image/jpeg", "54321")]
    assert f'<img src="{url}" alt="A boat at the quay" width="1200" height="630">' in items(client, address)[0]["html"]


@pytest.mark.parametrize(
    ("written", "whole"),
    [
        ('<a href="/a/b/">x</a>', '<a href="https://paper.example/a/b/">x</a>'),
        ('<a href="#h-why">x</a>', '<a href="https://paper.example/city/boats/#h-why">x</a>'),
        ('<a href="../other/">x</a>', '<a href="https://paper.example/city/other/">x</a>'),
        ('<a href="https://else.example/?a=1&amp;b=2">x</a>', '<a href="https://else.example/?a=1&amp;b=2">x</a>'),
        ('<a href="mailto:desk@paper.example">x</a>', '<a href="mailto:desk@paper.example">x</a>'),
        ('<a href="http://[">x</a>', '<a href="http://[">x</a>'),
        ('<img alt="" src="/media/a.webp">', '<img alt="" src="https://paper.example/media/a.webp">'),
        (
            '<source srcset="/media/a.avif 400w, /media/b.avif 800w">',
            '<source srcset="https://paper.example/media/a.avif 400w, https://paper.example/media/b.avif 800w">',
        ),
        ('<p>Write href="/x" or src="/y".</p>', '<p>Write href="/x" or src="/y".</p>'),
        ('<p lang="de" title=\'href="/x"\'>', '<p lang="de" title=\'href="/x"\'>'),
    ],
)
def test_addresses_in_the_text_become_whole_and_nothing_else_changes(written: str, whole: str) -> None:
    assert with_absolute_addresses(written, f"{BASE}/city/boats/") == whole


@every_form
def test_what_no_xml_can_hold_is_left_out(client: Client, article: Article, form: str) -> None:
    Article.objects.filter(pk=article.pk).update(
        headline="Bo\x0bats\ufffe \U0001f6a2", body_html="<p>\x1b]]>\x08 &amp;</p>"
    )
    (entry,) = items(client, f"/feeds/articles.{form}")
    assert (entry["title"], entry["html"]) == ("Boats \U0001f6a2", "<p>]]> &amp;</p>")


@every_form
def test_identifiers_stay_when_everything_else_changes(client: Client, article: Article, form: str) -> None:
    before = items(client, f"/feeds/articles.{form}")[0]
    article.slug, article.headline, article.section = "ships", "Ships", make_section("sea")
    article.save()
    after = items(client, f"/feeds/articles.{form}")[0]
    assert (after["id"], after["link"]) == (before["id"], f"{BASE}/sea/ships/")


def test_rss_says_what_readers_of_feeds_ask_for(client: Client, article: Article) -> None:
    channel = read(client, "/feeds/articles.rss").find("channel")
    assert channel is not None
    assert [channel.findtext(name) for name in ("title", "link", "language")] == ["The Paper", f"{BASE}/", "en-us"]
    assert channel.findtext("description") == "News, analysis and opinion from The Paper."
    own = channel.find(f"{ATOM}link[@rel='self']")
    assert own is not None
    assert own.attrib == {"rel": "self", "type": "application/rss+xml", "href": f"{BASE}/feeds/articles.rss"}
    assert parsedate_to_datetime(channel.findtext("item/pubDate", "")) == _to_seconds(article.published_at)
    assert channel.findtext("item/comments") == f"{BASE}/harbor/boats/#comments"
    feed = "{http://wellformedweb.org/CommentAPI/}commentRss"
    assert channel.findtext(f"item/{feed}") == f"{BASE}/feeds/comments/harbor/boats.rss"


def test_atom_says_what_its_standard_demands(client: Client, article: Article) -> None:
    article.body = "<p>Corrected.</p>"
    article.save()
    root = read(client, "/feeds/articles.atom")
    updated = timezone.localtime(article.updated_at).isoformat(timespec="seconds")
    assert root.findtext(f"{ATOM}id") == "tag:paper.example,2026:articles"
    assert root.findtext(f"{ATOM}updated") == root.findtext(f"{ATOM}entry/{ATOM}updated") == updated
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "The Paper"
    links = {link.get("rel"): link.get("href") for link in root.iterfind(f"{ATOM}link")}
    assert links == {"self": f"{BASE}/feeds/articles.atom", "alternate": f"{BASE}/"}
    replies = root.find(f"{ATOM}entry/{ATOM}link[@rel='replies']")
    assert replies is not None
    assert replies.get("href") == f"{BASE}/feeds/comments/harbor/boats.atom"
    uris = [uri.text for uri in root.iterfind(f"{ATOM}entry/{ATOM}author/{ATOM}uri")]
    assert uris == [f"{BASE}/authors/mary-bly/", f"{BASE}/authors/joe-moss/"]


@every_form
@pytest.mark.parametrize(
    ("path", "title", "home"),
    [
        ("section/harbor", "Harbor – The Paper", "/harbor/"),
        ("section/city", "City – The Paper", "/city/"),
        ("author/mary-bly", "Mary Bly – The Paper", "/authors/mary-bly/"),
        ("tag/fish", "Fish – The Paper", "/tags/fish/"),
    ],
)
def test_sections_with_those_below_authors_and_tags_have_their_own(
    client: Client, article: Article, path: str, title: str, home: str, form: str
) -> None:
    make_article("Elsewhere")
    assert [entry["title"] for entry in items(client, f"/feeds/{path}.{form}")] == [article.headline]
    root = read(client, f"/feeds/{path}.{form}")
    assert (root.findtext(f"{ATOM}title") or root.findtext("channel/title")) == title
    alternate = root.find(f"{ATOM}link[@rel='alternate']")
    link = root.findtext("channel/link") if alternate is None else alternate.get("href")
    assert link == f"{BASE}{home}"


@every_form
def test_the_newest_come_first_and_no_more_than_anybody_reads(client: Client, form: str) -> None:
    section = make_section()
    for number in range(MOST + 1):
        make_article(f"No {number}", section=section, published_at=timezone.now() - timedelta(hours=number + 1))
    assert [entry["title"] for entry in items(client, f"/feeds/articles.{form}")] == [f"No {n}" for n in range(MOST)]


@every_form
def test_what_is_not_public_is_in_none(client: Client, author: Author, form: str) -> None:
    section = make_section("city")
    for columns in (
        {"status": Status.DRAFT, "published_at": None},
        {"status": Status.UNPUBLISHED},
        {"published_at": timezone.now() + timedelta(minutes=1)},
    ):
        make_article(section=section, authors=(author,), **columns)
    for path in ("articles", "section/city", "author/mary-bly"):
        assert items(client, f"/feeds/{path}.{form}") == [], path


@every_form
@pytest.mark.parametrize("path", ["articles", "section/city", "author/mary-bly", "tag/fish"])
def test_a_feed_costs_a_fixed_number_of_queries(
    client: Client, article: Article, path: str, form: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    mary, fish = Author.objects.get(slug="mary-bly"), article.tags.get()
    for _ in range(3):
        other = make_article(section=article.section, authors=(mary, make_author()), picture=make_picture())
        Tagging.objects.create(article=other, tag=fish)
    # stamp, numbers, articles, bylines, taggings, lengths; what it is about; sections below it, or articles of a tag
    expected = {"articles": 6, "author/mary-bly": 7}.get(path, 8)
    with django_assert_num_queries(expected):
        assert len(items(client, f"/feeds/{path}.{form}")) == 4


@pytest.mark.parametrize("path", ["section/none", "author/nobody", "tag/none", "comments/city/none"])
def test_of_what_is_not_there_is_no_feed(client: Client, path: str) -> None:
    make_tag("none")
    assert client.get(f"/feeds/{path}.rss").status_code == 404


def test_there_is_no_third_form(client: Client, article: Article) -> None:
    assert client.get("/feeds/articles.json").status_code == 404


@every_form
def test_a_renamed_section_or_tag_leads_to_its_feed(client: Client, article: Article, form: str) -> None:
    tag = article.tags.get()
    tag.slug, article.section.slug = "fishes", "port"
    tag.save()
    article.section.save()
    for before, after in (("section/harbor", "section/port"), ("tag/fish", "tag/fishes")):
        response = client.get(f"/feeds/{before}.{form}")
        assert (response.status_code, response.headers["Location"]) == (301, f"/feeds/{after}.{form}")


@pytest.mark.parametrize(("form", "kind"), [("rss", "application/rss+xml"), ("atom", "application/atom+xml")])
def test_who_has_a_feed_is_told_so(client: Client, article: Article, form: str, kind: str) -> None:
    response = client.get(f"/feeds/articles.{form}")
    assert response.headers["Content-Type"] == f"{kind}; charset=utf-8"
    assert response.headers["Cache-Control"] == "public, max-age=0, s-maxage=1, stale-if-error=60"
    again = client.get(f"/feeds/articles.{form}", headers={"if-none-match": response.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    article.unpublish()
    gone = client.get(f"/feeds/articles.{form}", headers={"if-none-match": response.headers["ETag"]})
    assert (gone.status_code, b"Boats" in gone.content) == (200, False)


def _to_seconds(moment: Any) -> Any:
    return moment.replace(microsecond=0)
