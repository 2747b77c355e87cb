"""Everything that a list holds is chosen on a page that says how much it is, before anything is decided."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments.models import Comment, ModerationAction
from tests.comments.bulk import BULK, as_seen, fields_of
from tests.comments.desk import QUEUE, shown, words
from tests.factories import make_article, make_comment, make_moderator

pytestmark = pytest.mark.django_db
ALL = f"{BULK}all/"


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make_moderator())
    return client


def make_many(count: int) -> list[Comment]:
    """The first is the oldest."""
    article, now = make_article(), timezone.now()
    columns = {"article": article, "status": "pending", "name": "Reader"}
    times = (now - timedelta(minutes=count - number) for number in range(count))
    rows = [Comment(html=f"<p>Text {n}.</p>", created_at=at, **columns) for n, at in enumerate(times)]
    return Comment.objects.bulk_create(rows)


def test_it_says_the_number_the_oldest_the_newest_and_some_words(desk: Client) -> None:
    comments = make_many(30)
    answer = desk.get(ALL)
    said = words(answer)
    assert "30 comments chosen" in said
    for comment in (comments[0], comments[-1]):
        assert f'<time datetime="{timezone.localtime(comment.created_at).isoformat()}' in shown(answer)
    assert "Text 0." in said
    assert "Text 29." in said
    assert not ModerationAction.objects.exists()


def test_its_form_decides_all_of_them(desk: Client) -> None:
    make_many(30)
    fields = fields_of(shown(desk.get(f"{ALL}?order=newest&after=1.1")))
    answer = desk.post(BULK, fields | {"act": "approve"})
    assert answer["Location"].startswith(f"{QUEUE}?order=newest&batch=")
    assert Comment.objects.approved().count() == 30


def test_what_has_changed_since_it_was_shown_is_left_alone(desk: Client) -> None:
    comments = make_many(3)
    fields = fields_of(shown(desk.get(ALL)))
    comments[1].edit("New.", "<p>New.</p>", 1)
    answer = desk.post(BULK, fields | {"act": "approve"})
    assert answer.status_code == 200
    assert "Its author has changed the text" in words(answer)
    assert Comment.objects.approved().count() == 2


@pytest.mark.parametrize(("order", "kept"), [("oldest", slice(0, 500)), ("newest", slice(3, 503))])
def test_of_more_than_five_hundred_the_first_in_the_order_of_the_list_are_chosen(
    desk: Client, order: str, kept: slice
) -> None:
    comments = make_many(503)
    page = desk.get(f"{ALL}?order={order}")
    assert "New has more: these are the first 500" in words(page)
    assert sorted(fields_of(shown(page))["row"]) == sorted(as_seen(comments[kept]))


def test_the_list_leads_there_with_the_number_and_the_order(desk: Client) -> None:
    make_many(26)
    page = desk.get(f"{QUEUE}?order=newest&size=50")
    assert "All 26 in New" in words(page)
    assert f'href="{ALL}?order=newest&amp;size=50"' in shown(page)


def test_spam_that_is_emptied_is_not_chosen(desk: Client) -> None:
    kept, emptied = make_comment(status="spam"), make_comment(status="spam")
    Comment.objects.filter(pk=emptied.pk).update(text="", html="", name="", website="", emptied_at=timezone.now())
    assert fields_of(shown(desk.get(f"{ALL}?tab=spam")))["row"] == as_seen([kept])


def test_where_nothing_can_be_decided_there_is_no_bar(desk: Client) -> None:
    make_comment(status="withdrawn")
    answer = desk.get(f"{ALL}?tab=new")
    assert answer.status_code == 200
    assert '<form id="bulk"' not in shown(answer)


def test_looking_needs_as_many_queries_for_many_as_for_few(desk: Client) -> None:
    counts = set()
    for _round in range(2):
        make_many(40)
        with CaptureQueriesContext(connection) as captured:
            desk.get(ALL)
        counts.add(len(captured))
    assert len(counts) == 1
