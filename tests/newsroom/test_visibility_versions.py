"""What waits beside a public article is in no outlet; what has moved is everywhere under its new address alone."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from articles import content, corrections, revising
from articles.models import Article, Pin, PreviewLink
from articles.models.pin import Place
from comments.models import Comment
from tests.factories import make_article, make_author, make_comment, make_section, make_tag, make_user
from tests.newsroom.outlets import Subject, both_forms, public_addresses

pytestmark = pytest.mark.django_db
WORD = re.compile("qq(?:old|new)[a-z]+")
WORDS = ("headline", "standfirst", "caption", "credit", "picture_alt")
WHERE_THE_NEW_ONE_STANDS = (
    *("/courts/", "/authors/bea-new/", "/tags/quiet/", "/courts/qqnewslug/"),
    *both_forms("section/courts", "author/bea-new", "tag/quiet", "comments/courts/qqnewslug"),
)
WHERE_BOTH_STAND = (
    *("/", "/sitemap.xml", "/news-sitemap.xml", "/feeds/articles.rss", "/search/?q=lightship", "/corrections/"),
    *("/feeds/corrections.atom", "/harbor/another/"),
)


@pytest.fixture(params=["published", "scheduled"])
def state(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def make_subject(state: str) -> Subject:
    """With a working copy that says everything otherwise; pinned and recommended, so that it is everywhere."""
    at = timezone.now() + timedelta(days=1 if state == "scheduled" else -1)
    old = {name: f"qqold{name} lightship" for name in WORDS}
    author = make_author("Ada Byline", job_title="qqoldjob")
    article = make_article(
        authors=(author,),
        slug="qqoldslug",
        body="<p>qqoldbody</p>",
        section=make_section("harbor"),
        published_at=at,
        **old,
    )
    Pin.objects.create(place=Place.LEAD, article=article)
    make_article("Another", section=article.section, slug="another").related.add(article)
    revising.keep(article, _otherwise(article), by=None)
    return Subject(article, make_comment(article, status="approved"))


def _otherwise(article: Article) -> content.Content:
    bea, courts, quiet = make_author("Bea New"), make_section("courts"), make_tag("Quiet")
    words = {name: f"qqnew{name.replace('_', '')} lightship" for name in WORDS}
    rows = {"bylines": [{"author": bea.pk, "job_title": "qqnewjob"}], "tags": [quiet.pk], "section": courts.pk}
    return content.of_row(article) | words | rows | {"slug": "qqnewslug", "body": "<p>qqnewbody</p>"}


def pages(it: Subject) -> Iterator[tuple[str, set[str]]]:
    """Every outlet that there is for the old text and the new, with the marked words on it."""
    for address in (*public_addresses(it), *WHERE_THE_NEW_ONE_STANDS, *WHERE_BOTH_STAND):
        if address.startswith("/accounts/login/?next="):  # says only what it was asked
            continue
        response = Client().get(address)
        page = "" if response.streaming else response.text + str(response.headers)
        yield address, {word[:5] for word in WORD.findall(page.replace(address, ""))}


def test_a_working_copy_is_in_no_outlet(state: str) -> None:
    it = make_subject(state)
    shown = dict(pages(it))
    assert {address for address, words in shown.items() if "qqnew" in words} == set()
    assert {address for address in WHERE_BOTH_STAND[:5] if "qqold" in shown[address]} == (
        set(WHERE_BOTH_STAND[:5]) if state == "published" else set()
    )
    link = PreviewLink.give(it.article, by=make_user())
    assert "qqnewbody" in Client().get(link.get_absolute_url()).text, "so that this test can fail"


def test_a_copy_that_is_published_is_in_every_outlet_and_the_old_text_in_none() -> None:
    it = make_subject("published")
    corrections.correct(it.article, "qqnewcorrection", by=None)
    assert revising.publish_changes(it.article)
    moved = Subject(Article.objects.get(pk=it.article.pk), Comment.objects.get(pk=it.comment.pk))
    shown = dict(pages(moved))
    assert {address for address, words in shown.items() if "qqold" in words} == set()
    assert {address for address in (*WHERE_THE_NEW_ONE_STANDS, *WHERE_BOTH_STAND) if not shown[address]} == set()


def test_a_moved_article_answers_at_its_former_addresses_by_leading_on_until_it_is_gone() -> None:
    it = make_subject("published")
    old = it.article.get_absolute_url()
    revising.publish_changes(it.article)
    for rest in ("", "?comment=1", "mistake/"):
        answer = Client().get(old + rest)
        assert (answer.status_code, answer.headers["Location"]) == (301, f"/courts/qqnewslug/{rest}"), rest
    assert Client().get(f"{old}comment/").status_code == 200, "a form that was open meanwhile loses no text"
    it.article.unpublish()
    assert [Client().get(address).status_code for address in (old, "/courts/qqnewslug/")] == [410, 410]
    assert {address for address, words in pages(it) if words} == set()
