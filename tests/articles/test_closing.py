"""Until when an article takes comments: chosen on its form, kept by its publication, said in a sentence."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from articles import closing
from articles.models import Article, Status
from tests.articles.desk import address, form, save
from tests.factories import make_article

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def typed(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


def kept(article: Article) -> tuple[Any, ...]:
    article.refresh_from_db()
    return tuple(getattr(article, name) for name in closing.COLUMNS)


def draft(**columns: Any) -> Article:
    return make_article(status=Status.DRAFT, published_at=None, **columns)


def test_days_are_counted_from_the_publication(editor: Client) -> None:
    article = make_article()
    save(editor, article, closing="days", closing_after=14)
    assert article.published_at is not None
    assert kept(article) == (True, article.published_at + 14 * DAY, 14)


def test_days_begin_with_a_publication_that_is_still_ahead(editor: Client) -> None:
    article, at = draft(), timezone.now().replace(second=0, microsecond=0) + 3 * DAY
    save(editor, article, closing="days", closing_after=2)
    assert kept(article) == (True, None, 2)
    save(
        editor, article, "_schedule", **{"closing": "days", "closing_after": 2, "handling-at": typed(at)}, _anyway="on"
    )
    assert kept(article) == (True, at + 2 * DAY, 2)


def test_the_date_follows_when_the_publication_moves(editor: Client) -> None:
    article = make_article(published_at=timezone.now() + 3 * DAY, comments_close_after=2)
    assert article.publish()
    assert article.published_at is not None
    assert kept(article) == (True, article.published_at + 2 * DAY, 2)


def test_a_date_that_was_chosen_stays_when_the_publication_moves() -> None:
    at = timezone.now() + 9 * DAY
    article = make_article(published_at=timezone.now() + 3 * DAY, comments_close_at=at)
    assert article.publish()
    assert kept(article) == (True, at, None)


def test_who_publishes_without_having_seen_other_days_is_told() -> None:
    article = draft(comments_close_after=2)
    Article.objects.filter(pk=article.pk).update(comments_close_after=5)
    assert not article.publish()


def test_closing_opening_and_a_date_each_take_back_the_other(editor: Client) -> None:
    article, at = make_article(comments_close_after=2), timezone.now().replace(second=0, microsecond=0) + DAY
    save(editor, article, closing="date", closing_at=typed(at))
    assert kept(article) == (True, at, None)
    save(editor, article, closing="closed", closing_at=typed(at))
    assert kept(article) == (False, None, None)
    save(editor, article, closing="open")
    assert kept(article) == (True, None, None)


def test_what_is_chosen_is_not_part_of_the_text(editor: Client) -> None:
    article = make_article()
    said = save(editor, article, closing="closed")
    assert "working copy" not in said
    assert not article.revisions.filter(number__gt=1).exists()
    assert "until when it takes comments" in editor.get(address(article, "history")).content.decode()


def test_a_new_article_has_it_from_the_start(editor: Client) -> None:
    seed = make_article()
    new = form(seed, headline="New", slug="new", closing="days", closing_after=3, _continue="1")
    assert editor.post("/admin/articles/article/add/", new).status_code == 302
    assert kept(Article.objects.get(slug="new")) == (True, None, 3)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"closing": "days"}, "Say for how many days."),
        ({"closing": "days", "closing_after": "0"}, "greater than or equal to 1"),
        ({"closing": "days", "closing_after": "3651"}, "less than or equal to 3650"),
        ({"closing": "date"}, "Say on which day and at what time."),
        ({"closing": "date", "closing_at": "2020-01-01T10:00"}, "That time has passed."),
        ({"closing": "date", "closing_at": "tomorrow"}, "Enter a valid date/time."),
        ({"closing": "never"}, "Select a valid choice."),
        ({"closing": ""}, "This field is required."),
    ],
)
def test_what_can_not_be_kept_is_said_and_nothing_is_saved(
    editor: Client, fields: dict[str, Any], sentence: str
) -> None:
    article = make_article("A Find")
    page = editor.post(address(article), form(article, headline="Changed") | fields).content.decode()
    assert sentence in page
    assert kept(article) == (True, None, None)
    assert not article.revisions.exists()


def test_a_date_that_has_passed_meanwhile_can_be_saved_again(editor: Client) -> None:
    at = timezone.now().replace(second=0, microsecond=0) - DAY
    article = make_article(comments_close_at=at)
    save(editor, article, closing="date", closing_at=typed(at), headline="Changed")
    assert kept(article) == (True, at, None)
    assert article.revisions.exists()


def test_the_form_shows_what_was_chosen(editor: Client) -> None:
    page = editor.get(address(make_article(comments_close_after=14))).content.decode()
    assert '<input type="radio" name="closing" value="days" required id="id_closing_2" checked>' in page
    assert 'name="closing_after" value="14"' in page
    assert 'name="closing_at" value' not in page


SAID = [
    ({}, "Open, without an end."),
    ({"takes_comments": False}, "Closed: nobody can comment."),
    ({"comments_close_after": 3}, "Open until Saturday 4 May 2030 at 11:00, for another 2"),
    ({"comments_close_after": 3, "published_at": None}, "Opens with the article for 3 days."),
    ({"comments_close_after": 1, "published_at": 2}, "Opens with the article for 1 day, until Saturday 4 May 2030"),
    ({"published_at": None}, "Opens with the article and has no end."),
    ({"published_at": None, "comments_close_at": 2}, "Opens with the article until Friday 3 May 2030 at 12:00."),
    ({"comments_close_at": 2, "published_at": 3}, "Nobody will be able to comment"),
    ({"comments_close_at": -1}, "Closed since Tuesday 30 April 2030 at 12:00."),
]


@pytest.mark.parametrize(("columns", "sentence"), SAID)
def test_a_sentence_says_what_holds_now(columns: dict[str, Any], sentence: str) -> None:
    """Numbers in the table are days from noon of the first of May 2030."""
    noon = timezone.make_aware(datetime(2030, 5, 1, 12))
    with time_machine.travel(noon, tick=False):
        at = {name: noon + value * DAY for name, value in columns.items() if name.endswith("_at") and value}
        state = {"status": Status.DRAFT} if columns.get("published_at", noon) is None else {}
        assert closing.sentence(make_article(**columns | at | state)).startswith(sentence)


def test_the_database_keeps_no_days_without_the_date_that_follows() -> None:
    article = make_article()
    with pytest.raises(IntegrityError), transaction.atomic():
        Article.objects.filter(pk=article.pk).update(comments_close_after=3)
