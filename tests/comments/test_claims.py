"""Claims: a lease beside a comment, which asks colleagues to wait and forbids them nothing."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from comments import retention
from comments.desk import claims_part
from comments.models import Claim, Comment, ModerationAction, Status
from comments.models.claim import LEASE
from tests.comments.desk import QUEUE, card, forms, press, press_in_place, shown, words
from tests.factories import make_comment, make_moderator, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def ann() -> User:
    return make_moderator("ann", first_name="Ann")


@pytest.fixture
def bob() -> User:
    return make_moderator("bob", first_name="Bob")


@pytest.fixture
def comment() -> Comment:
    return make_comment()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def holder(comment: Comment) -> str:
    found = claims_part.read([comment.pk]).get(comment.pk)
    return "" if found is None or found.has_lapsed else found.name


def status(comment: Comment) -> str:
    comment.refresh_from_db()
    return comment.status


def test_who_is_faster_has_it_and_one_s_own_claim_is_renewed(
    comment: Comment, ann: User, bob: User, clock: time_machine.Traveller
) -> None:
    assert Claim.objects.take(comment.pk, ann)
    assert not Claim.objects.take(comment.pk, bob)
    clock.shift(60)
    assert Claim.objects.take(comment.pk, ann)
    assert holder(comment) == "Ann"
    assert Claim.objects.get().until == timezone.now() + LEASE


def test_a_claim_that_has_lapsed_is_taken_over_and_not_before(
    comment: Comment, ann: User, bob: User, clock: time_machine.Traveller
) -> None:
    Claim.objects.take(comment.pk, ann)
    clock.shift(LEASE - timedelta(seconds=1))
    assert not Claim.objects.take(comment.pk, bob)
    clock.shift(1)
    assert holder(comment) == ""
    assert Claim.objects.take(comment.pk, bob)
    assert holder(comment) == "Bob"


def test_what_is_renewed_is_one_s_own_and_nothing_that_was_lost(
    comment: Comment, ann: User, bob: User, clock: time_machine.Traveller
) -> None:
    other = make_comment()
    Claim.objects.take(comment.pk, ann)
    Claim.objects.take(other.pk, bob)
    clock.shift(60)
    assert Claim.objects.renew([comment.pk, other.pk], ann) == 1
    untils = dict(Claim.objects.values_list("comment", "until"))
    assert untils == {comment.pk: timezone.now() + LEASE, other.pk: timezone.now() + LEASE - timedelta(minutes=1)}
    assert Claim.objects.renew([], ann) == 0


def test_only_who_has_it_releases_it(comment: Comment, ann: User, bob: User) -> None:
    Claim.objects.take(comment.pk, ann)
    assert not Claim.objects.release(comment.pk, bob)
    assert holder(comment) == "Ann"
    assert Claim.objects.release(comment.pk, ann)
    assert holder(comment) == ""


def test_a_decision_ends_a_claim_and_its_renewal_does_not_bring_it_back(comment: Comment, ann: User, bob: User) -> None:
    Claim.objects.take(comment.pk, ann)
    comment.approve(by=ann)
    assert holder(comment) == ""
    assert Claim.objects.renew([comment.pk], ann) == 0
    assert Claim.objects.take(comment.pk, bob)


@pytest.mark.parametrize("columns", [{"status": "withdrawn"}, {"status": "spam", "emptied_at": timezone.now()}])
def test_what_nobody_can_decide_nobody_claims(ann: User, columns: dict[str, Any]) -> None:
    if "emptied_at" in columns:
        columns |= {"text": "", "html": "", "name": "", "website": ""}
    assert not Claim.objects.take(make_comment(**columns).pk, ann)
    assert not Claim.objects.take(10**15, ann)


def test_a_claim_is_no_act_of_the_log_and_changes_no_status(comment: Comment, ann: User) -> None:
    signed_in(ann).post(f"{QUEUE}{comment.pk}/claim/")
    assert not ModerationAction.objects.exists()
    assert status(comment) == Status.PENDING


def test_lapsed_claims_are_deleted_by_the_daily_job(comment: Comment, ann: User, clock: time_machine.Traveller) -> None:
    Claim.objects.take(comment.pk, ann)
    assert retention.run()["claims that have lapsed"] == 0
    clock.shift(LEASE + timedelta(seconds=1))
    assert retention.run()["claims that have lapsed"] == 1
    assert not Claim.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_claim_at_once_one_has_it(ann: User, bob: User) -> None:
    comment = make_comment()

    def take(user: User) -> bool:
        try:
            return Claim.objects.take(comment.pk, user)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(take, [ann, bob])) == [False, True]


# On the card


def test_a_card_says_who_has_it_to_both_and_only_to_its_holder_how_to_release_it(
    comment: Comment, ann: User, bob: User
) -> None:
    anns, bobs = signed_in(ann), signed_in(bob)
    page = shown(anns.get(QUEUE))
    answer = press(anns, card(page, comment.pk), "claim", comment.pk)
    assert (answer.status_code, answer["Location"]) == (303, f"{QUEUE}#comment-{comment.pk}")
    mine, theirs = (card(shown(client.get(QUEUE)), comment.pk) for client in (anns, bobs))
    assert "Claimed by you until" in mine
    assert f"{QUEUE}{comment.pk}/release/" in forms(mine)
    assert "Claimed by Ann until" in theirs
    assert not {address for address in forms(theirs) if address.endswith(("/claim/", "/release/"))}


def test_a_lapsed_claim_is_offered_to_be_taken_over(
    comment: Comment, ann: User, bob: User, clock: time_machine.Traveller
) -> None:
    Claim.objects.take(comment.pk, ann)
    clock.shift(LEASE)
    bobs = signed_in(bob)
    page = card(shown(bobs.get(QUEUE)), comment.pk)
    assert "Claim of Ann lapsed at" in page
    assert ">Take over</button>" in page
    assert press(bobs, page, "claim", comment.pk).status_code == 303
    assert holder(comment) == "Bob"


def test_claiming_in_place_answers_the_line_alone(comment: Comment, ann: User, bob: User) -> None:
    page = card(shown(signed_in(bob).get(QUEUE)), comment.pk)
    answer = press_in_place(signed_in(ann), page, "claim", comment.pk)
    assert answer.status_code == 200
    assert shown(answer).startswith(f'<div id="claim-{comment.pk}"')
    late = press_in_place(signed_in(bob), page, "claim", comment.pk)
    assert late.status_code == 409
    assert "Claimed by Ann until" in shown(late)
    assert press(signed_in(bob), page, "claim", comment.pk).status_code == 409
    freed = press_in_place(signed_in(ann), shown(answer), "release", comment.pk)
    assert ">Claim</button>" in shown(freed)


def test_a_name_of_who_claims_stays_text(comment: Comment, bob: User) -> None:
    Claim.objects.take(comment.pk, make_moderator(public_name="<b id=hurt>%(time)s{0}"))
    html = card(shown(signed_in(bob).get(QUEUE)), comment.pk)
    assert "<b id=hurt" not in html
    assert "&lt;b id=hurt&gt;%(time)s{0}" in html


def test_claims_of_a_whole_page_are_read_in_one_query(ann: User) -> None:
    numbers = [make_comment().pk for _ in range(3)]
    for number in numbers:
        Claim.objects.take(number, ann)
    with CaptureQueriesContext(connection) as captured:
        assert len(claims_part.read(numbers)) == 3
    assert len(captured) == 1


# Deciding what somebody else has claimed


@pytest.mark.parametrize("pressed", [press, press_in_place])
@pytest.mark.parametrize("act", ["approve", "spam"])
def test_who_decides_another_s_comment_is_told_first_and_does_it_by_pressing_again(
    comment: Comment, ann: User, bob: User, act: str, pressed: Callable[..., Any]
) -> None:
    bobs = signed_in(bob)
    page = card(shown(bobs.get(QUEUE)), comment.pk)
    Claim.objects.take(comment.pk, ann)
    told = pressed(bobs, page, act, comment.pk)
    assert told.status_code == 409
    assert re.search(
        r"Ann has claimed this comment until \d\d:\d\d\. Press again to decide it all the same\.", words(told)
    )
    assert status(comment) == Status.PENDING
    assert pressed(bobs, card(shown(told), comment.pk), act, comment.pk).status_code in (200, 303)
    assert status(comment) in (Status.APPROVED, Status.SPAM)


def test_what_was_known_of_one_claim_is_not_said_of_the_next(comment: Comment, ann: User, bob: User) -> None:
    bobs = signed_in(bob)
    Claim.objects.take(comment.pk, ann)
    told = press(bobs, card(shown(bobs.get(QUEUE)), comment.pk), "approve", comment.pk)
    Claim.objects.release(comment.pk, ann)
    Claim.objects.take(comment.pk, make_moderator(first_name="Cleo"))
    again = press(bobs, card(shown(told), comment.pk), "approve", comment.pk)
    assert again.status_code == 409
    assert "Cleo has claimed" in words(again)


def test_one_s_own_claim_and_a_lapsed_one_are_in_nobody_s_way(
    comment: Comment, ann: User, bob: User, clock: time_machine.Traveller
) -> None:
    other = make_comment()
    for one in (comment, other):
        Claim.objects.take(one.pk, ann)
    page = shown(signed_in(ann).get(QUEUE))
    assert press(signed_in(ann), card(page, comment.pk), "approve", comment.pk).status_code == 303
    clock.shift(LEASE)
    assert press(signed_in(bob), card(shown(signed_in(bob).get(QUEUE)), other.pk), "spam", other.pk).status_code == 303


def test_a_bulk_leaves_what_somebody_else_has_claimed_and_says_so(comment: Comment, ann: User, bob: User) -> None:
    other = make_comment()
    Claim.objects.take(comment.pk, ann)
    answer = signed_in(bob).post(
        f"{QUEUE}bulk/", {"act": "approve", "row": [f"{one.pk}.pending.1" for one in (comment, other)]}
    )
    assert "Ann has claimed this comment until" in words(answer)
    assert (status(comment), status(other)) == ("pending", "approved")


def test_the_claim_costs_a_decision_no_query(comment: Comment, ann: User) -> None:
    anns = signed_in(ann)
    page = card(shown(anns.get(QUEUE)), comment.pk)
    with CaptureQueriesContext(connection) as captured:
        press_in_place(anns, page, "approve", comment.pk)
    assert sum("comments_claim" in query["sql"] for query in captured) == 1
    assert not [query for query in captured if '"comments_claim"' in query["sql"]]


# Who may


@pytest.mark.parametrize("path", ["{}/claim/", "{}/release/", "claims/renew/"])
def test_claims_are_changed_by_post_alone_and_by_moderators_alone(comment: Comment, ann: User, path: str) -> None:
    address = QUEUE + path.format(comment.pk)
    assert signed_in(ann).get(address).status_code == 405
    assert signed_in(make_user(staff=True)).post(address).status_code == 403
    assert Client().post(address).status_code == 302
    assert Client(enforce_csrf_checks=True).post(address).status_code in (302, 403)
    assert not Claim.objects.exists()


@pytest.mark.parametrize("number", [10**15, 2**63, 2**70])
def test_what_is_not_there_can_not_be_claimed(ann: User, number: int) -> None:
    for act in ("claim", "release"):
        assert signed_in(ann).post(f"{QUEUE}{number}/{act}/").status_code == 404


def test_a_renewal_of_nonsense_renews_nothing(ann: User) -> None:
    answer = signed_in(ann).post(f"{QUEUE}claims/renew/", {"comment": ["x", "-1", "9" * 30, "٣", str(2**62)]})
    assert answer.status_code == 204
