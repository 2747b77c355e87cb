"""What is public, or promised, is changed beside itself, until somebody publishes the changes."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from articles import content, revising
from articles.models import Article, Byline, Revision, Status, Tag
from tests.articles.desk import address, form, person, save, signed_in
from tests.factories import make_article, make_author, make_picture, make_section

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Client:
    return signed_in(person("editor"))


@pytest.fixture
def article() -> Article:
    return make_article("A Find", (make_author("Ada Byline"),), standfirst="What was found", body="<p>Gold.</p>")


def page(article: Article) -> str:
    return Client().get(article.get_absolute_url()).content.decode()


def tag(article: Article) -> str:
    return str(Client().get(article.get_absolute_url()).headers["ETag"])


def test_readers_keep_what_they_have_while_an_editor_works(editor: Client, article: Article) -> None:
    before, etag = page(article), tag(article)
    form_after = save(editor, article, headline="A Better Find", body="<p>Silver.</p>")
    assert page(article) == before
    assert tag(article) == etag
    assert "You are looking at the working copy." in form_after
    assert 'value="A Better Find"' in form_after
    assert "Silver." in form_after


def test_publishing_the_changes_gives_them_to_readers_at_once(editor: Client, article: Article) -> None:
    save(editor, article, headline="A Better Find")
    etag, date = tag(article), article.published_at
    save(editor, article, "_publish_changes", body="<p>Silver.</p>")
    assert "A Better Find" in page(article)
    assert "Silver." in page(article)
    assert tag(article) != etag
    article.refresh_from_db()
    assert article.published_at == date
    assert article.working_copy is None


@pytest.mark.parametrize("at", [timedelta(hours=-1), timedelta(days=1)])
def test_every_part_of_the_text_waits(editor: Client, at: timedelta) -> None:
    """Of a public article, and of one that is promised for later."""
    author, other, new = make_author("Ada Byline"), make_author("Ben Other", job_title="Critic"), make_section()
    article = make_article("A Find", (author,), published_at=timezone.now() + at)
    first, second = (Tag.objects.create(name=name, slug=name) for name in ("first", "second"))
    before = content.of_row(article)
    changed: dict[str, Any] = {
        "headline": "B", "slug": "b", "standfirst": "B", "body": "<p>B</p>", "section": new.pk, "label": "opinion",
        "picture": make_picture().pk, "picture_alt": "B", "caption": "B", "credit": "B", "related": [make_article().pk],
        "bylines-TOTAL_FORMS": 2, "bylines-1-author": other.pk, "bylines-1-position": 0, "bylines-1-job_title": "",
        "bylines-0-position": 5, "taggings-TOTAL_FORMS": 2,
        "taggings-0-tag": second.pk, "taggings-0-position": 2, "taggings-1-tag": first.pk, "taggings-1-position": 1,
    }  # fmt: skip
    save(editor, article, **changed)
    assert content.of_row(article) == before
    assert revising.publish_changes(article)
    after = content.of_row(article)
    assert after["bylines"] == [
        {"author": other.pk, "job_title": "Critic"},
        {"author": author.pk, "job_title": author.job_title},
    ]
    assert after["tags"] == [first.pk, second.pk]
    assert not [name for name in after if before[name] == after[name]]


def test_a_draft_is_saved_at_once(editor: Client) -> None:
    draft = make_article(status=Status.DRAFT, published_at=None)
    save(editor, draft, headline="Another")
    draft.refresh_from_db()
    assert (draft.headline, draft.working_copy) == ("Another", None)


def test_the_working_copy_can_be_thrown_away(editor: Client, article: Article) -> None:
    save(editor, article, headline="A Worse Find")
    article.refresh_from_db()
    said = editor.post(address(article, "discard"), {"seen": article.working_copy}, follow=True).content.decode()
    assert 'value="A Find"' in said
    assert "You are looking at the working copy." not in said
    assert Revision.objects.filter(article=article, content__headline="A Worse Find").exists()


@pytest.mark.parametrize("seen", ["", "1", "x", "99999999999999999999"])
def test_a_newer_working_copy_is_not_thrown_away_by_who_saw_an_older_one(
    editor: Client, article: Article, seen: str
) -> None:
    save(editor, article, headline="Newer")
    said = editor.post(address(article, "discard"), {"seen": seen}, follow=True).content.decode()
    assert "another working copy by now" in said
    assert 'value="Newer"' in said


def test_saving_what_is_there_already_changes_nothing(editor: Client, article: Article) -> None:
    said = save(editor, article)
    assert "You are looking at the working copy." not in said
    assert not article.revisions.exists() or article.revisions.count() == 1
    assert "Nothing waits" in save(editor, article, "_publish_changes")


def test_a_copy_that_comes_to_say_what_readers_have_is_none(editor: Client, article: Article) -> None:
    save(editor, article, headline="Changed")
    save(editor, article, headline="A Find")
    article.refresh_from_db()
    assert article.working_copy is None


def test_what_is_beside_the_text_is_so_at_once(editor: Client, article: Article) -> None:
    fields = form(article, headline="Changed", _continue="1")
    fields["closing"] = "closed"
    editor.post(address(article), fields)
    article.refresh_from_db()
    assert not article.takes_comments
    assert article.headline == "A Find"


def test_a_scheduled_article_appears_with_the_text_its_editor_has_seen(editor: Client) -> None:
    article = make_article("Planned", published_at=timezone.now() + timedelta(days=1))
    save(editor, article, headline="Planned anew")
    article.refresh_from_db()
    assert article.headline == "Planned"
    save(editor, article, "_publish", _anyway="on")
    assert "Planned anew" in page(Article.objects.get(pk=article.pk))


def test_unpublishing_keeps_the_copy_and_the_next_save_takes_it(editor: Client, article: Article) -> None:
    save(editor, article, headline="Changed")
    editor.post(address(article, "unpublish"))
    assert 'value="Changed"' in save(editor, article)
    article.refresh_from_db()
    assert (article.headline, article.working_copy) == ("Changed", None)


def test_an_address_that_only_a_copy_has_is_none_yet(editor: Client, article: Article) -> None:
    old = article.get_absolute_url()
    save(editor, article, slug="moved")
    moved = f"/{article.section.slug}/moved/"
    assert Client().get(moved).status_code == 404
    save(editor, article, "_publish_changes", _anyway="on")
    assert Client().get(moved).status_code == 200
    assert Client().get(old).headers["Location"] == moved


def test_another_copy_than_the_one_seen_is_not_published(article: Article) -> None:
    revising.keep(article, content.of_row(article) | {"headline": "One"}, by=None)
    first = article.working_copy
    revising.keep(article, revising.working_content(article) | {"headline": "Two"}, by=None)
    assert not revising.publish_changes(article, seen=first)
    assert revising.publish_changes(article, seen=article.working_copy)
    assert article.headline == "Two"


def test_an_author_cannot_reach_the_copy_of_what_is_published() -> None:
    user = person("author")
    article = make_article("A Find", (make_author("Mary Bly", user=user),))
    client = signed_in(user)
    assert client.post(address(article), form(article, headline="Changed")).status_code == 403
    assert client.post(address(article, "discard"), {"seen": 1}).status_code == 403
    assert not Revision.objects.exists()


def test_removing_a_byline_waits_like_the_rest(editor: Client, article: Article) -> None:
    save(editor, article, **{"bylines-0-DELETE": "on"})
    assert Byline.objects.filter(article=article).count() == 1
    revising.publish_changes(article)
    assert not Byline.objects.filter(article=article).exists()


def test_an_author_is_named_once(editor: Client, article: Article) -> None:
    author = article.bylines.get().author_id
    twice = {"bylines-TOTAL_FORMS": 2, "bylines-1-author": author, "bylines-1-position": 3}
    said = editor.post(address(article), form(article, **twice)).content.decode()
    assert "Please correct the duplicate" in said
    assert not Revision.objects.exists()
