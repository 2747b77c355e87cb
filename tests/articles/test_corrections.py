"""What was wrong stands on its article, on a page of all and in a feed, and comments say what they had not seen."""

import json
import re
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone

from articles import corrections
from articles.models import Article, Correction
from tests.articles.desk import person, save, signed_in
from tests.factories import make_article, make_author, make_comment

pytestmark = pytest.mark.django_db


def make_corrected(text: str = "The vote was on Monday, not on Tuesday.", **columns: Any) -> Article:
    article = make_article("Council votes", **columns)
    corrections.correct(article, text, by=None)
    return article


def test_it_stands_on_its_article_with_its_date(client: Client) -> None:
    article = make_corrected("Five <em>ships</em>, not four.")
    correction = Correction.objects.get()
    html = client.get(article.get_absolute_url()).content.decode()
    notice = html.partition('class="corrections"')[2].partition("</aside>")[0]
    assert f'id="correction-{correction.pk}"' in notice
    assert "Five &lt;em&gt;ships&lt;/em&gt;, not four." in notice
    assert timezone.localtime(correction.at).isoformat(timespec="seconds") in notice


def test_an_article_without_one_has_no_notice(client: Client) -> None:
    make_corrected()
    other = make_article("Boats")
    assert 'class="corrections"' not in client.get(other.get_absolute_url()).content.decode()


def test_machines_are_told_the_same(client: Client) -> None:
    html = client.get(make_corrected().get_absolute_url()).content.decode()
    scripts = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    told = next(thing for thing in map(json.loads, scripts) if thing["@type"] == "NewsArticle")["correction"]
    assert [each["text"] for each in told] == ["The vote was on Monday, not on Tuesday."]


def test_no_words_are_no_correction() -> None:
    article = make_article()
    assert corrections.correct(article, " \n ", by=None) is None
    assert not Correction.objects.exists()


def test_all_of_them_have_a_page_newest_first(client: Client) -> None:
    assert "Nothing has been corrected yet." in client.get("/corrections/").content.decode()
    article = make_article("Ships")
    for number in range(corrections.PAGE_SIZE + 2):
        corrections.correct(article, f"Number {number}.", by=None)
    first = client.get("/corrections/").content.decode()
    assert first.index("Number 31.") < first.index("Number 2.")
    assert "Number 1." not in first
    older = re.search(r'rel="next" href="([^"]+)"', first)
    assert older
    second = client.get(older[1]).content.decode()
    assert "Number 1." in second
    assert "Number 2." not in second
    assert client.get("/corrections/?before=nonsense").content.decode().count("Number") == corrections.PAGE_SIZE


@pytest.mark.parametrize("status", ["draft", "in_review", "unpublished"])
def test_those_of_articles_that_are_not_public_are_nowhere(client: Client, status: str) -> None:
    article = make_corrected()
    Article.objects.filter(pk=article.pk).update(status=status)
    for address in ("/corrections/", "/feeds/corrections.rss", "/feeds/corrections.atom"):
        assert "Monday" not in client.get(address).content.decode()


@pytest.mark.parametrize("form", ["rss", "atom"])
def test_they_have_a_feed(client: Client, form: str) -> None:
    article = make_corrected("A & B.")
    answer = client.get(f"/feeds/corrections.{form}")
    assert answer.status_code == 200
    written = ElementTree.fromstring(answer.content)  # our own words
    text = "".join(written.itertext())
    assert "Council votes" in text
    assert "A & B." in text
    assert f"{article.get_absolute_url()}#correction-" in answer.content.decode()


def test_a_correction_is_another_version_of_every_page(client: Client) -> None:
    article = make_article()
    before = {page: client.get(page).headers["ETag"] for page in (article.get_absolute_url(), "/corrections/")}
    corrections.correct(article, "It was Monday.", by=None)
    for page, etag in before.items():
        assert client.get(page, headers={"If-None-Match": etag}).status_code == 200


def test_a_comment_says_which_correction_its_writer_had_not_seen(client: Client) -> None:
    article, now = make_article("Ships"), timezone.now()
    for hours, name in ((9, "Early"), (5, "Between"), (1, "Late")):
        comment = make_comment(article, status="approved", name=name)
        type(comment).objects.filter(pk=comment.pk).update(created_at=now - timedelta(hours=hours))
    for hours in (7, 3):
        Correction.objects.create(article=article, text=f"{hours}", at=now - timedelta(hours=hours))
    html = client.get(article.get_absolute_url()).content.decode()
    heads = {name: html.partition(f">{name}<")[2].partition("</div>")[0] for name in ("Early", "Between", "Late")}
    words = "written before the correction of"
    assert words in heads["Early"]
    assert words in heads["Between"]
    assert words not in heads["Late"]
    assert heads["Early"].partition(words)[2] != heads["Between"].partition(words)[2]


# At the editors' desk


@pytest.fixture
def editor() -> Client:
    return signed_in(person("editor"))


def make_ready() -> Article:
    return make_article("Council votes", (make_author(),), body="<p>On Tuesday.</p>", standfirst="A vote.")


def publish(editor: Client, article: Article, body: str, words: str) -> Article:
    fields = {"body": body, "handling-correction": words, "_anyway": "on"}
    save(editor, article, "_publish_changes", **fields)
    article.refresh_from_db()
    return article


def test_changes_are_published_with_a_correction_or_without(editor: Client) -> None:
    article = publish(editor, make_ready(), "<p>On Monday.</p>", "The vote was on Monday.")
    assert article.body == "<p>On Monday.</p>"
    correction = Correction.objects.get()
    assert (correction.text, correction.by and correction.by.username) == ("The vote was on Monday.", "editor")
    assert publish(editor, article, "<p>On Monday!</p>", "").body == "<p>On Monday!</p>"
    assert Correction.objects.count() == 1


def test_a_correction_can_follow_a_change_that_was_made_without_one(editor: Client) -> None:
    article = publish(editor, make_ready(), "<p>On Tuesday.</p>", "It was Monday.")
    assert Correction.objects.get().article == article


def test_what_is_not_public_yet_is_mended_without_one(editor: Client) -> None:
    article = make_ready()
    Article.objects.filter(pk=article.pk).update(published_at=timezone.now() + timedelta(days=1))
    assert publish(editor, article, "<p>On Monday.</p>", "It was Monday.").body == "<p>On Monday.</p>"
    assert not Correction.objects.exists()


def test_its_words_can_be_mended_and_it_can_not_be_taken_away(editor: Client) -> None:
    make_corrected()
    correction = Correction.objects.get()
    page = f"/admin/articles/correction/{correction.pk}/"
    assert editor.post(f"{page}change/", {"text": "It was Monday."}).status_code == 302
    assert Correction.objects.get().text == "It was Monday."
    assert editor.post(f"{page}delete/", {"post": "yes"}).status_code == 403
    assert editor.post(f"{page}change/", {"text": ""}).status_code == 200
    assert Correction.objects.get().text == "It was Monday."
