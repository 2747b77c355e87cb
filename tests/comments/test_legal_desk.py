"""The queue of notices in the admin: who sees it, in which order, what a decision needs, and how it is taken back."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from comments import undoing
from comments.models import Comment, Kind, LegalContact, LegalReport, ModerationAction, Reach
from comments.retention import run
from comments.terms import LEGAL_UNDECIDED_AT_MOST, LEGAL_WARNING
from newsroom.roles import keep_groups
from tests.comments.desk import FORM, forms, words
from tests.factories import make_comment, make_section, make_user, numbers
from tests.plans import plan

pytestmark = pytest.mark.django_db
QUEUE = "/admin/comments/legalreport/"


@pytest.fixture
def lee() -> User:
    """A moderator, by the group's rights."""
    keep_groups()
    user = make_user("lee", staff=True)
    user.groups.add(Group.objects.get(name="moderator"))
    return user


@pytest.fixture
def desk(client: Client, lee: User) -> Client:
    client.force_login(lee)
    return client


def notice(comment: Comment | None = None, **columns: Any) -> LegalReport:
    told: dict[str, Any] = {"ground": "hate", "why": "It stirs up hatred.", "nonce": f"{next(numbers):032x}"}
    return LegalReport.objects.create(comment=comment or make_comment(status="approved"), version=1, **told | columns)


def decided(desk: Client, report: LegalReport, **said: str) -> Any:
    page = desk.get(f"{QUEUE}{report.pk}/").content.decode()
    address = f"{QUEUE}{report.pk}/decide/"
    told = {"outcome": "removed", "basis": "section 130", "explanation": "It calls for violence."}
    return desk.post(address, forms(page)[address] | told | said)


def numbers_on(page: Any, reports: Sequence[LegalReport]) -> list[int]:
    text = words(page)
    places = {report.pk: text.find(f"Notice {report.pk} ·") for report in reports}
    return sorted((pk for pk in places if places[pk] >= 0), key=lambda pk: places[pk])


def test_what_waits_stands_oldest_first_with_its_count_and_age(desk: Client) -> None:
    reports = [notice(at=timezone.now() - timedelta(hours=3)), notice(), notice()]
    assert decided(desk, reports[1], outcome="kept").status_code == 303
    page = desk.get(QUEUE)
    assert numbers_on(page, reports) == [reports[0].pk, reports[2].pk]
    assert "Open 2 oldest 3 hours" in words(page).replace("\xa0", " ")
    assert numbers_on(desk.get(f"{QUEUE}?decided=1"), reports) == [reports[1].pk]


def test_lists_are_read_by_key_and_cost_the_same_however_many_there_are(desk: Client) -> None:
    comment = make_comment(status="approved")
    reports = [notice(comment) for _ in range(27)]
    desk.get(QUEUE)
    with CaptureQueriesContext(
        connection,
    ) as few:
        page = desk.get(QUEUE)
    assert numbers_on(page, reports) == [report.pk for report in reports[:25]]
    assert f"after={reports[24].pk}" in page.content.decode()
    assert numbers_on(desk.get(f"{QUEUE}?after={reports[24].pk}"), reports) == [report.pk for report in reports[25:]]
    at = timezone.now()
    LegalReport.objects.update(outcome="kept", decided_at=at)
    with CaptureQueriesContext(connection) as many:
        older = desk.get(f"{QUEUE}?decided=1")
    assert numbers_on(older, reports) == [report.pk for report in reversed(reports)][:25]
    assert f"before={reports[2].pk}" in older.content.decode()
    rest = desk.get(f"{QUEUE}?decided=1&before={reports[2].pk}")
    assert numbers_on(rest, reports) == [reports[1].pk, reports[0].pk]
    assert len(few) == len(many)
    for odd in ("after=x", f"after={10**30}", "decided=1&before=-1", f"decided=1&before={10**30}"):
        assert desk.get(f"{QUEUE}?{odd}").status_code == 200


def test_both_lists_are_ranges_of_an_index() -> None:
    for rows, index in ((LegalReport.objects.open(), "legal_open"), (LegalReport.objects.decided(), "legal_decided")):
        sql, values = rows.order_by(*rows.query.order_by)[:26].query.sql_with_params()
        assert index in plan(sql, values, in_order=True)


def test_a_removal_rejects_the_comment_and_both_are_one_batch_with_one_undo(desk: Client, lee: User) -> None:
    report = notice()
    answer = decided(desk, report)
    assert answer.status_code == 303
    assert Comment.objects.get().status == "rejected"
    acts = list(ModerationAction.objects.order_by("pk"))
    assert [(act.kind, act.reason, act.actor) for act in acts] == [
        (Kind.STATUS, "illegal", lee.pk),
        (Kind.LEGAL, "removed", lee.pk),
    ]
    assert acts[0].batch == acts[1].batch
    page = desk.get(answer.headers["Location"]).content.decode()
    [undo] = [address for address in forms(page) if address.endswith("/undo/")]
    assert desk.post(undo, forms(page)[undo]).status_code == 303
    report.refresh_from_db()
    assert (Comment.objects.get().status, report.outcome, report.decided_at) == ("approved", "open", None)
    assert "It calls for violence." in desk.get(f"{QUEUE}{report.pk}/").content.decode()


def test_a_decision_that_removes_nothing_moves_nothing_and_its_undo_can_be_undone(desk: Client, lee: User) -> None:
    report = notice()
    assert decided(desk, report, outcome="not_ours", basis="").status_code == 303
    assert Comment.objects.get().status == "approved"
    for outcome in ("open", "not_ours", "open"):
        undoing.undo(ModerationAction.objects.latest("pk"), by=lee)
        report.refresh_from_db()
        assert report.outcome == outcome
        assert (report.decided_at is None) == (outcome == "open")


@pytest.mark.parametrize(
    ("said", "status", "sentence"),
    [
        ({"outcome": ""}, 422, "Choose what is to be done."),
        ({"outcome": "open"}, 422, "Choose one of these."),
        ({"explanation": " "}, 422, "Say why: both sides must be told."),
        ({"explanation": "\u200b"}, 422, "Say why: both sides must be told."),
        ({"basis": " "}, 422, "Name the law or the rule of ours"),
        ({"version": "7"}, 409, "changed"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_decided(
    desk: Client, said: dict[str, str], status: int, sentence: str
) -> None:
    report = notice()
    answer = decided(desk, report, **said)
    assert answer.status_code == status
    assert sentence in words(answer)
    assert Comment.objects.get().status == "approved"
    assert LegalReport.objects.get().outcome == "open"
    assert not ModerationAction.objects.exists()


def test_a_version_that_no_database_holds_is_no_text_of_this_comment(desk: Client) -> None:
    report = notice()
    assert decided(desk, report, version="9" * 30).status_code == 422
    report.refresh_from_db()
    assert report.outcome == "open"


def test_the_second_decision_is_refused(desk: Client) -> None:
    report = notice()
    page = desk.get(f"{QUEUE}{report.pk}/").content.decode()
    decided(desk, report, outcome="kept")
    address = f"{QUEUE}{report.pk}/decide/"
    said = {"outcome": "kept", "basis": "", "explanation": "Again."}
    answer = desk.post(address, forms(page)[address] | said)
    assert answer.status_code == 409
    assert "Somebody was faster" in words(answer)
    assert ModerationAction.objects.filter(kind=Kind.LEGAL).count() == 1


@pytest.mark.parametrize("outcome", ["kept", "not_ours", "removed"])
def test_a_decision_is_about_the_text_that_was_seen(desk: Client, outcome: str) -> None:
    report = notice()
    page, address = desk.get(f"{QUEUE}{report.pk}/").content.decode(), f"{QUEUE}{report.pk}/decide/"
    Comment.objects.update(version=2, text="Worse than before.")
    told = {"outcome": outcome, "basis": "section 130", "explanation": "I have read the first text."}
    answer = desk.post(address, forms(page)[address] | told)
    assert answer.status_code == 409
    assert "Its author has changed the text since you opened this page." in words(answer)
    assert "Worse than before." in words(answer)
    assert "I have read the first text." in words(answer)
    assert LegalReport.objects.get().outcome == "open"
    assert not ModerationAction.objects.exists()
    again = forms(answer.content.decode())[address] | told
    assert desk.post(address, again).status_code == 303
    assert LegalReport.objects.get().outcome == outcome


@pytest.mark.parametrize("outcome", ["kept", "removed"])
def test_a_decision_does_not_pass_by_what_a_colleague_has_decided_meanwhile(
    desk: Client, lee: User, outcome: str
) -> None:
    report = notice()
    page, address = desk.get(f"{QUEUE}{report.pk}/").content.decode(), f"{QUEUE}{report.pk}/decide/"
    Comment.objects.get().reject(by=make_user("mo", staff=True), reason="insult")
    told = {"outcome": outcome, "basis": "section 130", "explanation": "So."}
    answer = desk.post(address, forms(page)[address] | told)
    assert answer.status_code == 409
    assert "Already decided by" in words(answer)
    assert LegalReport.objects.get().outcome == "open"
    assert not ModerationAction.objects.filter(kind=Kind.LEGAL).exists()


def test_the_desk_is_told_before_the_words_of_what_nobody_decides_go(desk: Client) -> None:
    report = notice()
    Comment.objects.update(status="pending")
    pages = ("/admin/comments/queue/", QUEUE, f"{QUEUE}{report.pk}/")

    def where(said: str, left: timedelta) -> list[str]:
        LegalReport.objects.update(at=timezone.now() + left - LEGAL_UNDECIDED_AT_MOST)
        return [page for page in pages if said in words(desk.get(page))]

    assert where("are deleted on", LEGAL_WARNING + timedelta(hours=1)) == []
    assert where("are deleted on", LEGAL_WARNING - timedelta(hours=1)) == [*pages]
    run()
    assert LegalReport.objects.get().why
    LegalReport.objects.update(at=timezone.now() - LEGAL_UNDECIDED_AT_MOST - timedelta(hours=1))
    run()
    assert where("Nobody decided it in time: its words are deleted.", timedelta(hours=-1)) == [*pages[1:]]
    assert where("The words of a notice", timedelta(hours=-1)) == []
    assert decided(desk, report, outcome="kept").status_code == 303


def test_a_comment_that_is_off_the_page_already_is_left_as_it_is(desk: Client, lee: User) -> None:
    report = notice()
    report.comment.reject(by=lee, reason="insult")
    assert decided(desk, report).status_code == 303
    assert LegalReport.objects.get().outcome == "removed"
    assert list(ModerationAction.objects.values_list("kind", flat=True).order_by("pk")) == [Kind.STATUS, Kind.LEGAL]


def test_names_and_addresses_are_for_those_who_may_see_them(desk: Client, lee: User) -> None:
    report = notice()
    LegalContact.objects.create(report=report, name="Nora Notice", email="nora@example.org")
    assert "nora@example.org" not in words(desk.get(f"{QUEUE}{report.pk}/"))
    lee.groups.add(Group.objects.get(name="senior moderator"))
    shown = words(desk.get(f"{QUEUE}{report.pk}/"))
    assert "Nora Notice nora@example.org (address not confirmed)" in shown


def test_who_moderates_some_sections_sees_their_notices_alone(desk: Client, lee: User) -> None:
    reports = [notice(), notice()]
    Reach.objects.create(moderator=lee).sections.add(reports[0].comment.article.section)
    assert numbers_on(desk.get(QUEUE), reports) == [reports[0].pk]
    assert "Open 1 " in words(desk.get(QUEUE))
    for address in (f"{QUEUE}{reports[1].pk}/", f"{QUEUE}{10**30}/"):
        assert desk.get(address).status_code == 404
    said = {"outcome": "kept", "explanation": "So."}
    assert desk.post(f"{QUEUE}{reports[1].pk}/decide/", said).status_code == 404
    Reach.objects.get().sections.set([make_section()])
    assert numbers_on(desk.get(QUEUE), reports) == []


def test_hostile_words_are_shown_as_they_are(desk: Client) -> None:
    report = notice(why='<script>alert("x")</script>', law="{{ 7|add:7 }}", passage="'\"><b>")
    page = desk.get(f"{QUEUE}{report.pk}/").content.decode()
    assert "<script>alert(" not in page
    assert "&lt;script&gt;alert(" in page
    assert FORM.search(page)


def test_the_queue_says_that_notices_wait_to_those_whose_they_are(desk: Client, lee: User) -> None:
    report = notice()
    Comment.objects.update(status="pending")
    assert "1 notice of illegal content waits." in words(desk.get("/admin/comments/queue/"))
    Reach.objects.create(moderator=lee).sections.add(make_section())
    assert "illegal content wait" not in words(desk.get("/admin/comments/queue/"))
    Reach.objects.all().delete()
    assert decided(desk, report, outcome="kept").status_code == 303
    assert "illegal content wait" not in words(desk.get("/admin/comments/queue/"))
