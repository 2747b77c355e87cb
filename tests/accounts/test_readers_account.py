"""The page of an account: its name, its addresses, its password, its sessions."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from pytest_django import Settings

from accounts import ways
from accounts.elsewhere import connections
from accounts.elsewhere.arrivals import Arrival
from accounts.elsewhere.faults import ElsewhereError
from accounts.forms import NewPasswordForm
from accounts.models import User
from accounts.passkeys import keys
from accounts.passkeys.refusals import Refused
from accounts.readers import addresses
from accounts.readers.proving import ActOnAddress
from accounts.second_factor import codes
from outbox.models import Job
from tests.accounts.conftest import AWAY, PASSWORD, sign_in
from tests.accounts.readers import (
    EMAIL,
    NAME,
    browser,
    letters,
    link_in,
    make_reader,
    signed_in,
)
from tests.factories import make_author, make_user

pytestmark = pytest.mark.django_db
ADD, OTHER = "/accounts/addresses/add/", "ann.other@example.org"
NEW = "a quite different password"


@pytest.fixture(autouse=True)
def can_mail(settings: Settings, clock: time_machine.Traveller) -> None:
    settings.MAIL_IS_CONFIGURED = True


@pytest.fixture
def user(db: None) -> User:
    return make_reader()


@pytest.fixture
def ann(user: User) -> Client:
    return signed_in(user)


def second(user: User, email: str = OTHER, *, verified: bool = True) -> str:
    """The page of another address of theirs."""
    return f"/accounts/addresses/{EmailAddress.objects.create(user=user, email=email, verified=verified).pk}/"


def of(user: User) -> list[tuple[str, bool, bool]]:
    return list(EmailAddress.objects.filter(user=user).order_by("pk").values_list("email", "verified", "primary"))


# The page


def test_it_shows_what_belongs_to_the_account(ann: Client, user: User) -> None:
    second(user, verified=False)
    page = ann.get("/accounts/").content.decode()
    for shown in (
        NAME,
        EMAIL,
        OTHER,
        "not confirmed yet",
        "/accounts/password/",
        "/comments/mine/",
        "/comments/mine/erase/",
    ):
        assert shown in page


def test_its_number_of_queries_is_fixed(ann: Client, user: User, django_assert_max_num_queries: object) -> None:
    for number in range(4):
        second(user, f"ann{number}@example.org")
    with django_assert_max_num_queries(10):  # type: ignore[operator]
        ann.get("/accounts/")


def test_readers_never_enter_the_admin(ann: Client) -> None:
    assert ann.get("/admin/").status_code == 302
    assert ann.get("/admin/comments/queue/").status_code == 302


@pytest.mark.parametrize(
    "address", ["/accounts/", "/accounts/name/", "/accounts/password/", ADD, "/accounts/addresses/1/"]
)
def test_strangers_sign_in_first(address: str) -> None:
    assert browser().get(address)["Location"] == f"/accounts/login/?next={address}"
    assert browser().post("/accounts/sessions/")["Location"] == "/accounts/login/?next=/accounts/sessions/"


def test_all_of_it_asks_for_the_csrf_token(user: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    for address in ("/accounts/name/", "/accounts/password/", ADD, second(user), "/accounts/sessions/"):
        assert client.post(address, {"name": "New", "act": "main", "password": PASSWORD}).status_code == 403
    assert of(user)[0][2]


def test_a_session_older_than_a_second_factor_shows_that_first(ann: Client, user: User) -> None:
    codes.set_up(user, "JBSWY3DPEHPK3PXP", counter=1)
    for answer in (ann.get(ADD), ann.post(ADD, {"email": OTHER, "password": PASSWORD}), ann.get("/accounts/")):
        assert answer["Location"] == "/accounts/second-factor/code/?next=/accounts/"
    assert of(user) == [(EMAIL, True, True)]


# The name


def test_a_changed_name_is_told_to_those_who_show_it(ann: Client, user: User) -> None:
    assert NAME in ann.get("/accounts/name/").content.decode()
    assert ann.post("/accounts/name/", {"name": "  Ann\u200b of  Town "})["Location"] == "/accounts/?said=name"
    user.refresh_from_db()
    assert user.public_name == "Ann\u200b of Town"
    assert Job.objects.filter(kind="accounts.changed", ref=user.pk).exists()


@pytest.mark.parametrize("name", ["", "n" * 61, "Ada Byline", "Moderator", EMAIL])
def test_a_name_that_is_not_theirs_to_take_is_refused(name: str, ann: Client, user: User) -> None:
    make_author("Ada Byline")
    assert ann.post("/accounts/name/", {"name": name}).status_code == 422
    assert User.objects.get(pk=user.pk).public_name == NAME


def test_staff_go_by_the_name_that_the_newspaper_gave_them() -> None:
    client = Client()
    client.force_login(make_user("mod", staff=True))
    assert "ask somebody who keeps the accounts" in client.get("/accounts/name/").content.decode()
    assert client.post("/accounts/name/", {"name": "Nobody"}).status_code == 403


# Addresses


def test_a_further_address_counts_once_it_is_confirmed_and_the_first_is_told(ann: Client, user: User) -> None:
    assert ann.post(ADD, {"email": OTHER.upper(), "password": PASSWORD})["Location"] == "/accounts/?said=address"
    assert of(user) == [(EMAIL, True, True), (OTHER, False, False)]
    assert sign_in(OTHER).status_code == 422
    [letter] = letters()
    assert mail.outbox[-1].to == [OTHER]
    link = link_in(letter, "confirm")
    assert "Your password" not in ann.get(link).content.decode()
    assert ann.post(link)["Location"] == "/accounts/?said=confirmed"
    assert of(user) == [(EMAIL, True, True), (OTHER, True, False)]
    assert "addresses of your account" in letters()[0]
    assert mail.outbox[-1].to == [EMAIL]
    assert sign_in(OTHER).status_code == 302


def test_a_strangers_address_is_not_lent_to_an_account_by_a_press_of_its_owner(ann: Client, user: User) -> None:
    ann.post(ADD, {"email": "victim@example.org", "password": PASSWORD})
    link = link_in(letters()[0], "confirm")
    victim = signed_in(make_reader("other@example.org"))
    assert victim.post(link).status_code == 422
    assert browser().post(link, {"password": "the victim's own"}).status_code == 422
    assert not EmailAddress.objects.filter(email="victim@example.org", verified=True).exists()


def test_the_address_of_another_account_is_told_so_by_mail_alone(ann: Client, user: User) -> None:
    make_reader("other@example.org")
    answers = [ann.post(ADD, {"email": email, "password": PASSWORD}) for email in ("other@example.org", OTHER)]
    assert answers[0]["Location"] == answers[1]["Location"] == "/accounts/?said=address"
    assert ["You have an account already" in letter for letter in letters()] == [True, False]


@pytest.mark.parametrize(
    ("fields", "status"),
    [({"email": "none"}, 422), ({"password": "wrong"}, 422), ({"password": ""}, 422), ({"email": EMAIL}, 422)],
)
def test_an_address_is_not_added_without_password_or_twice(
    fields: dict[str, str], status: int, ann: Client, user: User
) -> None:
    assert ann.post(ADD, {"email": OTHER, "password": PASSWORD} | fields).status_code == status
    assert of(user) == [(EMAIL, True, True)]
    assert letters() == []


def test_guessing_the_password_there_is_bounded(ann: Client) -> None:
    answers = [ann.post(ADD, {"email": OTHER, "password": f"guess {number}"}) for number in range(11)]
    assert answers[10].status_code == 429
    assert int(answers[10]["Retry-After"]) > 0


def test_an_account_has_few_addresses_and_the_oldest_unconfirmed_gives_way(ann: Client, user: User) -> None:
    for number in range(4):
        second(user, f"ann{number}@example.org", verified=number > 1)
    ann.post(ADD, {"email": OTHER, "password": PASSWORD})
    assert [email for email, _verified, _primary in of(user)] == [
        EMAIL,
        *(f"ann{number}@example.org" for number in (1, 2, 3)),
        OTHER,
    ]


def test_another_confirmed_address_becomes_the_main_one_and_the_first_is_told(ann: Client, user: User) -> None:
    page = second(user)
    assert ann.post(page, {"act": "main", "password": PASSWORD})["Location"] == "/accounts/?said=main"
    assert of(user) == [(EMAIL, True, False), (OTHER, True, True)]
    assert User.objects.get(pk=user.pk).email == OTHER
    letters()
    assert [letter.to for letter in mail.outbox] == [[EMAIL]]


def test_an_address_goes_when_its_owner_wishes_and_not_before_it_was_told(ann: Client, user: User) -> None:
    ann.post(second(user), {"act": "main", "password": PASSWORD})
    first = f"/accounts/addresses/{EmailAddress.objects.get(email=EMAIL).pk}/"
    assert ann.post(first, {"act": "remove", "password": PASSWORD}).status_code == 409
    letters()
    assert ann.post(first, {"act": "remove", "password": PASSWORD})["Location"] == "/accounts/?said=removed"
    assert of(user) == [(OTHER, True, True)]
    assert User.objects.get(pk=user.pk).email == OTHER
    letters()
    assert mail.outbox[-1].to == [OTHER]


def test_an_address_that_nobody_confirms_is_forgotten_after_a_week(
    ann: Client, user: User, clock: time_machine.Traveller
) -> None:
    ann.post(ADD, {"email": "stranger@example.org", "password": PASSWORD})
    ann.post(ADD, {"email": OTHER, "password": PASSWORD})
    EmailAddress.objects.filter(email=OTHER).update(verified=True)
    letters()
    clock.shift(timedelta(days=6, hours=23))
    letters()
    assert EmailAddress.objects.filter(email="stranger@example.org").exists()
    clock.shift(timedelta(hours=2))
    letters()
    assert sorted(EmailAddress.objects.values_list("email", flat=True)) == sorted([EMAIL, OTHER])


def test_nothing_is_added_to_an_account_that_is_closed_meanwhile(user: User) -> None:
    User.objects.update(is_active=False)
    addresses._add(user, OTHER)
    with pytest.raises(Refused):
        keys.add(user, "Telephone", {"id": "one"}, 0)
    with pytest.raises(ElsewhereError):
        connections.add(user, Arrival("https://issuer.example", "1"))
    assert of(user) == [(EMAIL, True, True)]
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    ("which", "act", "password", "status"),
    [
        ("first", "remove", PASSWORD, 409),
        ("unconfirmed", "main", PASSWORD, 409),
        ("other", "main", "wrong", 422),
        ("other", "keep", PASSWORD, 422),
    ],
)
def test_what_may_not_be_done_with_an_address_is_said(
    which: str, act: str, password: str, status: int, ann: Client, user: User
) -> None:
    pages = {
        "first": f"/accounts/addresses/{EmailAddress.objects.get().pk}/",
        "other": second(user),
        "unconfirmed": second(user, "late@example.org", verified=False),
    }
    before = of(user)
    assert ann.get(pages[which]).status_code == 200
    assert ann.post(pages[which], {"act": act, "password": password}).status_code == status
    assert of(user) == before


def as_told(user: User) -> tuple[str, str]:
    main = EmailAddress.objects.get(user=user, primary=True)
    return User.objects.get(pk=user.pk).email, main.email


@pytest.mark.parametrize(
    ("first", "then", "status", "left"), [("main", "remove", 409, OTHER), ("remove", "main", 404, EMAIL)]
)
def test_an_address_is_what_another_browser_has_made_of_it_meanwhile(
    first: str, then: str, status: int, left: str, ann: Client, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, other = second(user), signed_in(user)
    check = ActOnAddress.clean_password

    def slow(form: ActOnAddress) -> str:
        """While one browser's password is looked at, the other's is done."""
        monkeypatch.setattr(ActOnAddress, "clean_password", check)
        assert other.post(page, {"act": first, "password": PASSWORD}).status_code == 303
        return check(form)

    monkeypatch.setattr(ActOnAddress, "clean_password", slow)
    assert ann.post(page, {"act": then, "password": PASSWORD}).status_code == status
    assert as_told(user) == (left, left)


def test_two_that_act_on_the_addresses_of_one_account_come_one_after_the_other(
    ann: Client, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The account is held when it is asked what may be done."""
    held: list[int] = []
    hold, why_not = ways.held_by, addresses._why_not

    def holding(whose: User) -> User:
        held.append(whose.pk)
        return hold(whose)

    def asked(address: EmailAddress, act: str) -> str:
        assert (held, address.user.pk) == ([user.pk], user.pk)
        return why_not(address, act)

    monkeypatch.setattr(ways, "held_by", holding)
    monkeypatch.setattr(addresses, "_why_not", asked)
    assert ann.post(second(user), {"act": "remove", "password": PASSWORD}).status_code == 303
    assert held == [user.pk]


def test_the_address_of_another_is_not_found(ann: Client) -> None:
    page = second(make_reader("other@example.org"), "more@example.org")
    assert ann.get(page).status_code == ann.post(page, {"act": "remove", "password": PASSWORD}).status_code == 404


def test_an_account_without_a_password_sets_one_first(user: User) -> None:
    user.set_unusable_password()
    user.save()
    client = Client()
    client.force_login(user)
    for page in ("/accounts/", ADD, second(user), "/accounts/password/"):
        assert "/accounts/password/reset/" in client.get(page).content.decode()
    assert client.post(ADD, {"email": "new@example.org", "password": ""}).status_code == 422


# Password and sessions


def test_changing_the_password_is_told_and_ends_the_other_sessions(ann: Client, user: User) -> None:
    elsewhere = signed_in(user)
    fields = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    assert ann.post("/accounts/password/", fields)["Location"] == "/accounts/?said=password"
    assert ann.get("/accounts/?said=password").status_code == 200
    assert elsewhere.get("/accounts/").status_code == 302
    assert "The password of your account" in letters()[0]


@pytest.mark.parametrize(
    "meanwhile", [{"is_active": False, "public_name": ""}, {"session_nonce": "another"}, {"password": "!"}]
)
def test_a_new_password_undoes_nothing_that_happens_meanwhile(
    meanwhile: dict[str, Any], ann: Client, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = NewPasswordForm.clean_old_password

    def slow(form: NewPasswordForm) -> str:
        checked = check(form)
        User.objects.filter(pk=user.pk).update(**meanwhile)
        return checked

    monkeypatch.setattr(NewPasswordForm, "clean_old_password", slow)
    ann.post("/accounts/password/", {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW})
    assert User.objects.filter(pk=user.pk, **meanwhile).exists()
    assert ann.get("/accounts/").status_code == 302


def test_guessing_the_old_password_is_bounded(ann: Client) -> None:
    fields = {"new_password1": NEW, "new_password2": NEW}
    answers = [ann.post("/accounts/password/", fields | {"old_password": f"guess {number}"}) for number in range(11)]
    assert {answer.status_code for answer in answers[:10]} == {422}
    assert answers[10].status_code == 429


def test_all_other_browsers_are_signed_out_at_once(ann: Client, user: User) -> None:
    elsewhere = [signed_in(user), browser(AWAY)]
    elsewhere[1].force_login(user)
    assert ann.get("/accounts/sessions/").status_code == 405
    done = ann.post("/accounts/sessions/")
    assert (done.status_code, done["Location"]) == (303, "/accounts/?said=sessions")
    assert ann.get("/accounts/").status_code == 200
    assert {client.get("/accounts/").status_code for client in elsewhere} == {302}
    assert sign_in(EMAIL).status_code == 302


def test_sessions_from_before_there_was_a_nonce_still_hold(user: User) -> None:
    from django.contrib.auth.models import AbstractUser

    assert user.session_nonce == ""
    assert user.get_session_auth_hash() == AbstractUser._get_session_auth_hash(user)  # type: ignore[attr-defined]


def test_a_deactivated_account_is_out_and_stays_out(ann: Client, user: User, clock: time_machine.Traveller) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert ann.get("/accounts/").status_code == 302
    assert sign_in(EMAIL).status_code == 422
    clock.shift(timedelta(days=1))
    assert sign_in(EMAIL).status_code == 422


def test_nonsense_said_in_the_address_is_not_repeated(ann: Client) -> None:
    page = ann.get("/accounts/?said=You+are+hacked").content.decode()
    assert "hacked" not in page
    assert "account-said" not in page
