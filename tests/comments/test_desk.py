"""The desk's pages as moderators read them."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from comments import markup
from comments.models import Breaker, Check, Commenter
from outbox import jobs
from outbox.models import Heartbeat
from tests.comments.desk import QUEUE, forms, shown, words
from tests.factories import make_comment, make_submission, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_tabs_show_counts_and_the_age_of_the_oldest_where_readers_wait(desk: Client) -> None:
    make_comment(created_at=timezone.now() - timedelta(hours=5, minutes=1))
    make_comment(status="spam")
    read = words(desk.get(QUEUE))
    assert "New 1 5 h" in read
    assert "Spam 1 Put off 0" in read
    assert "Approved 0 Rejected 0 Removed 0" in read


def test_order_and_size_stay_in_every_address(desk: Client) -> None:
    for _number in range(27):
        make_comment(status="spam")
    page = shown(desk.get(f"{QUEUE}?tab=spam&order=newest"))
    following = re.search(r'<a href="([^"]*)" rel="next">Next 25</a>', page)
    assert following
    second = desk.get(following[1].replace("&amp;", "&"))
    assert shown(second).count("<article") == 2
    assert 'value="newest" selected' in shown(second)
    assert ">First page<" in shown(second)


def test_an_empty_tab_says_so(desk: Client) -> None:
    assert "All of it has been decided." in words(desk.get(QUEUE))
    assert "Nothing further." in words(desk.get(f"{QUEUE}?after=1.1"))


def busy_comment(moderator: User) -> None:
    """With everything that a card looks up."""
    person = Commenter.objects.create(email_key=f"k{Commenter.objects.count()}")
    comment = make_comment(parent=make_comment(status="approved"), commenter=person)
    make_submission(comment)
    comment.undo(comment.reject(by=moderator, reason="insult", note="Rude."), by=moderator)
    Check.objects.create(comment=comment, version=1, verdict="ham", trace=[])


@pytest.mark.parametrize(
    "path", [QUEUE, f"{QUEUE}?order=newest&size=100", "/admin/comments/moderationaction/", "/admin/"]
)
@pytest.mark.parametrize("addresses", [False, True])
def test_a_page_costs_the_same_number_of_queries_however_much_it_shows(
    client: Client, moderator: User, path: str, addresses: bool
) -> None:
    permissions: tuple[str, ...] = ("comments.moderate_comment", "comments.view_log")
    if addresses:
        permissions = (*permissions, "comments.see_addresses")
    client.force_login(make_user(staff=True, permissions=permissions))
    counts = []
    for number in (2, 20):
        for _number in range(number):
            busy_comment(moderator)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 20


def test_the_count_of_queries_of_the_queue(client: Client, moderator: User) -> None:
    """Session, person, rights, cards, attempts, acts, parts of others, tabs, reasons, choices of the bar, banner.

    The banner asks more only where there is something to say.
    """
    busy_comment(moderator)
    client.force_login(moderator)
    client.get(QUEUE)
    with CaptureQueriesContext(connection) as captured:
        client.get(QUEUE)
    assert len(captured) == 17, [query["sql"][:120] for query in captured]


def test_nothing_is_said_over_the_desk_while_all_is_well(desk: Client, settings: object) -> None:
    settings.AKISMET_API_KEY = "key"  # type: ignore[attr-defined]
    Heartbeat.objects.create(worker="one")
    assert "desk-trouble" not in shown(desk.get(QUEUE))


def test_a_missing_key_and_a_missing_worker_are_said_over_the_desk(desk: Client) -> None:
    read = words(desk.get(QUEUE))
    assert "Akismet is not configured. Every one waits for a person." in read
    assert "No worker is running" in read
    Heartbeat.objects.create(worker="one", seen_at=timezone.now() - timedelta(seconds=31))
    assert "The worker has been silent since" in words(desk.get("/admin/"))


def test_an_open_breaker_is_said_over_the_desk_with_what_waits_and_can_be_tried(desk: Client, settings: object) -> None:
    settings.AKISMET_API_KEY = "key"  # type: ignore[attr-defined]
    jobs.enqueue("comments.check", make_comment(status="unchecked").pk)
    now = timezone.now()
    later = now + timedelta(seconds=15)
    Breaker.objects.create(pk=1, cause="passing", detail="timed out.", opened_at=now, probe_at=later)
    page = desk.get(QUEUE)
    assert "the spam check does not answer: timed out. Comments waiting: 1. Nothing is published unchecked." in words(
        page
    )
    address = f"{QUEUE}retry/"
    answer = desk.post(address, forms(shown(page))[address])
    assert (answer.status_code, answer["Location"]) == (303, QUEUE)
    assert Breaker.objects.get().probe_at < later  # type: ignore[operator]


def test_the_admin_front_page_begins_with_the_queue_for_those_who_moderate(client: Client, desk: Client) -> None:
    make_comment()
    read = words(desk.get("/admin/"))
    assert read.index("Moderation queue") < read.index("Comments")
    assert "1 New" in read
    client.force_login(make_user(staff=True, permissions=("articles.view_article",)))
    assert "Moderation queue" not in words(client.get("/admin/"))


def test_the_pages_keep_to_the_policy_without_inline_styles_or_handlers(desk: Client) -> None:
    comment = make_comment(html=markup.render("https://example.org/"), parent=make_comment(status="approved"))
    for path in ("/admin/", QUEUE, f"{QUEUE}{comment.pk}/"):
        answer = desk.get(path)
        page = shown(answer)
        nonce = re.search(r"'nonce-([^']+)'", answer["Content-Security-Policy"])
        assert nonce
        assert all(
            nonce[1] in tag for tag in re.findall(r"<(?:script|style)[^>]*>|<link rel=\"stylesheet\"[^>]*>", page)
        )
        assert not re.search(r"""\s(?:style|on\w+)=["']""", page)
        assert "unsafe" not in answer["Content-Security-Policy"]


def test_the_pages_are_kept_by_nobody(desk: Client) -> None:
    assert "no-store" in desk.get(QUEUE)["Cache-Control"]


@pytest.mark.parametrize("path", ["999", "9" * 30])
def test_a_comment_that_is_not_there_is_not_found(desk: Client, path: str) -> None:
    assert desk.get(f"{QUEUE}{path}/").status_code == 404
    assert desk.post(f"{QUEUE}{path}/approve/", {"status": "pending", "version": 1}).status_code == 404


def test_stock_addresses_of_comments_lead_to_the_desk(desk: Client) -> None:
    comment = make_comment()
    assert desk.get("/admin/comments/comment/")["Location"] == QUEUE
    assert desk.get(f"/admin/comments/comment/{comment.pk}/change/")["Location"] == f"{QUEUE}{comment.pk}/"
