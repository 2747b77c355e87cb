"""What stands in the queue, in which order, and at what cost."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.utils import timezone

from comments import queue
from comments.desk import cards
from comments.models import Comment, Status
from comments.queue import COUNTED, EVERYTHING, TABS, Cursor, Place, Tally
from tests.factories import make_appeal, make_article, make_comment, make_moderator, make_report, make_user

pytestmark = pytest.mark.django_db


def place(query: str = "") -> Place:
    return Place.parse(QueryDict(query))


def page_at(here: Place) -> tuple[list[int], Place | None]:
    found = cards.page(here, make_user())
    return [card.pk for card in found.cards], found.next


def comments_in(query: str) -> list[int]:
    """All of them, page after page."""
    here: Place | None = place(query)
    found: list[int] = []
    while here:
        shown, here = page_at(here)
        found += shown
    return found


def tally(slug: str) -> Tally:
    return next(tally for tally in queue.tallies() if tally.tab.slug == slug)


def make_many(number: int, status: str) -> None:
    """Several share a moment: the id then decides the order."""
    article, now = make_article(), timezone.now()
    Comment.objects.bulk_create(
        Comment(
            article=article,
            name=f"Reader {index}",
            text="A remark.",
            html="<p>A remark.</p>",
            status=status,
            on_page=status == Status.APPROVED,
            created_at=now - timedelta(seconds=index // 3),
        )
        for index in range(number)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def test_every_comment_stands_in_one_tab() -> None:
    for status in Status.values:
        make_comment(status=status)
    make_comment(deferred_until=timezone.now() + timedelta(hours=1))
    stands = [pk for slug in TABS for pk in comments_in(f"tab={slug}")]
    assert sorted(stands) == sorted(Comment.objects.values_list("pk", flat=True))


def test_a_deferred_comment_comes_back_by_itself() -> None:
    comment = make_comment()
    comment.defer(by=make_moderator(), until=timezone.now() + timedelta(hours=1))
    assert comments_in("") == []
    assert comments_in("tab=deferred") == [comment.pk]
    Comment.objects.update(deferred_until=timezone.now())
    assert comments_in("") == [comment.pk]


def test_a_decided_comment_is_no_longer_deferred() -> None:
    comment = make_comment()
    comment.defer(by=make_moderator(), until=timezone.now() + timedelta(hours=1))
    comment.approve(by=make_moderator())
    assert comments_in("tab=deferred") == []


@pytest.mark.parametrize("order", ["oldest", "newest"])
@pytest.mark.parametrize("size", [25, 50, 100])
def test_all_pages_together_hold_each_comment_once_and_in_order(order: str, size: int) -> None:
    make_many(230, Status.PENDING)
    sign = "-" if order == "newest" else ""
    expected = list(Comment.objects.order_by(f"{sign}created_at", f"{sign}pk").values_list("pk", flat=True))
    assert comments_in(f"order={order}&size={size}") == expected


def test_a_page_stays_what_it_was_while_earlier_comments_are_decided() -> None:
    make_many(60, Status.PENDING)
    first, following = page_at(place())
    assert following is not None
    second = page_at(following)
    Comment.objects.get(pk=first[0]).approve(by=make_moderator())
    assert page_at(following) == second


def test_an_address_holds_the_whole_place() -> None:
    here = Place(TABS["spam"], True, 50, Cursor(datetime(2026, 11, 22, 10, 0, 0, 123_456, tzinfo=UTC), 17))
    assert place(here.query) == here
    assert Place().query == ""


@pytest.mark.parametrize(
    "query",
    [
        "tab=nothing&order=sideways&size=1000000&after=x",
        "after=1.2.3",
        "after=-1.5",
        "after=99999999999999999999.1",
        "after=1.99999999999999999999",
        "after=٣.٣",
        "after=%00.1",
        "size=-1",
        "tab[]=spam&tab=",
        "after=1." + "9" * 10_000,
    ],
)
def test_what_an_address_can_not_mean_is_ignored(query: str) -> None:
    comment = make_comment()
    assert place(query).tab is TABS["new"]
    assert place(query).size == 25
    assert comments_in(query) in ([comment.pk], [])


def test_counts_stop_at_a_thousand() -> None:
    make_many(COUNTED + 5, Status.SPAM)
    assert (tally("spam").count, tally("spam").shown) == (COUNTED, "1,000+")
    Comment.objects.filter(pk__in=Comment.objects.values("pk")[:6]).update(status=Status.REJECTED)
    assert tally("spam").shown == "1,000"


def test_the_age_is_that_of_the_oldest_however_many_there_are() -> None:
    make_many(COUNTED + 5, Status.PENDING)
    oldest = Comment.objects.order_by("created_at").values_list("created_at", flat=True)[0]
    assert tally("new").oldest == oldest
    assert tally("removed").oldest is None


@pytest.mark.parametrize("limited", [False, True])
def test_reported_and_appealed_comments_wait_since_then_and_not_since_they_were_written(limited: bool) -> None:
    long_ago = timezone.now() - timedelta(days=300)
    reported, rejected = make_comment(status="approved", created_at=long_ago), make_comment(created_at=long_ago)
    rejected.reject(by=make_moderator(), reason="insult")
    first, _later, appeal = make_report(reported), make_report(reported), make_appeal(rejected)
    reach = queue.Reach(frozenset({reported.section, rejected.section})) if limited else EVERYTHING
    oldest = {tally.tab.slug: tally.oldest for tally in queue.tallies(reach)}
    assert (oldest["reported"], oldest["appeals"]) == (first.at, appeal.at)


def test_what_was_public_when_it_was_rejected_is_removed_and_stands_in_no_other_tab() -> None:
    comment = make_comment(status="approved")
    comment.reject(by=make_moderator(), reason="insult")
    make_comment().reject(by=make_moderator(), reason="insult")
    withdrawn = make_comment(status="withdrawn")
    assert comments_in("tab=removed") == [comment.pk, withdrawn.pk]
    assert comment.pk not in comments_in("tab=rejected")
