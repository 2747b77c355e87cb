"""Restricting people and ending it: what may be, what not; logged once, by numbers; undo restores all of it."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import LazySettings
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from comments import restrictions, undoing
from comments.models import Commenter, DecisionRefused, ModerationAction, ModerationNote, PersonNote, Restriction
from comments.restrictions import acts as restricting
from comments.restrictions.acts import Terms
from comments.restrictions.public_providers import PUBLIC_PROVIDERS
from comments.text import domain_of
from tests.comments.restricting import account, guest
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
HOUR = timedelta(hours=1)
REFUSED = """
gmail.com googlemail.com outlook.com hotmail.co.uk live.com msn.com yahoo.com yahoo.co.jp ymail.com aol.com icloud.com
proton.me tutanota.com gmx.de web.de t-online.de orange.fr libero.it mail.ru yandex.ru qq.com naver.com comcast.net
btinternet.com mail.gmail.com
"""
FINE = """
example.org mailinator.com spam.example notgmail.com gmail.com.evil.example my-outlook.com yahoo.example
guerrillamail.com company.co.uk university.edu xn--bcher-kva.example
"""


@pytest.fixture
def senior() -> User:
    return make_user("senior", staff=True, permissions=("comments.moderate_comment", "comments.restrict_people"))


def terms(person: Commenter, kind: str = "banned", **columns: Any) -> Terms:
    scope, subject = restrictions.subject_of_person(person)
    return Terms(**{"kind": kind, "scope": scope, "subject": subject, "reason": "disruption"} | columns)


def domain(name: str) -> dict[str, str]:
    return {"scope": "domain", "subject": f"domain {name}"}


def refused(code: str, person: Commenter, said: Terms, by: User) -> str:
    with pytest.raises(DecisionRefused) as refusal:
        restricting.restrict(person, said, by=by)
    assert refusal.value.code == code
    assert not Restriction.objects.exists()
    assert not ModerationAction.objects.exists()
    return str(refusal.value)


def test_it_is_in_force_and_logged_once_by_numbers_alone(senior: User) -> None:
    person = guest()
    action = restricting.restrict(person, terms(person, until=timezone.now() + HOUR, note="Rude to Ben."), by=senior)
    row = Restriction.objects.in_force().get()
    logged = ModerationAction.objects.get()
    assert (logged.pk, logged.kind, logged.person, logged.subject) == (action.pk, "restrict", person.pk, row.pk)
    assert (logged.comment, logged.reason, logged.before, logged.actor) == (None, "disruption", {}, senior.pk)
    assert ModerationNote.objects.get(action=action.pk).text == "Rude to Ben."


def test_restricting_again_changes_the_one_in_force_and_undo_brings_its_terms_back(senior: User) -> None:
    person, other = guest(), make_user("other", staff=True)
    restricting.restrict(person, terms(person, until=timezone.now() + HOUR), by=senior)
    before = Restriction.objects.values().get()
    longer = restricting.restrict(person, terms(person, until=None, reason="evasion"), by=other)
    changed = Restriction.objects.get()
    assert (changed.until, changed.reason, changed.by) == (None, "evasion", other)
    undoing.undo(longer, by=make_user(is_superuser=True))
    assert Restriction.objects.values().get() == before


def test_kinds_stand_beside_each_other(senior: User) -> None:
    person = guest()
    for kind in ("hold", "banned"):
        restricting.restrict(person, terms(person, kind), by=senior)
    assert Restriction.objects.in_force().count() == 2


def test_after_its_end_a_new_one_begins(senior: User, clock: time_machine.Traveller) -> None:
    person = guest()
    restricting.restrict(person, terms(person, until=timezone.now() + HOUR), by=senior)
    clock.shift(HOUR)
    restricting.restrict(person, terms(person), by=senior)
    old, new = Restriction.objects.order_by("pk")
    assert (old.closed_at, new.closed_at) == (old.until, None)


@pytest.mark.parametrize(
    ("ahead", "code"), [(-HOUR, "past"), (timedelta(seconds=59), "past"), (6 * 366 * 24 * HOUR, "too_far")]
)
def test_an_end_is_ahead_and_not_absurdly_far(senior: User, ahead: timedelta, code: str) -> None:
    person = guest()
    refused(code, person, terms(person, until=timezone.now() + ahead), senior)


@pytest.mark.parametrize("columns", [{"kind": "suspended"}, {"scope": "network", "subject": "network 198.51.100.0/24"}])
def test_a_suspension_and_a_network_need_an_end(senior: User, columns: dict[str, str]) -> None:
    person = guest()
    refused("no_end", person, terms(person, **columns), senior)


@pytest.mark.parametrize("kind", ["banned", "hold", "suspended"])
def test_staff_are_not_restricted_and_nobody_restricts_themselves(senior: User, kind: str) -> None:
    for person in (
        account(make_user("ann", staff=True)),
        account(senior),
        account(make_user("root", is_superuser=True)),
    ):
        refused("unrestrictable", person, terms(person, kind, until=timezone.now() + HOUR), senior)


def test_an_address_of_staff_is_not_restricted_either(senior: User) -> None:
    make_user("ann", staff=True, email="Ann@Paper.example")
    person = guest("ann@paper.example")
    refused("unrestrictable", person, terms(person), senior)


@pytest.mark.parametrize("name", REFUSED.split())
def test_a_public_mail_provider_is_not_restricted(senior: User, name: str) -> None:
    said = refused("unrestrictable", guest(), terms(guest(), **domain(name)), senior)
    assert "Anybody can have an address" in said


@pytest.mark.parametrize("name", FINE.split())
def test_other_domains_are(senior: User, name: str) -> None:
    restricting.restrict(guest(), terms(guest(), **domain(name)), by=senior)
    assert restrictions.of_writer(None, f"a@{name}", "192.0.2.1")


@pytest.mark.parametrize("name", ["news.example", "www.news.example", "mail.www.news.example", "paper.example", "org"])
def test_a_domain_of_the_site_is_not(senior: User, settings: LazySettings, name: str) -> None:
    settings.SITE_URL = "https://www.news.example"
    settings.DEFAULT_FROM_EMAIL = "The Paper <news@paper.example>"
    refused("unrestrictable", guest(), terms(guest(), **domain(name)), senior)


@pytest.mark.parametrize("name", ["127.0.0.0/24", "0.0.0.0/24", "::/48"])
def test_the_sites_own_machines_are_no_network_of_readers(senior: User, name: str) -> None:
    said = terms(guest(), scope="network", subject=f"network {name}", until=timezone.now() + HOUR)
    refused("unrestrictable", guest(), said, senior)


def test_the_list_of_providers_is_written_as_domains_are() -> None:
    assert {domain_of(f"a@{name}") for name in PUBLIC_PROVIDERS} == PUBLIC_PROVIDERS


def test_lifting_ends_it_and_its_undo_brings_it_back(senior: User) -> None:
    person = guest()
    restricting.restrict(person, terms(person), by=senior)
    row = Restriction.objects.values().get()
    lifted = restricting.lift(row["id"], by=senior)
    assert not Restriction.objects.in_force().exists()
    undoing.undo(lifted, by=senior)
    assert Restriction.objects.values().get() == row


def test_what_is_over_is_not_lifted(senior: User, clock: time_machine.Traveller) -> None:
    person = guest()
    action = restricting.restrict(person, terms(person, until=timezone.now() + HOUR), by=senior)
    clock.shift(HOUR)
    with pytest.raises(DecisionRefused, match="over already"):
        restricting.lift(action.subject or 0, by=senior)


def test_undo_of_a_restriction_lifts_it_and_can_itself_be_undone(senior: User) -> None:
    person = guest()
    action = restricting.restrict(person, terms(person), by=senior)
    undone = undoing.undo(action, by=senior)
    assert not Restriction.objects.in_force().exists()
    undoing.undo(undone, by=senior)
    assert Restriction.objects.in_force().exists()


def test_an_act_is_not_undone_once_somebody_has_acted_on_the_same(senior: User) -> None:
    person = guest()
    action = restricting.restrict(person, terms(person), by=senior)
    restricting.lift(action.subject or 0, by=senior)
    with pytest.raises(undoing.Overtaken):
        undoing.undo(action, by=senior)


def test_a_lift_is_not_undone_over_a_younger_restriction_of_the_same(senior: User) -> None:
    person = guest()
    lifted = restricting.lift(restricting.restrict(person, terms(person), by=senior).subject or 0, by=senior)
    restricting.restrict(person, terms(person), by=senior)
    with pytest.raises(DecisionRefused) as refusal:
        undoing.undo(lifted, by=senior)
    assert refusal.value.code == "faster"
    assert Restriction.objects.in_force().count() == 1


def test_who_may_not_restrict_may_not_undo_it(senior: User) -> None:
    person = guest()
    action = restricting.restrict(person, terms(person), by=senior)
    with pytest.raises(DecisionRefused):
        undoing.undo(
            action, by=make_user(staff=True, permissions=("comments.moderate_comment", "comments.undo_others"))
        )
    assert Restriction.objects.in_force().exists()


def test_a_note_is_logged_by_its_number_and_undone(senior: User) -> None:
    action = restricting.note(guest(), "Knows the mayor.", by=senior)
    assert (action.kind, action.person, action.note_hmac) == ("person_note", guest().pk, "")
    undone = undoing.undo(action, by=senior)
    assert not PersonNote.objects.standing().exists()
    undoing.undo(undone, by=senior)
    assert PersonNote.objects.standing().get().text == "Knows the mayor."


@pytest.mark.parametrize(
    "columns",
    [
        {"kind": "shunned"},
        {"scope": "planet"},
        {"subject": ""},
        {"scope": "network", "until": None},
        {"kind": "suspended", "until": None},
        {"until": timezone.now() - 999 * HOUR},
    ],
)
def test_the_database_refuses_what_is_no_restriction(senior: User, columns: dict[str, Any]) -> None:
    row: dict[str, Any] = {
        "person": guest(),
        "kind": "banned",
        "scope": "address",
        "subject": "address x",
        "by": senior,
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Restriction.objects.create(**row | columns)


def test_the_database_keeps_one_open_restriction_of_a_kind_and_subject(senior: User) -> None:
    row: dict[str, Any] = {
        "person": guest(),
        "kind": "banned",
        "scope": "address",
        "subject": "address x",
        "by": senior,
    }
    Restriction.objects.create(**row, closed_at=timezone.now())
    Restriction.objects.create(**row)
    with pytest.raises(IntegrityError), transaction.atomic():
        Restriction.objects.create(**row)
