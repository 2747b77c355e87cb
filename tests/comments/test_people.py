"""A person at the desk: who may look, what is shown, and what is done about them by the forms of the page."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from comments.models import (
    Comment,
    Commenter,
    ModerationAction,
    PersonNote,
    Restriction,
)
from comments.models.commenter import domain_key
from tests.comments.desk import shown, words
from tests.comments.restricting import EMAIL, account, guest, restricted
from tests.factories import make_article, make_comment, make_moderator, make_submission, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
PEOPLE = "/admin/comments/people/"
RIGHTS = ("moderate_comment", "restrict_people", "undo_others")
HTMX = {"HX-Request": "true"}


def make_senior(*more: str) -> User:
    return make_user(staff=True, permissions=tuple(f"comments.{name}" for name in (*RIGHTS, *more)))


@pytest.fixture
def senior() -> User:
    return make_senior("see_addresses")


@pytest.fixture
def desk(client: Client, senior: User) -> Client:
    client.force_login(senior)
    return client


@pytest.fixture
def ada() -> Commenter:
    """With three comments, the last of which came from a network that Ben shares."""
    person, article = guest(), make_article("On bridges")
    Commenter.objects.filter(pk=person.pk).update(domain_key=domain_key(EMAIL))
    for status in ("approved", "rejected", "pending"):
        comment = make_comment(article, name="Ada", commenter=person, status=status, reason="insult")
        make_submission(comment, email=EMAIL, ip="203.0.113.7")
    ben = make_comment(article, name="Ben", commenter=guest("ben@elsewhere.example"))
    make_submission(ben, ip="203.0.113.99", email="ben@elsewhere.example")
    person.refresh_from_db()
    return person


def asked(**fields: Any) -> dict[str, Any]:
    return {"kind": "banned", "scope": "address", "end": "none", "reason": "repeated_insults"} | fields


def address(person: Commenter, act: str = "") -> str:
    return f"{PEOPLE}{person.pk}/{act}"


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))


def test_the_page_tells_counts_rate_neighbors_and_last_comments(desk: Client, ada: Commenter) -> None:
    page = words(desk.get(address(ada)))
    assert "50 % not published: 1 of the 2 comments that were decided stand rejected or as spam." in page
    assert "1 other person has come from the same network" in page
    assert "Ben" in page
    assert "On bridges" in page
    assert "203.0.113.7" in page
    assert EMAIL in page


def test_who_may_not_see_addresses_sees_neighbors_and_no_address(client: Client, ada: Commenter) -> None:
    client.force_login(make_senior())
    restricted(ada, "suspended", timezone.now() + timedelta(hours=1), scope="network", subject="network 203.0.113.0/24")
    restricted(ada, scope="domain", subject="domain example.org")
    page = shown(client.get(address(ada)))
    assert "Ben" in page
    for secret in ("203.0.113", "example.org"):
        assert secret not in page
    assert 'value="domain"' not in page
    assert 'value="network"' not in page
    assert client.post(address(ada, "restrict/"), asked(scope="domain")).status_code == 422


def test_people_of_the_same_domain_are_named(desk: Client, ada: Commenter) -> None:
    cleo = Commenter.objects.create(email_key="c", domain_key=domain_key(EMAIL))
    make_comment(commenter=cleo, name="Cleo")
    page = words(desk.get(address(ada)))
    assert "1 other person has the same e-mail domain: Cleo" in page


def test_it_takes_a_fixed_number_of_queries(desk: Client, ada: Commenter) -> None:
    for number in range(12):
        make_submission(make_comment(commenter=ada, status="rejected"), email=EMAIL)
        PersonNote.objects.create(person=ada, by=make_user(), text=f"Note {number}")
    restricted(ada)
    desk.get(address(ada))
    with CaptureQueriesContext(connection) as captured:
        desk.get(address(ada))
    assert len(captured) == 19, "\n".join(query["sql"] for query in captured)


def test_the_drawer_is_the_inside_of_the_page(desk: Client, ada: Commenter) -> None:
    inside = shown(desk.get(address(ada), headers=HTMX))
    assert "<html" not in inside
    assert "data-drawer-focus" in inside
    assert 'hx-target="#person"' in inside
    assert "hx-" not in shown(desk.get(address(ada)))


def test_one_comment_at_most_is_restricted_at_once_and_undone(desk: Client, ada: Commenter) -> None:
    answer = desk.post(address(ada, "restrict/"), asked(note="Third time."))
    assert answer.status_code == 303
    page = desk.get(answer["Location"])
    assert "Banned: this e-mail address" in words(page)
    assert "Third time." in words(page)
    action = ModerationAction.objects.get()
    assert desk.post(address(ada, "undo/"), {"number": action.pk}).status_code == 303
    assert not Restriction.objects.in_force().exists()


def test_in_the_drawer_the_answer_is_the_person_anew(desk: Client, ada: Commenter) -> None:
    answer = desk.post(address(ada, "restrict/"), asked(), headers=HTMX)
    assert answer.status_code == 200
    assert "Restricted." in words(answer)
    assert "Banned: this e-mail address" in words(answer)


def test_what_is_wide_is_shown_first_and_nothing_is_done_yet(desk: Client, ada: Commenter) -> None:
    answer = desk.post(address(ada, "restrict/"), asked(remove="reject"))
    page = words(answer)
    assert answer.status_code == 200
    assert "Comments removed 2" in page
    assert "On bridges" in page
    assert not Restriction.objects.exists()
    assert not ModerationAction.objects.exists()


def test_the_preview_is_what_happens_and_all_of_it_is_one_batch_with_one_undo(desk: Client, ada: Commenter) -> None:
    before = list(Comment.objects.order_by("pk").values())
    preview = shown(desk.post(address(ada, "restrict/"), asked(remove="spam")))
    answer = desk.post(address(ada, "restrict/"), hidden(preview))
    assert answer.status_code == 303
    assert "2 of 2 comments removed." in words(desk.get(answer["Location"]))
    assert Comment.objects.filter(commenter=ada, status="spam").count() == 2
    acts = ModerationAction.objects.order_by("pk")
    assert [act.kind for act in acts] == ["restrict", "status", "status"]
    assert len({act.batch for act in acts}) == 1
    undone = desk.post(address(ada, "undo/"), {"number": acts[0].pk})
    assert undone.status_code == 303
    assert list(Comment.objects.order_by("pk").values()) == before
    assert not Restriction.objects.in_force().exists()
    assert "2 of 2 comments are back." in words(desk.get(undone["Location"]))


def test_what_somebody_decided_since_stays_and_is_listed(desk: Client, ada: Commenter) -> None:
    desk.post(address(ada, "restrict/"), hidden(shown(desk.post(address(ada, "restrict/"), asked(remove="reject")))))
    action = ModerationAction.objects.get(kind="restrict")
    mine = Comment.objects.filter(commenter=ada, decided_at__isnull=False).order_by("pk")[0]
    mine.refresh_from_db()
    mine.mark_spam(by=make_moderator())
    answer = desk.post(address(ada, "undo/"), {"number": action.pk})
    assert answer.status_code == 200
    assert f"Comment {mine.pk}" in words(answer)
    mine.refresh_from_db()
    assert mine.status == "spam"
    assert not Restriction.objects.in_force().exists()


def test_numbers_that_changed_since_the_preview_are_told_and_nothing_is_done(desk: Client, ada: Commenter) -> None:
    preview = shown(desk.post(address(ada, "restrict/"), asked(remove="reject")))
    make_comment(commenter=ada)
    answer = desk.post(address(ada, "restrict/"), hidden(preview))
    assert answer.status_code == 409
    assert "These are 3 comments now; they were 2." in words(answer)
    assert not Restriction.objects.exists()
    assert desk.post(address(ada, "restrict/"), hidden(shown(answer))).status_code == 303


@pytest.mark.parametrize(("typed", "status"), [("", 422), ("22", 422), ("24", 422), ("twenty", 422), ("23", 303)])
def test_above_twenty_the_number_itself_is_typed(desk: Client, ada: Commenter, typed: str, status: int) -> None:
    for _number in range(21):
        make_comment(commenter=ada)
    preview = shown(desk.post(address(ada, "restrict/"), asked(remove="reject")))
    assert "Type 23 to say" in preview
    answer = desk.post(address(ada, "restrict/"), hidden(preview) | {"typed": typed})
    assert answer.status_code == status
    assert Restriction.objects.exists() == (status == 303)


@pytest.mark.parametrize(("count", "asks"), [(20, False), (21, True)])
def test_exactly_from_the_twenty_first_on(desk: Client, ada: Commenter, count: int, asks: bool) -> None:
    for _number in range(count - 2):
        make_comment(commenter=ada)
    assert ("to say that you mean" in shown(desk.post(address(ada, "restrict/"), asked(remove="reject")))) == asks


@pytest.mark.parametrize("scope", ["domain", "network"])
def test_a_domain_or_a_network_is_shown_with_the_others_it_is_about(desk: Client, ada: Commenter, scope: str) -> None:
    preview = desk.post(address(ada, "restrict/"), asked(scope=scope, end="week"))
    assert f"Other people it is about {'1' if scope == 'network' else '0'}" in words(preview)
    assert desk.post(address(ada, "restrict/"), hidden(shown(preview))).status_code == 303
    assert Restriction.objects.get().scope == scope


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"reason": ""}, "Choose a reason"),
        ({"kind": "shunned"}, "valid choice"),
        ({"scope": "account"}, "valid choice"),
        ({"kind": "suspended"}, "need an end"),
        ({"scope": "network"}, "need an end"),
        ({"end": "date"}, "Say until when"),
        ({"end": "date", "until": "soon"}, "valid date"),
    ],
)
def test_a_form_that_lacks_something_says_what(desk: Client, ada: Commenter, fields: dict[str, str], said: str) -> None:
    answer = desk.post(address(ada, "restrict/"), asked(**fields))
    assert answer.status_code == 422
    assert said in words(answer)
    assert not Restriction.objects.exists()


def test_an_end_in_the_past_is_refused_with_the_form_as_it_was(desk: Client, ada: Commenter) -> None:
    answer = desk.post(address(ada, "restrict/"), asked(end="date", until="2020-01-01T10:00", note="Kept words"))
    assert answer.status_code == 409
    assert "This end is past" in words(answer)
    assert "Kept words" in shown(answer)


def test_staff_have_no_form_and_no_way_to_be_restricted(desk: Client, senior: User) -> None:
    person = account(senior)
    assert "Restrict …" not in shown(desk.get(address(person)))
    assert desk.post(address(person, "restrict/"), asked(scope="account")).status_code == 409
    assert not Restriction.objects.exists()


def test_a_restriction_is_ended_and_that_is_undone(desk: Client, ada: Commenter) -> None:
    row = restricted(ada)
    answer = desk.post(address(ada, "lift/"), {"number": row.pk})
    assert "Restriction ended early." in words(desk.get(answer["Location"]))
    assert desk.post(address(ada, "lift/"), {"number": row.pk}).status_code in (404, 409)
    desk.post(address(ada, "undo/"), {"number": ModerationAction.objects.get().pk})
    assert Restriction.objects.in_force().get() == row


def test_the_restriction_of_another_person_is_not_lifted_from_here(desk: Client, ada: Commenter) -> None:
    row = restricted(guest("zoe@far.example"))
    for number in (row.pk, 10**15, "x", ""):
        assert desk.post(address(ada, "lift/"), {"number": number}).status_code == 404
    assert Restriction.objects.in_force().exists()


def test_notes_are_written_by_every_moderator_and_taken_back(client: Client, ada: Commenter) -> None:
    client.force_login(make_moderator())
    answer = client.post(address(ada, "note/"), {"text": "Writes <b>letters</b> too."})
    assert "Writes &lt;b&gt;letters" in shown(client.get(answer["Location"]))
    assert client.post(address(ada, "note/"), {"text": " "}).status_code == 422
    client.post(address(ada, "undo/"), {"number": ModerationAction.objects.get().pk})
    assert not PersonNote.objects.standing().exists()


def test_moderators_look_and_restrict_nobody(client: Client, ada: Commenter) -> None:
    client.force_login(make_moderator())
    row = restricted(ada)
    page = shown(client.get(address(ada)))
    assert "Restrict …" not in page
    assert "End it now" not in page
    assert client.post(address(ada, "restrict/"), asked()).status_code == 403
    assert client.post(address(ada, "lift/"), {"number": row.pk}).status_code == 403
    assert Restriction.objects.count() == 1


def test_reading_changes_nothing_and_acts_are_posts(desk: Client, ada: Commenter) -> None:
    for act in ("restrict/", "lift/", "note/", "undo/"):
        assert desk.get(address(ada, act)).status_code == 405
        assert desk.post(f"{PEOPLE}{10**15}/{act}").status_code == 404
    assert desk.post(address(ada)).status_code == 405
    assert desk.get(f"{PEOPLE}{10**30}/").status_code == 404
