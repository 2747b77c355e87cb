"""What is not public can be shown to somebody without an account: for some days, and to nobody else."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.models import User
from articles import content, revising
from articles.models import Article, PreviewLink, Status
from tests.articles.desk import address, person, save, signed_in
from tests.factories import make_article, make_author

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft() -> Article:
    return make_article("Unheard of", (make_author("Ada Byline"),), status=Status.DRAFT, published_at=None)


def page(link: PreviewLink) -> str:
    response = Client().get(link.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def test_an_editor_makes_a_link_and_a_stranger_reads_the_article(editor: Client, draft: Article) -> None:
    made = editor.post(address(draft, "previews"), follow=True).content.decode()
    link = re.search(r'href="http://[^/"]+(/preview/[^"]+/)"', made)
    assert link
    shown = Client().get(link[1]).content.decode()
    for words in ("Unheard of", "Body.", "Ada Byline", "This text is not published like this"):
        assert words in shown


def test_it_shows_the_working_copy_and_the_public_page_does_not(editor: Client, ann: User) -> None:
    author = make_author("Ben Other", job_title="Critic")
    article, friend = make_article("Old"), make_article("A Friend", body="<p>Else.</p>")
    link = PreviewLink.give(article, by=ann)
    rows: dict[str, Any] = {"bylines-TOTAL_FORMS": 1, "bylines-0-author": author.pk}
    save(editor, article, headline="Unheard of", body="<h2>Why</h2>", related=[friend.pk], **rows)
    shown = page(link)
    for words in ("Unheard of", 'id="h-why"', "Ben Other", "Critic", "A Friend"):
        assert words in shown
        assert words not in Client().get(article.get_absolute_url()).content.decode()


def test_no_cache_keeps_it_and_no_machine_takes_it(ann: User, draft: Article) -> None:
    response = Client().get(PreviewLink.give(draft, by=ann).get_absolute_url())
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "noindex" in response.headers["X-Robots-Tag"]
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "ETag" not in response.headers
    assert not response.cookies
    html = response.content.decode()
    assert '<meta name="robots" content="noindex, nofollow">' in html
    for told in ('rel="canonical"', "og:title", "application/ld+json", "comment-form", 'id="comments"'):
        assert told not in html


def test_it_ends_after_seven_days(ann: User, draft: Article, clock: time_machine.Traveller) -> None:
    link = PreviewLink.give(draft, by=ann)
    clock.shift(timedelta(days=7) - timedelta(seconds=1))
    assert "Unheard of" in page(link)
    clock.shift(timedelta(seconds=1))
    ended = Client().get(link.get_absolute_url())
    assert ended.status_code == 410
    assert "This preview has ended" in ended.content.decode()
    assert "Unheard of" not in ended.content.decode()
    assert ended.headers["Cache-Control"] == "private, no-store"


def test_it_can_be_taken_back(editor: Client, ann: User, draft: Article) -> None:
    link, other = PreviewLink.give(draft, by=ann), PreviewLink.give(draft, by=ann)
    editor.post(address(draft, f"previews/{link.pk}/revoke"))
    assert Client().get(link.get_absolute_url()).status_code == 410
    assert "Unheard of" in page(other)
    listed = editor.get(address(draft, "previews")).content.decode()
    assert other.get_absolute_url() in listed
    assert link.get_absolute_url() not in listed


@pytest.mark.parametrize(
    "change", [lambda token: token[:-1], lambda token: f"x{token}", lambda token: "x", str.swapcase]
)
def test_a_token_that_was_not_signed_here_opens_nothing(ann: User, draft: Article, change: Any) -> None:
    token = PreviewLink.give(draft, by=ann).get_absolute_url().split("/")[2]
    assert Client().get(f"/preview/{change(token)}/").status_code == 404


def test_another_key_makes_the_table_worthless(ann: User, draft: Article, settings: Any) -> None:
    link = PreviewLink.give(draft, by=ann)
    before = link.get_absolute_url()
    settings.SECRET_KEY = "another-" + "y" * 50
    assert Client().get(before).status_code == 404


def test_a_link_of_a_deleted_article_opens_nothing(ann: User, draft: Article) -> None:
    link = PreviewLink.give(draft, by=ann).get_absolute_url()
    draft.delete()
    assert Client().get(link).status_code == 404


def test_an_end_before_the_begin_is_refused_by_the_database(ann: User, draft: Article) -> None:
    link = PreviewLink.give(draft, by=ann)
    with pytest.raises(IntegrityError, match="preview_ends_after_its_begin"), transaction.atomic():
        PreviewLink.objects.filter(pk=link.pk).update(ends_at=link.made_at - timedelta(seconds=1))


def test_reading_a_preview_changes_nothing(ann: User) -> None:
    article = make_article("One")
    revising.keep(article, content.of_row(article) | {"headline": "Two"}, by=ann)
    link, before = PreviewLink.give(article, by=ann), content.of_row(article)
    page(link)
    assert content.of_row(article) == before
    assert Client().post(link.get_absolute_url()).status_code == 405


def test_the_staff_see_the_page_without_a_link(editor: Client, draft: Article) -> None:
    response = editor.get(address(draft, "preview"))
    assert "Unheard of" in response.content.decode()
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.parametrize(("who", "status"), [("author", 404), ("moderator", 403)])
def test_who_may_not_see_an_article_gives_no_links(who: str, status: int, ann: User, draft: Article) -> None:
    client, link = signed_in(person(who)), PreviewLink.give(draft, by=ann)
    for act in ("preview", "previews"):
        assert client.get(address(draft, act)).status_code in {status, 404}
    assert client.post(address(draft, "previews")).status_code in {403, 404}
    assert client.post(address(draft, f"previews/{link.pk}/revoke")).status_code in {403, 404}
    assert PreviewLink.objects.open().count() == 1


def test_an_author_may_show_the_own_draft_and_no_longer_what_is_published(ann: User) -> None:
    user = person("author")
    mine = make_article("Mine", (make_author(user=user),), status=Status.DRAFT, published_at=None)
    client = signed_in(user)
    assert client.post(address(mine, "previews")).status_code == 302
    mine.publish()
    assert client.post(address(mine, "previews")).status_code == 403
    assert client.get(address(mine, "preview")).status_code == 200


def test_the_token_is_cut_out_of_logs(ann: User, draft: Article) -> None:
    from newsroom.logs import _clean

    link = PreviewLink.give(draft, by=ann).get_absolute_url()
    assert _clean(f"Not Found: {link}") == "Not Found: /preview/-/"
