"""The export for WordPress: what its own importer looks for is there, as it was run by hand against the real one."""

import io
import stat
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import pytest
from django.core.management import call_command
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries, Settings

from articles.models import ArticleAddress, StandingPage
from comments.models import Commenter
from moving.lists import listing
from moving.progress import Progress
from moving.wxr import content, writing, xml
from tests.factories import (
    make_article,
    make_author,
    make_comment,
    make_picture,
    make_section,
    make_submission,
    make_tag,
    make_user,
)

pytestmark = pytest.mark.django_db

NAMES = {
    "wp": "http://wordpress.org/export/1.2/",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "excerpt": "http://wordpress.org/export/1.2/excerpt/",
    "dc": "http://purl.org/dc/elements/1.1/",
}


def exported() -> Element:
    channel = fromstring("".join(writing.pieces()).encode()).find("channel")
    assert channel is not None
    return channel


def said(element: Element, path: str) -> str:
    return element.findtext(path, "nothing", NAMES)


def items(channel: Element, kind: str = "post") -> list[Element]:
    return [item for item in channel.findall("item") if said(item, "wp:post_type") == kind]


def meta(element: Element, name: str = "wp:postmeta") -> list[tuple[str, str]]:
    return [(said(each, "wp:meta_key"), said(each, "wp:meta_value")) for each in element.findall(name, NAMES)]


def test_sections_are_a_tree_of_categories_parents_first() -> None:
    below = make_section("harbor")
    below.parent = make_section("town", name="Town & <Country>")
    below.save()
    channel = exported()
    told = [
        (said(each, "wp:category_nicename"), said(each, "wp:category_parent"))
        for each in channel.findall("wp:category", NAMES)
    ]
    assert told == [("town", ""), ("harbor", "town")]
    assert said(channel, "wp:category/wp:cat_name") == "Town &amp; &lt;Country&gt;"
    assert said(channel, "wp:wxr_version") == "1.2"


def test_an_article_is_a_post_with_all_that_belongs_to_it(settings: Settings) -> None:
    settings.TIME_ZONE = "Europe/Berlin"
    picture = make_picture(caption="At the quay", credit="Ada Lens")
    authors = (make_author("Zoë Last"), make_author("Ada First"))
    at = datetime(2026, 7, 1, 9, 30, tzinfo=UTC)
    body = f'<p>See <a href="/about/">us</a></p><figure><img src="{picture.url}"></figure>'
    article = make_article("Ships & <boats>", authors, body=body, picture=picture, published_at=at, standfirst="A > B")
    make_tag("Water", article)
    ArticleAddress.objects.create(path=f"/{article.section.slug}/former/", article=article, since=at)
    with timezone.override("Europe/Berlin"):
        channel = exported()
    [post] = items(channel)
    assert said(post, "title") == "Ships &amp; &lt;boats&gt;"
    assert said(post, "dc:creator") == authors[0].slug == said(channel, "wp:author/wp:author_login")
    assert said(post, "excerpt:encoded") == "A &gt; B"
    assert (said(post, "wp:post_date"), said(post, "wp:post_date_gmt")) == (
        "2026-07-01 11:30:00",
        "2026-07-01 09:30:00",
    )
    assert {(each.get("domain"), each.get("nicename")) for each in post.findall("category")} == {
        ("category", article.section.slug),
        ("post_tag", "water"),
    }
    [attachment] = items(channel, "attachment")
    assert ("_thumbnail_id", said(attachment, "wp:post_id")) in meta(post)
    assert ("_wp_old_slug", "former") in meta(post)
    assert ("newsroom_authors", f"{authors[0].slug},{authors[1].slug}") in meta(post)
    assert said(attachment, "wp:attachment_url") == f"{settings.SITE_URL}{picture.url}"
    assert ("_wp_attachment_image_alt", picture.alt) in meta(attachment)


def test_a_text_stands_by_itself(settings: Settings) -> None:
    picture = make_picture(alt='The "Ada"', caption="At the quay", credit="Ada Lens")
    own = make_picture(caption="unused")
    source = (
        f'<figure><img src="{picture.url}"></figure>'
        f'<figure><img src="{own.url}" alt="Mine"><figcaption>My words</figcaption></figure>'
        '<aside data-kind="pro-tip"><p>1 &lt; 2 <a href="https://example.org/">x</a></p></aside>'
    )
    html = content.of_text(source)
    assert f'<img src="{settings.SITE_URL}{picture.url}" alt="The &quot;Ada&quot;" width="1200" height="800"' in html
    assert ">At the quay (Ada Lens)</figcaption>" in html
    assert 'alt="Mine"' in html
    assert "<figcaption>My words</figcaption>" in html
    assert "unused" not in html
    assert '<aside data-kind="pro-tip"><p>1 &lt; 2 <a href="https://example.org/">x</a></p></aside>' in html


def test_every_state_of_an_article_has_its_own_there() -> None:
    make_article("Draft", status="draft", published_at=None)
    make_article("In review", status="in_review", published_at=None)
    make_article("Ahead", published_at=timezone.now() + timedelta(days=2))
    make_article("Out", takes_comments=False)
    make_article("Down", status="unpublished")
    StandingPage.objects.create(slug="about", title="About", body="<p>Us</p>", is_public=True)
    StandingPage.objects.create(slug="later", title="Later", body="<p>Not yet</p>")
    channel = exported()
    told = {said(each, "title"): said(each, "wp:status") for each in channel.findall("item")}
    assert told == {
        "Draft": "draft",
        "In review": "pending",
        "Ahead": "future",
        "Out": "publish",
        "Down": "private",
        "About": "publish",
        "Later": "draft",
    }
    dates = {said(each, "title"): said(each, "wp:post_date_gmt") for each in channel.findall("item")}
    assert dates["Draft"] == "0000-00-00 00:00:00" < dates["Down"]
    open_to_comments = {said(each, "title") for each in items(channel) if said(each, "wp:comment_status") == "open"}
    assert "Out" not in open_to_comments
    numbers = [said(each, "wp:post_id") for each in channel.findall("item")]
    assert len(set(numbers)) == len(numbers)


def test_comments_of_every_status_have_their_threads_and_people() -> None:
    article = make_article()
    writer = make_user("ada")
    author = make_author("Ada", user=writer)
    statuses = ("approved", "pending", "unchecked", "spam", "rejected", "withdrawn")
    made = [make_comment(article, status=status, on_page=status == "approved") for status in statuses]
    reply = make_comment(
        parent=made[0], status="pending", commenter=Commenter.objects.create(user=writer), name="Zoë & <Co>"
    )
    make_submission(reply, ip="2001:db8::7", email="zoe@example.org", user_agent="Browser/1")
    [post] = items(exported())
    found = post.findall("wp:comment", NAMES)
    assert Counter(said(each, "wp:comment_approved") for each in found) == {"1": 1, "0": 3, "spam": 1, "trash": 2}
    last = found[-1]
    assert said(last, "wp:comment_parent") == str(made[0].pk)
    assert said(last, "wp:comment_user_id") == str(author.pk)
    assert said(last, "wp:comment_author") == "Zoë &amp; &lt;Co&gt;"
    assert (said(last, "wp:comment_author_IP"), said(last, "wp:comment_author_email")) == (
        "2001:db8::7",
        "zoe@example.org",
    )
    assert ("newsroom_user_agent", "Browser/1") in meta(last, "wp:commentmeta")
    assert ("newsroom_status", "withdrawn") in meta(found[5], "wp:commentmeta")
    assert [name for name, _value in meta(found[4], "wp:commentmeta")] == [
        "_wp_trash_meta_status",
        "_wp_trash_meta_time",
    ]


@pytest.mark.parametrize(
    ("html", "there"),
    [
        ('<p dir="auto">One<br>\ntwo</p>\n<p dir="auto">three</p>', "One\ntwo\n\nthree"),
        ('<p dir="auto">a <em>b</em> &lt;c&gt;</p>', "a <em>b</em> &lt;c&gt;"),
        (
            '<p dir="auto"><a href="https://x.org/" rel="nofollow ugc noopener">x</a></p>',
            '<a href="https://x.org/">x</a>',
        ),
        ("", ""),
    ],
)
def test_a_comment_is_written_as_wordpress_keeps_them(html: str, there: str) -> None:
    assert content.of_comment(html) == there


@given(text=st.text())
@pytest.mark.once
def test_any_text_is_well_formed(text: str) -> None:
    """What XML forbids is left out; nothing else is, but that XML knows one kind of line end."""
    read = fromstring(f"<x>{xml.data(text)}</x>").text or ""
    allowed = "".join(
        letter for letter in text if letter in "\t\n\r" or (letter >= " " and letter not in "\ufffe\uffff")
    )
    expected = "".join(letter for letter in allowed if not "\ud800" <= letter <= "\udfff")
    assert read == expected.replace("\r\n", "\n").replace("\r", "\n")
    assert fromstring(f"<x>{xml.plain(text)}</x>") is not None


def test_ends_of_sections_and_control_characters_break_nothing() -> None:
    make_comment(make_article("a ]]> b \x08 c", body="<p>]]&gt; ]]></p>"), text="x ]]> y \x1b")
    [post] = items(exported())
    assert said(post, "title") == "a ]]&gt; b  c"
    assert "]]&gt; ]]&gt;" in said(post, "content:encoded")


@pytest.mark.django_db(transaction=True)
def test_its_owner_alone_reads_the_file_and_nothing_is_half_written(tmp_path: Path) -> None:
    make_comment()
    place = tmp_path / "newspaper.xml"
    call_command("export_wordpress", str(place))
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert place.read_text().endswith("</channel>\n</rss>\n")
    assert list(tmp_path.iterdir()) == [place]


def test_portions_keep_queries_and_memory_flat(
    django_assert_max_num_queries: DjangoAssertNumQueries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "AT_ONCE", 4)
    article = make_article()
    for _ in range(10):
        make_submission(make_comment(article))
    tell = Progress(io.StringIO(), writing.total())
    with django_assert_max_num_queries(30):
        list(tell.count(writing.pieces()))
    assert tell.done >= 12
