"""Who is known to be somebody: by the button behind a mailed link, in the browser in which it is pressed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings as django_settings
from django.contrib.auth.models import AnonymousUser
from django.core import mail as outgoing
from django.db import connection
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from comments import identity
from comments.identity import asking, browser, confirming, links
from comments.identity.confirming import LinkUsed
from comments.models import Comment, Commenter, Contact
from comments.writers import commenter_of
from outbox.models import Job
from tests.comments.identity import EMAIL, asked, bound, confirmed, link
from tests.comments.posting import reader, words
from tests.factories import make_comment, make_user

pytestmark = pytest.mark.django_db

PAGE = "/comments/identity/"


@pytest.fixture(autouse=True)
def can_mail(settings: Settings) -> None:
    settings.MAIL_IS_CONFIGURED = True


def request_of(client: Client, user: Any = None) -> HttpRequest:
    request = RequestFactory().get("/")
    request.COOKIES = {name: morsel.value for name, morsel in client.cookies.items()}
    request.user = user or AnonymousUser()
    return request


def of(client: Client, user: Any = None) -> Commenter | None:
    return identity.of(request_of(client, user))


def press(contact_link: str, client: Client | None = None, **fields: str) -> Any:
    return (client or reader()).post(contact_link, fields)


def test_a_link_by_mail_proves_the_address_and_binds_the_browser_that_presses_the_button() -> None:
    client = reader()
    assert client.post(PAGE, {"email": EMAIL}).headers["Location"] == f"{PAGE}?sent"
    contact = Contact.objects.get()
    assert (contact.confirmed_at, of(client), identity.address_of(contact.commenter)) == (None, None, "")
    page = client.get(link(contact))
    assert EMAIL in words(page)
    answer = press(link(contact), client)
    assert (answer.status_code, answer.headers["Location"]) == (303, PAGE)
    assert of(client) == contact.commenter
    assert identity.address_of(contact.commenter) == EMAIL
    assert list(Commenter.objects.proven()) == [contact.commenter]
    assert EMAIL in words(client.get(PAGE))


def test_the_cookie_is_for_a_year_and_not_for_scripts_or_other_sites(settings: Settings) -> None:
    client = reader()
    press(link(asked()), client)
    cookie = client.cookies[browser.cookie()]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 365 * 86_400)
    assert not cookie["secure"]
    settings.SITE_URL = "https://news.example"
    press(link(asked("else@example.org")), client)
    assert client.cookies["__Host-identity"]["secure"]


def test_the_link_works_on_another_device_and_once() -> None:
    contact = asked()
    address, phone, other = link(contact), reader("203.0.113.9"), reader()
    assert press(address, phone).status_code == 303
    assert of(phone) == contact.commenter
    again = press(address, other)
    assert (again.status_code, browser.cookie() in other.cookies) == (410, False)
    assert "used already" in words(again)
    assert other.get(address).status_code == 410


def test_a_link_that_was_used_just_now_claims_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    comment = make_comment(commenter=commenter_of(None, EMAIL))
    token = links.token(asked(comment=comment))
    monkeypatch.setattr(confirming, "_use", lambda contact: False)
    with pytest.raises(LinkUsed):
        confirming.confirm(token, claims_comment=True)
    assert Comment.objects.get().commenter == comment.commenter


def test_the_address_is_held_after_comment_and_commenters_as_everywhere() -> None:
    token = links.token(asked(comment=make_comment(commenter=commenter_of(None, EMAIL))))
    with CaptureQueriesContext(connection) as queries:
        confirming.confirm(token, claims_comment=True)
    changed = [table for query in queries for table in ("comment", "commenter", "contact")
               if query["sql"].lstrip().startswith(f'UPDATE "comments_{table}"')
               or query["sql"].lstrip().startswith(f"UPDATE comments_{table} ")]  # fmt: skip
    assert changed == ["comment", "commenter", "commenter", "contact"]


def test_opening_the_link_changes_nothing() -> None:
    contact, client = asked(), reader()
    for method in (client.get, client.head, client.get):
        assert method(link(contact)).status_code == 200
    assert list(Contact.objects.values()) == list(Contact.objects.filter(confirmed_at=None).values())
    assert browser.cookie() not in client.cookies
    assert not Commenter.objects.proven().exists()


def test_a_link_is_good_for_a_day(clock: time_machine.Traveller) -> None:
    contact = asked()
    clock.shift(links.GOOD_FOR)
    assert reader().get(link(contact)).status_code == 200
    clock.shift(timedelta(seconds=1))
    assert (reader().get(link(contact)).status_code, press(link(contact)).status_code) == (410, 410)
    assert not Commenter.objects.proven().exists()


@pytest.mark.parametrize("change", ["number", "code", "replaced", "revoked", "cookie's nonce"])
def test_forged_and_ended_links_open_nothing(change: str, clock: time_machine.Traveller) -> None:
    contact, other = asked(), asked("other@example.org")
    address = link(contact)
    number, code = links.token(contact).split("-", 1)
    match change:
        case "number":
            address = f"/comments/confirm/{other.pk}-{code}/"
        case "code":
            address = f"/comments/confirm/{number}-{'A' * 22}/"
        case "replaced":
            clock.shift(timedelta(minutes=10))
            asked()
        case "revoked":
            Contact.objects.filter(pk=contact.pk).update(nonce="0" * 32)
        case _:
            address = f"/comments/confirm/{number}-{contact.nonce[:22]}/"
    assert (reader().get(address).status_code, press(address).status_code) == (410, 410)
    assert not Commenter.objects.proven().exists()


def test_what_the_database_holds_is_no_link() -> None:
    contact = asked()
    assert len(links.token(contact).split("-", 1)[1]) == 22  # 128 bits in base64
    values = [str(value) for row in (*Contact.objects.values(), *Job.objects.values()) for value in row.values()]
    assert not any(links.token(contact).split("-", 1)[1] in value for value in values)
    assert not any(EMAIL in str(row) for row in Job.objects.values())


@pytest.mark.parametrize("value", ["", "nonsense", "1-{nonce}", "{pk}-{nonce}", "{pk}-{nonce}:1aaaaa:forged"])
def test_a_forged_cookie_is_nobody(value: str) -> None:
    contact, client = confirmed(), reader()
    client.cookies[browser.cookie()] = value.format(pk=contact.pk, nonce=contact.nonce)
    assert of(client) is None
    assert client.get(PAGE).status_code == 200


def test_a_cookie_ends_after_a_year(clock: time_machine.Traveller) -> None:
    client = bound()
    clock.shift(browser.FOR - timedelta(seconds=1))  # times in it are whole seconds
    assert of(client)
    clock.shift(timedelta(seconds=3))
    assert of(client) is None


def test_an_account_comes_before_the_cookie_and_closed_ones_are_nobody() -> None:
    user, client = make_user(), bound()
    assert of(client, user) is None
    account = identity.made_for(request_of(client, user))
    assert account == of(client, user) == commenter_of(user, "")
    assert set(Commenter.objects.proven()) == {account, confirmed().commenter}
    user.is_active = False
    user.save()
    assert list(Commenter.objects.proven()) == [confirmed().commenter]


def test_an_account_is_written_to_at_its_verified_address_alone() -> None:
    from allauth.account.models import EmailAddress

    user = make_user(email="typed@example.org")
    account = commenter_of(user, user.email)
    EmailAddress.objects.create(user=user, email="typed@example.org")
    assert identity.address_of(account) == ""
    EmailAddress.objects.create(user=user, email="verified@example.org", verified=True)
    assert identity.address_of(account) == "verified@example.org"


def test_signing_out_ends_this_browser_or_all_of_them() -> None:
    here, there, contact = bound(), bound(), confirmed()
    here.post(f"{PAGE}leave/")
    assert (of(here), of(there)) == (None, contact.commenter)
    here = bound()
    waiting = asked()
    answer = here.post(f"{PAGE}leave-all/")
    assert (answer.status_code, answer.headers["Location"]) == (303, PAGE)
    assert (of(here), of(there)) == (None, None)
    assert reader().get(link(waiting)).status_code == 410
    assert identity.address_of(contact.commenter) == EMAIL


def test_a_stranger_signs_nobody_out() -> None:
    client, contact = bound(), confirmed()
    assert reader().post(f"{PAGE}leave-all/").status_code == 303
    assert of(client) == contact.commenter


@pytest.mark.parametrize("address", [PAGE, f"{PAGE}leave/", f"{PAGE}leave-all/", "link", "comment"])
def test_every_act_needs_the_proof_that_the_form_is_ours(address: str) -> None:
    from comments.links import status_token

    contact, comment = asked(), make_comment(commenter=commenter_of(None, EMAIL))
    found = {"link": link(contact), "comment": f"/comments/status/{status_token(comment)}/confirm/"}
    strict = bound(client=Client(enforce_csrf_checks=True))
    before = list(Contact.objects.values())
    assert strict.post(found.get(address, address), {"email": "else@example.org"}).status_code == 403
    assert list(Contact.objects.values()) == before


@pytest.mark.parametrize("address", [f"{PAGE}leave/", f"{PAGE}leave-all/"])
def test_leaving_is_no_matter_of_a_link(address: str) -> None:
    client = bound()
    assert client.get(address).status_code == 405
    assert of(client)


@pytest.mark.parametrize("query", ["", "?sent", "?then=/comments/identity/"])
def test_what_depends_on_the_browser_is_kept_by_nobody(query: str) -> None:
    for response in (bound().get(PAGE + query), reader().get(link(asked("b@example.org")))):
        assert response.headers["Cache-Control"] == "private, no-store"
        assert response.headers["X-Robots-Tag"] == "noindex"
        assert response.headers["Referrer-Policy"] == "strict-origin"
        Contact.objects.all().delete()


@pytest.mark.parametrize(
    ("email", "said"),
    [("", "Enter the e-mail"), ("nobody", "Enter a whole"), (f"{'a' * 250}@example.org", "one has at most 254")],
)
def test_what_is_no_address_is_refused_and_kept(email: str, said: str) -> None:
    answer = reader().post(PAGE, {"email": email})
    assert answer.status_code == 422
    assert said in words(answer)
    assert email in words(answer)
    assert not any(model.objects.exists() for model in (Contact, Commenter, Job))


def test_known_addresses_are_answered_like_unknown_ones() -> None:
    confirmed()
    said = [reader().post(PAGE, {"email": email}) for email in (EMAIL, "nobody@example.org", EMAIL)]
    assert len({(answer.status_code, answer.headers["Location"]) for answer in said}) == 1


@pytest.mark.parametrize(
    "path",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:1", "/no/such/place/at/all/", "/x"],
)
def test_nobody_is_led_away(path: str) -> None:
    contact = asked(then=path)
    assert contact.then == ""
    assert press(link(contact)).headers["Location"] == PAGE


def test_the_way_on_is_kept_unless_it_is_a_secret() -> None:
    assert asked(then="/comments/identity/?then=1").then == "/comments/identity/?then=1"
    assert asked("b@example.org", then=link(asked("c@example.org"))).then == ""


def test_the_way_on_comes_from_the_form() -> None:
    page = words(reader().get(f"{PAGE}?then=/comment-data/"))
    assert 'name="then" value="/comment-data/"' in page
    reader().post(PAGE, {"email": EMAIL, "then": "/comment-data/"})
    assert press(link(Contact.objects.get())).headers["Location"] == "/comment-data/"


def test_nobody_is_mailed_more_than_once_in_ten_minutes_and_six_times_a_day(clock: time_machine.Traveller) -> None:
    minutes = []
    for minute in range(0, 24 * 60 + 1, 10):
        asked()
        minutes += [minute] if Job.objects.open().exists() else []
        Job.objects.all().delete()
        clock.shift(timedelta(minutes=10))
    assert minutes == [0, 10, 20, 470, 940, 1400]


def test_a_repeat_leaves_the_first_link_good() -> None:
    first = link(asked())
    assert link(asked()) == first
    assert press(first).status_code == 303


def test_whoever_asks_too_often_is_told_to_wait(clock: time_machine.Traveller) -> None:
    client = reader()
    answers = [client.post(PAGE, {"email": f"guest{number}@example.org"}) for number in range(6)]
    assert [answer.status_code for answer in answers] == [303] * 5 + [429]
    assert answers[-1].headers["Retry-After"] == "60"
    assert "guest5@example.org" in words(answers[-1])
    assert Contact.objects.count() == 5
    clock.shift(timedelta(seconds=60))
    assert client.post(PAGE, {"email": "guest5@example.org"}).status_code == 303


def test_a_confirmed_address_is_written_to_as_it_was_confirmed() -> None:
    """Two spellings that are the same to us may be two mailboxes somewhere."""
    contact = confirmed("ada@strasse.example")
    again = asked("ada@straße.example")
    assert (again.pk, again.email) == (contact.pk, "ada@strasse.example")
    unconfirmed = asked("Bob@example.org")
    Contact.objects.filter(pk=unconfirmed.pk).update(email="bob@example.org")
    assert reader().get(link(unconfirmed)).status_code == 410


def test_without_mail_nothing_is_offered(settings: Settings) -> None:
    settings.MAIL_IS_CONFIGURED = False
    page = words(reader().get(PAGE))
    assert "cannot send mail" in page
    assert 'name="email"' not in page
    assert reader().post(PAGE, {"email": EMAIL}).status_code == 409
    assert not Contact.objects.exists()


def test_the_mail_has_the_link_in_both_parts_and_no_words_of_whoever_asked() -> None:
    asking.ask(EMAIL, then="/comment-data/")
    contact = Contact.objects.get()
    letter = asking.letter(contact)
    assert letter.to == EMAIL
    for part in (letter.text, letter.html):
        assert django_settings.SITE_URL + link(contact) in part
        assert "24 hours" in part
        assert "comment-data" not in part
    assert letter.occasion == asking.letter(Contact.objects.get()).occasion


def test_one_job_mails_one_link() -> None:
    asking.ask(EMAIL)
    contact = Contact.objects.get()
    asking.mail_link(Job(kind=asking.CONFIRM_JOB, ref=contact.pk))
    assert [message.to for message in outgoing.outbox] == [[EMAIL]]
    press(link(contact))
    asking.mail_link(Job(kind=asking.CONFIRM_JOB, ref=contact.pk))
    assert len(outgoing.outbox) == 1


def test_forgetting_ends_links_and_browsers_and_leaves_no_code() -> None:
    client, person = bound(), confirmed().commenter
    comment = make_comment(commenter=person)
    identity.forget(person)
    person.refresh_from_db()
    assert (of(client), person.email_key, person.domain_key, Contact.objects.count()) == (None, None, "", 0)
    assert Comment.objects.get() == comment
    assert not Commenter.objects.proven().exists()
    assert confirmed().commenter != person
