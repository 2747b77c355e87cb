"""An export becomes rows: what there is, in which state, under which address, by whom."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Article, ArticleAddress, Author, Picture, SearchEntry, Section, StandingPage, Tag
from comments.models import Badge, Comment
from moving.imports.mapping import Mapping
from tests.articles.pictures import picture_file
from tests.factories import make_author, make_moderator, make_section
from tests.moving.wordpress.conftest import Import
from tests.moving.wordpress.exports import AT, attachment, author, category, comment, post, tag

pytestmark = pytest.mark.django_db

FILED = {"news": "category", "fish": "post_tag"}
AHEAD = "2035-05-05 03:05:05"


def test_an_article_is_what_it_was(take_in: Import) -> None:
    words: dict[str, Any] = {"excerpt": "In <b>short</b> &amp; simple", "slug": "ships-at-last", "comments": "closed"}
    item = post(7, "Ships &amp; <em>boats</em>", body="<p>Words.</p>", filed=FILED, **words)
    take_in(author("ada", "Ada Writer"), category("news", "News"), tag("fish", "Fish"), item)
    article = Article.objects.get()
    assert (article.headline, article.slug, article.standfirst) == (
        "Ships & boats",
        "ships-at-last",
        "In short & simple",
    )
    assert (article.section.name, article.body, article.takes_comments) == ("News", "<p>Words.</p>", False)
    assert article.published_at == article.updated_at == datetime(2024, 3, 1, 8, tzinfo=UTC)
    assert [each.name for each in article.authors.all()] == ["Ada Writer"]
    assert [each.name for each in article.tags.all()] == ["Fish"]
    assert SearchEntry.objects.get().headline == "ships boats"


@pytest.mark.parametrize(
    ("was", "at", "is_now", "is_public"),
    [
        ("publish", AT, "published", True),
        ("future", AHEAD, "published", False),
        ("draft", "0000-00-00 00:00:00", "draft", False),
        ("pending", "0000-00-00 00:00:00", "in_review", False),
        ("private", AT, "unpublished", False),
        ("trash", AT, "unpublished", False),
    ],
)
def test_every_state_has_one_here(take_in: Import, was: str, at: str, is_now: str, is_public: bool) -> None:
    take_in(post(7, status=was, at=at))
    article = Article.objects.get()
    assert (article.status, article.is_public) == (is_now, is_public)


def test_a_draft_that_was_thrown_away_is_a_draft(take_in: Import) -> None:
    take_in(post(7, status="trash", slug="boats__trashed", meta={"_wp_trash_meta_status": "draft"}))
    assert (Article.objects.get().status, Article.objects.get().slug) == ("draft", "boats")


def test_what_asked_for_a_password_is_not_public(take_in: Import) -> None:
    done = take_in(post(7, password="mellon"))
    assert Article.objects.get().status == "unpublished"
    assert done.told("has_password") == 1


def test_dates_without_a_zone_are_of_the_papers_own(take_in: Import, settings: object) -> None:
    item = post(7, at="0000-00-00 00:00:00", local="2024-03-01 09:30:00")
    take_in(item)
    assert timezone.localtime(Article.objects.get().published_at).hour == 9


@pytest.mark.parametrize(
    ("at", "why"),
    [("0000-00-00 00:00:00", "article_undated"), ("nonsense", "article_undated"), (AHEAD, "article_of_the_future")],
)
def test_an_odd_date_of_what_is_public_is_told(take_in: Import, at: str, why: str) -> None:
    done = take_in(post(7, at=at, local=at))
    assert done.told(why) == 1
    assert Article.objects.get().published_at is not None


def test_what_is_scheduled_for_the_end_of_time_is_scheduled(take_in: Import) -> None:
    take_in(post(7, at="9999-12-31 23:59:59", local="9999-12-31 23:59:59"), post(8))
    assert sorted(Article.objects.values_list("published_at__year", flat=True)) == [2024, 9999]
    assert SearchEntry.objects.count() == 2


def test_sections_keep_their_tree_as_far_as_ours_goes(take_in: Import) -> None:
    done = take_in(category("boats", parent="port"), category("port", parent="town"), category("town"), post(7))
    parents = dict(Section.objects.values_list("slug", "parent__slug"))
    assert parents == {"town": None, "port": "town", "boats": "town", "uncategorized": None}
    assert done.told("section_moved_up") == 1


def test_a_trial_tells_what_the_import_will_tell(take_in: Import) -> None:
    parts = (
        category("boats", parent="port"),
        category("port", parent="town"),
        category("town"),
        post(7, "A", comment(1)),
    )
    tried = take_in(*parts, dry=True)
    assert not Section.objects.exists()
    assert tried.run.report.counts == take_in(*parts).run.report.counts
    assert (tried.told("section_moved_up"), tried.told("request_left_out")) == (1, 1)


def test_a_section_of_what_has_none_is_made_where_something_stands_in_it(take_in: Import) -> None:
    take_in(category("uncategorized"), category("news"), post(7, filed={"news": "category"}))
    assert list(Section.objects.values_list("slug", flat=True)) == ["news"]


def test_a_circle_of_sections_is_cut(take_in: Import) -> None:
    done = take_in(category("a", parent="b"), category("b", parent="a"), post(7, filed={"a": "category"}))
    assert Section.objects.filter(slug__in=["a", "b"]).count() == 2
    assert done.told("section_circle") >= 1


def test_sections_besides_the_first_become_tags(take_in: Import) -> None:
    filed = {"news": "category", "culture": "category"}
    take_in(
        category("news"), category("culture", "Culture"), post(7, filed=filed, meta={"_yoast_primary_category": "news"})
    )
    article = Article.objects.get()
    assert article.section.slug == "news"
    assert [each.name for each in article.tags.all()] == ["Culture"]


@pytest.mark.parametrize("slug", ["search", "admin", "feeds"])
def test_a_section_with_an_address_of_the_site_gets_another(take_in: Import, slug: str) -> None:
    done = take_in(category(slug), post(7, filed={slug: "category"}))
    assert Article.objects.get().section.slug == f"{slug}-2"
    assert done.told("other_address") == 1


def test_what_is_here_under_the_same_name_is_used(take_in: Import) -> None:
    section, ada = make_section("news", name="News"), make_author("Ada Writer", slug="ada-writer")
    take_in(author("ada", "Ada Writer"), category("news", "News"), post(7, filed=FILED))
    article = Article.objects.get()
    assert (article.section, list(article.authors.all())) == (section, [ada])


def test_the_mapping_says_who_is_who(take_in: Import) -> None:
    section, eve, account = make_section("city"), make_author("Eve", slug="eve"), make_moderator("ada")
    mapping = Mapping({"ada": "eve", "bob": ""}, {"news": "city"}, {"ada": "ada"})
    item = post(7, "Ships", comment(1, user=3, email="old@example.org"), filed=FILED)
    take_in(author("ada", number=3), category("news"), item, post(8, creator="bob"), mapping=mapping)
    first, second = Article.objects.order_by("pk")
    assert (first.section, list(first.authors.all()), list(second.authors.all())) == (section, [eve], [])
    written = Comment.objects.get()
    assert written.commenter
    assert written.commenter.user == account
    assert written.badge == Badge.AUTHOR


def test_old_addresses_lead_to_the_new_one(take_in: Import, client: Client) -> None:
    item = post(7, filed=FILED, link="https://port.example/archive-of/ships/", meta={"_wp_old_slug": "boats"})
    take_in(category("news"), item)
    for path in ("/archive-of/ships/", "/archive-of/boats/"):
        answer = client.get(path)
        assert (answer.status_code, answer["Location"]) == (301, "/news/post-number-7/")


@pytest.mark.parametrize(
    ("link", "asked"),
    [
        ("https://port.example/ships/", "/ships/"),
        ("https://port.example/2024/03/01/ships/", "/2024/03/01/ships/"),
        ("https://port.example/2024/03/01/ships/", "/2024/03/01/ships"),
        ("https://port.example/2024/ships.html", "/2024/ships.html"),
        ("https://port.example//ships/", "/ships/"),
        ("https://port.example/%d9%85%d9%82%d8%a7%d9%84/", "/%D9%85%D9%82%D8%A7%D9%84/"),
    ],
)
def test_old_addresses_may_have_any_shape(take_in: Import, client: Client, link: str, asked: str) -> None:
    take_in(category("news"), post(7, filed=FILED, link=link), post(8, status="private", link=f"{link}private/"))
    answer = client.get(f"{asked}?utm=x", follow=True)
    assert answer.redirect_chain[-1] == ("/news/post-number-7/?utm=x", 301)
    assert client.post(asked).status_code in (404, 405)


@pytest.mark.parametrize("path", ["/2024/03/01/no/", "/no/", "/%00/", f"/{'x' * 300}/", "/2035/ships/"])
def test_what_never_was_an_address_is_not_found(take_in: Import, client: Client, path: str) -> None:
    take_in(post(7, status="future", at=AHEAD, link="https://port.example/2035/ships/"))
    assert client.get(path).status_code == 404


def test_an_old_address_of_what_was_taken_down_is_gone(take_in: Import, client: Client) -> None:
    take_in(post(7, link="https://port.example/2024/03/01/ships/"))
    Article.objects.get().unpublish()
    assert client.get("/2024/03/01/ships/").status_code == 410


def test_slugs_of_other_scripts_are_made_anew(take_in: Import) -> None:
    take_in(post(7, "مقال", slug="%d9%85%d9%82", link="https://port.example/%d9%85%d9%82/"), post(8, "Größe", slug=""))
    assert list(Article.objects.order_by("pk").values_list("slug", flat=True)) == ["post-7", "groe"]
    assert ArticleAddress.objects.filter(path="/مق/").exists()


def test_two_articles_of_one_address_get_two(take_in: Import) -> None:
    take_in(post(7, slug="ships"), post(8, slug="ships"))
    assert list(Article.objects.order_by("pk").values_list("slug", flat=True)) == ["ships", "ships-2"]


def test_what_is_too_long_is_cut_and_told(take_in: Import) -> None:
    done = take_in(post(7, "Long " * 100, excerpt="word " * 200, slug="s" * 300))
    article = Article.objects.get()
    assert (len(article.headline) <= 160, len(article.standfirst) <= 400, len(article.slug) <= 120) == (
        True,
        True,
        True,
    )
    assert done.told("cut") == 2


def test_an_article_without_a_headline_is_called_by_its_words(take_in: Import) -> None:
    take_in(post(7, "", body="<p>Once upon a time.</p>"), post(8, "", body=""))
    assert list(Article.objects.order_by("pk").values_list("headline", flat=True)) == ["Once upon a time.", "Untitled"]


def test_pages_become_standing_pages(take_in: Import, client: Client) -> None:
    pages = post(7, "About us", kind="page", slug="about"), post(8, "Plan", kind="page", slug="plan", status="draft")
    assert take_in(*pages).new == (0, 2, 0)
    assert b"Words." in client.get("/about/").content
    assert client.get("/plan/").status_code == 404
    assert StandingPage.objects.count() == 2


def test_a_page_with_comments_becomes_an_article(take_in: Import) -> None:
    done = take_in(post(7, "About us", comment(1), kind="page"))
    assert (done.new, done.told("page_with_comments")) == ((1, 0, 1), 1)


def test_pictures_come_from_the_folder_each_once(take_in: Import, tmp_path: Path) -> None:
    uploads = _uploads(tmp_path, "2024/03/ships.jpg")
    address = "https://port.example/wp-content/uploads/2024/03/ships"
    inline = f'<p>Look.</p><figure><img src="{address}-300x200.jpg" alt="Ships"></figure>'
    items = post(7, body=inline, meta={"_thumbnail_id": "5"}), post(8, body=inline)
    take_in(attachment(5, f"{address}.jpg", "Two ships"), *items, uploads=uploads)
    picture = Picture.objects.get()
    first, second = Article.objects.order_by("pk")
    assert (first.picture, list(second.figures.all())) == (picture, [picture])
    assert f'<img src="{picture.url}" alt="Ships">' in second.body


def test_a_gallery_without_numbers_has_what_was_uploaded_to_its_post(take_in: Import, tmp_path: Path) -> None:
    """In the order of the site's menu for it; also where the gallery stands in a block that several posts use."""
    placed = {"a": (7, 2), "b": (7, 1), "c": (8, 1)}
    for name in placed:
        _uploads(tmp_path, f"{name}.jpg")
    items = [
        attachment(number, f"https://port.example/wp-content/uploads/{name}.jpg", name, parent=post, order=order)
        for number, (name, (post, order)) in enumerate(placed.items(), 20)
    ]
    block = post(30, "Gallery", kind="wp_block", body="<!-- wp:shortcode -->[gallery]<!-- /wp:shortcode -->")
    take_in(*items, block, post(7, body="[gallery]"), post(8, body='<!-- wp:block {"ref":30} /-->'), uploads=tmp_path)
    shown = [re.findall('alt="(.)"', article.body) for article in Article.objects.order_by("pk")]
    assert shown == [["b", "a"], ["c"]]


def test_missing_and_damaged_pictures_are_told_and_their_captions_stay(take_in: Import, tmp_path: Path) -> None:
    (tmp_path / "broken.jpg").write_bytes(b"no picture")
    shown = "".join(
        f'<figure><img src="https://port.example/uploads/{name}.jpg"><figcaption>About {name}</figcaption></figure>'
        for name in ("missing", "broken", "../../../etc/passwd")
    )
    done = take_in(post(7, body=shown), uploads=tmp_path)
    assert (done.told("picture_missing"), done.told("picture_refused")) == (2, 1)
    assert Article.objects.get().body.replace("\n", "").startswith("<p>About missing</p><p>About broken</p>")


def test_of_a_missing_picture_nothing_empty_is_left(take_in: Import, tmp_path: Path) -> None:
    linked = '<a href="/x"><img src="https://port.example/uploads/no.jpg"></a>'
    words = 'About <a href="/it">it</a>'
    take_in(post(7, body=f"<p>{linked}</p><figure>{linked}<figcaption>{words}</figcaption></figure>"), uploads=tmp_path)
    assert Article.objects.get().body == f"<p>{words}</p>"


def test_nothing_outside_of_the_folder_is_read(take_in: Import, tmp_path: Path) -> None:
    uploads = tmp_path / "uploads"
    uploads.mkdir()
    secret = _uploads(tmp_path, "secret.jpg") / "secret.jpg"
    (uploads / "link.jpg").symlink_to(secret)
    shown = [
        f'<img src="https://port.example/wp-content/uploads/{name}">'
        for name in ("../secret.jpg", "link.jpg", str(secret))
    ]
    done = take_in(post(7, body="".join(shown)), uploads=uploads)
    assert done.told("picture_missing") == 3
    assert not Picture.objects.exists()


def _uploads(folder: Path, name: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(picture_file("JPEG").read())
    return folder


def test_an_author_whom_the_file_does_not_know_is_made_by_the_login(take_in: Import) -> None:
    take_in(post(7, creator="guest.writer"))
    assert Author.objects.get().name == "guest.writer"


def test_tags_of_one_name_are_one(take_in: Import) -> None:
    Tag.objects.create(name="Fish", slug="fishes")
    take_in(tag("fish", "Fish"), post(7, filed=FILED))
    assert list(Article.objects.get().tags.values_list("slug", flat=True)) == ["fishes"]


def test_an_article_is_not_changed_before_it_is_published(take_in: Import) -> None:
    take_in(post(7, inside="<wp:post_modified_gmt>2020-01-01 00:00:00</wp:post_modified_gmt>"))
    assert not Article.objects.get().was_updated
    assert timezone.now() - Article.objects.get().updated_at > timedelta(days=1)
