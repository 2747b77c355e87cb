"""The file of all that is kept about somebody goes to whoever shows that it is still them."""

import re
import time
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.core import mail, signing
from django.test import Client
from pytest_django import Settings

from accounts import proof
from accounts.models import User
from comments.models import Commenter, Contact
from comments.own import taking
from outbox.worker import Worker
from tests.comments.identity import EMAIL, bound, confirmed
from tests.comments.posting import words
from tests.comments.taking import DOWNLOAD, fetched
from tests.factories import make_comment, make_user
from tests.newsroom.digests import changed, digest_of_all_tables

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

pytestmark = pytest.mark.django_db
UNPROVEN = "Show once more that it is you"


@pytest.fixture(autouse=True)
def can_mail(settings: Settings, clock: time_machine.Traveller) -> None:
    settings.MAIL_IS_CONFIGURED = True


@pytest.fixture
def ann(client: Client) -> User:
    user = make_user("ann")
    make_comment(commenter=Commenter.objects.create(user=user), text="Hers.")
    client.force_login(user)
    return user


def texts(client: Client, answer: "Answer") -> list[str]:
    """Of the comments in the file to which the form's answer leads, if it does."""
    if f"{DOWNLOAD}?ready=" not in answer.get("Location", ""):
        assert not answer.streaming
        return []
    return [row["text"] for row in fetched(client, answer)["comments"]]


def show_a_passkey(client: Client, user: User) -> None:
    session = client.session
    session[proof.NOTED] = [user.pk, time.time()]
    session.save()


# Accounts


@pytest.mark.parametrize("told", [{}, {"password": ""}, {"password": "wrong"}])
def test_an_account_gives_its_password_first(told: dict[str, str], ann: User, client: Client) -> None:
    page = client.get(DOWNLOAD)
    assert (page.status_code, page.streaming, UNPROVEN in words(page)) == (200, False, True)
    refused = client.post(DOWNLOAD, told)
    assert (refused.status_code, texts(client, refused), "Nothing is downloaded" in words(refused)) == (422, [], True)


def test_with_the_password_it_is_the_file_kept_by_nobody(ann: User, client: Client) -> None:
    before = digest_of_all_tables()
    answer = client.post(DOWNLOAD, {"password": "pass"})
    assert (answer.status_code, answer["Cache-Control"]) == (303, "private, no-store")
    assert texts(client, answer) == ["Hers."]
    assert [table for table in changed(before) if table not in ("accounts_bucket", "accounts_pseudonymkey")] == []
    assert UNPROVEN in words(client.get(DOWNLOAD))  # the next one asks again


@pytest.mark.parametrize("spoiled", ["forged", "old", "of another", "signed for something else"])
def test_what_leads_to_the_file_holds_for_a_minute_and_for_who_showed_it(
    spoiled: str, ann: User, client: Client, clock: time_machine.Traveller
) -> None:
    page = client.post(DOWNLOAD, {"password": "pass"})["Location"]
    file = page.replace("?ready=", "?file=")
    clock.shift(taking.GOOD_FOR - 1)
    assert client.get(file).streaming
    if spoiled == "forged":
        page, file = f"{page}x", f"{file}x"
    elif spoiled == "old":
        clock.shift(2)
    elif spoiled == "of another":
        client.force_login(make_user("bob"))
    else:
        signed = signing.TimestampSigner(salt="another").sign(f"account {ann.pk}")
        page, file = f"{DOWNLOAD}?ready={signed}", f"{DOWNLOAD}?file={signed}"
    for address in (page, file):
        answer = client.get(address)
        assert (answer.streaming, answer.has_header("Refresh"), UNPROVEN in words(answer)) == (False, False, True)


def test_guessing_the_password_there_is_bounded(ann: User, client: Client) -> None:
    tries = [client.post(DOWNLOAD, {"password": f"wrong {number}"}) for number in range(11)]
    assert [answer.status_code for answer in tries] == [422] * 10 + [429]
    assert int(tries[-1]["Retry-After"]) > 0
    assert client.post(DOWNLOAD, {"password": "pass"}).status_code == 429


def test_who_has_just_shown_a_passkey_needs_no_password(
    ann: User, client: Client, clock: time_machine.Traveller
) -> None:
    show_a_passkey(client, ann)
    page = words(client.get(DOWNLOAD))
    assert (UNPROVEN in page, 'type="password"' in page) == (False, False)
    assert texts(client, client.post(DOWNLOAD)) == ["Hers."]
    clock.shift(proof.FRESH_FOR + 1)
    assert client.post(DOWNLOAD).status_code == 422


def test_without_a_password_the_page_says_what_else_proves_it(ann: User, client: Client) -> None:
    ann.set_unusable_password()
    ann.save()
    client.force_login(ann)
    for page in (client.get(DOWNLOAD), client.post(DOWNLOAD)):
        assert "You have no password: show a passkey, or sign out and in again" in words(page)
        assert 'href="/accounts/password/reset/"' in words(page)


def test_the_file_needs_a_form_of_ours(ann: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ann)
    assert strict.post(DOWNLOAD, {"password": "pass"}).status_code == 403


# Confirmed addresses


def guest() -> Client:
    contact = confirmed()
    make_comment(commenter=contact.commenter, text="Ada's.")
    return bound(contact)


def link_in_the_mail() -> str:
    Worker().drain()
    [letter] = mail.outbox
    assert letter.to == [EMAIL]
    found: Any = re.search(r"https?://[^/\s]+(/comments/confirm/\S+)", str(letter.body))
    return str(found[1])


def test_a_browser_that_was_bound_just_now_gets_it_at_once() -> None:
    ada = guest()
    assert UNPROVEN not in words(ada.get(DOWNLOAD))
    assert texts(ada, ada.post(DOWNLOAD)) == ["Ada's."]


def test_a_browser_that_was_bound_long_ago_asks_the_mailbox_and_comes_back(clock: time_machine.Traveller) -> None:
    ada = guest()
    clock.shift(proof.FRESH_FOR + 1)
    page = words(ada.get(DOWNLOAD))
    assert (UNPROVEN in page, f"A link is mailed to <bdi>{EMAIL}</bdi>" in page) == (True, True)
    asked = ada.post(DOWNLOAD)
    assert (asked.status_code, asked["Location"]) == (303, "/comments/identity/?sent")
    confirmation = ada.post(link_in_the_mail())
    assert (confirmation.status_code, confirmation["Location"]) == (303, DOWNLOAD)
    assert texts(ada, ada.post(DOWNLOAD)) == ["Ada's."]


def test_who_found_the_browser_has_nothing_of_the_mailbox(clock: time_machine.Traveller) -> None:
    ada = guest()
    clock.shift(proof.FRESH_FOR + 1)
    for _try in range(3):
        assert texts(ada, ada.post(DOWNLOAD)) == []
    link_in_the_mail()  # one letter, however often it is asked for


def test_asking_for_links_there_is_bounded(clock: time_machine.Traveller) -> None:
    ada = guest()
    clock.shift(proof.FRESH_FOR + 1)
    answers = [ada.post(DOWNLOAD) for _try in range(6)]
    assert [answer.status_code for answer in answers] == [303] * 5 + [429]
    assert int(answers[-1]["Retry-After"]) > 0
    assert "Too many links were asked for at once" in words(answers[-1])


def test_where_no_mail_can_be_sent_nobody_is_locked_out(clock: time_machine.Traveller, settings: Settings) -> None:
    settings.MAIL_IS_CONFIGURED = False
    ada = guest()
    clock.shift(proof.FRESH_FOR + 1)
    assert texts(ada, ada.post(DOWNLOAD)) == ["Ada's."]


@pytest.mark.parametrize("spoiled", ["forged", "ended"])
def test_a_cookie_that_does_not_hold_proves_nothing(spoiled: str) -> None:
    ada = guest()
    if spoiled == "forged":
        ada.cookies["identity"] = f"{ada.cookies['identity'].value}x"
    else:
        Contact.objects.update(nonce="0" * 32)
    for answer in (ada.get(DOWNLOAD), ada.post(DOWNLOAD)):
        assert answer["Location"].startswith("/comments/identity/")
