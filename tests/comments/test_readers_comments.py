"""Readers with an account: they write under its name, and what they had proven as guests becomes the account's."""

import json
import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.contrib.sessions.models import Session
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from accounts.readers import making
from accounts.second_factor import codes
from comments.identity import taking_over
from comments.models import Comment, Commenter, Contact, Erasure
from comments.models.commenter import email_key
from comments.own import erasing
from outbox.models import Job
from outbox.worker import Worker
from tests.accounts.conftest import PASSWORD
from tests.accounts.readers import EMAIL, NAME, confirm_link, make_reader, signed_in
from tests.comments.identity import asked, bound, confirmed
from tests.comments.posting import filled_in, form_address, post, reader, words
from tests.comments.scanning import found_in_tables
from tests.comments.taking import DOWNLOAD, fetched
from tests.factories import make_article, make_comment

pytestmark = pytest.mark.django_db
PLANTED = ("planted.reader@scan.example", "Plantedreader", "2482plantedsub")


@pytest.fixture
def user(db: None) -> User:
    return make_reader()


@pytest.fixture
def ann(user: User) -> Client:
    client = reader()
    client.force_login(user)
    return client


def confirm_and_work(user: User) -> None:
    """As when the address has just become the account's."""
    making._tell(EmailAddress.objects.get(user=user, primary=True))
    Worker().drain()


# Writing


def test_who_is_signed_in_writes_under_the_accounts_name_and_is_asked_for_none(ann: Client, user: User) -> None:
    article = make_article()
    page = ann.get(form_address(article)).content.decode()
    assert f"You write as <bdi>{NAME}</bdi>" in page
    assert 'name="email"' not in page
    assert 'name="name"' not in page
    assert "csrfmiddlewaretoken" in page
    assert post(article, ann, name="Somebody Else", email="else@example.org").status_code == 303
    comment = Comment.objects.get()
    assert (comment.name, comment.badge, comment.commenter and comment.commenter.user) == (NAME, "", user)
    assert comment.submissions.get().email == EMAIL


def test_a_signed_in_readers_post_needs_djangos_proof_as_that_of_staff_does(user: User) -> None:
    article, client = make_article(), Client(enforce_csrf_checks=True)
    client.force_login(user)
    refused = client.post(form_address(article), filled_in(article, name=None, email=None))
    assert refused.status_code == 403
    assert "A remark." in refused.content.decode()
    assert not Comment.objects.exists()


def test_the_articles_page_is_the_same_bytes_for_who_is_signed_in(ann: Client) -> None:
    article = make_comment(status="approved").article
    pages = [client.get(article.get_absolute_url()) for client in (reader(), ann)]
    assert pages[0].content == pages[1].content
    assert not pages[1].cookies
    assert NAME not in pages[1].content.decode()


def test_an_account_that_nobody_confirmed_is_nobody_here(settings: Settings) -> None:
    settings.MAIL_IS_CONFIGURED = True
    confirm_link()
    article = make_article()
    assert post(article, reader(), email=EMAIL).status_code == 303
    comment = Comment.objects.get()
    assert comment.commenter is not None
    assert comment.commenter.user is None
    assert not Commenter.objects.proven().exists()


# What was proven before


def test_comments_under_the_confirmed_address_become_the_accounts_and_count_for_it(user: User, ann: Client) -> None:
    owner = confirmed(EMAIL).commenter
    earlier = make_comment(commenter=owner, status="approved", text="Written before.")
    owner.recount()
    confirm_and_work(user)
    earlier.refresh_from_db()
    owner.refresh_from_db()
    account = Commenter.objects.get(user=user)
    assert earlier.commenter == account
    assert (account.approved_count, owner.approved_count) == (1, 0)
    assert Commenter.objects.proven().filter(comments=earlier).get() == account
    page = words(ann.get("/comments/mine/"))
    assert "Written before." in page
    assert "How it stands, change, withdraw" in page


def test_what_somebody_merely_typed_under_the_address_stays_theirs(user: User) -> None:
    typed = make_comment(commenter=Commenter.objects.create(email_key=email_key(EMAIL)), status="approved")
    confirmed(EMAIL)
    confirm_and_work(user)
    typed.refresh_from_db()
    assert typed.commenter is not None
    assert typed.commenter.user is None


def test_nothing_is_taken_over_from_an_address_that_was_not_confirmed_or_is_spelled_otherwise(user: User) -> None:
    unproven = make_comment(commenter=asked(EMAIL).commenter)
    other = Commenter.objects.create(email_key=email_key("x@strasse.example"), of_owner=True)
    Contact.objects.create(commenter=other, email="x@stra\u00dfe.example", confirmed_at=unproven.created_at)
    elsewhere = make_comment(commenter=other)
    for email in (EMAIL, "x@strasse.example"):
        confirm_and_work(user if email == EMAIL else make_reader(email))
    for comment in (unproven, elsewhere):
        before = comment.commenter
        comment.refresh_from_db()
        assert comment.commenter == before


def test_nothing_is_taken_over_while_its_owner_has_it_erased(user: User) -> None:
    owner = confirmed(EMAIL).commenter
    comment = make_comment(commenter=owner)
    erasing.ask(owner)
    taking_over.take_over(Job(ref=EmailAddress.objects.get().pk)).effect()
    comment.refresh_from_db()
    assert comment.commenter == owner


def test_many_are_taken_over_a_portion_at_a_time(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking_over, "PORTION", 2)
    owner, article = confirmed(EMAIL).commenter, make_article()
    for _number in range(5):
        make_comment(article, commenter=owner)
    confirm_and_work(user)
    assert Comment.objects.filter(commenter__user=user).count() == 5


def test_a_changed_name_stands_over_all_that_the_account_wrote(user: User, ann: Client) -> None:
    comment = make_comment(commenter=Commenter.objects.create(user=user), status="approved", name=NAME)
    assert ann.post("/accounts/name/", {"name": "Ann of Town"}).status_code == 303
    Worker().drain()
    assert "Ann of Town" in reader().get(comment.article.get_absolute_url()).content.decode()


# The ways there


def test_guests_are_shown_the_way_in_and_who_is_known_is_not(ann: Client, settings: Settings) -> None:
    settings.MAIL_IS_CONFIGURED = True
    article = make_article()
    form = form_address(article)
    way = f"/accounts/login/?next={article.get_absolute_url()}%23comments"
    assert way in reader().get(form).content.decode()
    assert "/accounts/sign-up/" in reader().get("/comments/identity/").content.decode()
    assert "/accounts/sign-up/" in reader().get("/comment-data/").content.decode()
    for client in (ann, bound()):
        assert "/accounts/sign-up/" not in client.get(form).content.decode()
    assert 'href="/accounts/"' in ann.get("/comments/mine/").content.decode()
    settings.READER_ACCOUNTS = "closed"
    for address in (form, "/comments/identity/", "/comment-data/"):
        assert "/accounts/sign-up/" not in reader().get(address).content.decode()


def test_the_discussion_leads_to_ones_own_comments() -> None:
    assert 'href="/comments/mine/"' in reader().get(make_article().get_absolute_url()).content.decode()


# What is kept, and that it goes


def plant() -> User:
    email, name, number = PLANTED
    user = make_reader(email, public_name=name)
    EmailAddress.objects.create(user=user, email=f"second.{email}")
    Authenticator.objects.create(user=user, type="webauthn", data={"name": name})
    elsewhere = SocialAccount.objects.create(user=user, provider="x", uid=number, extra_data={"email": email})
    SocialToken.objects.create(account=elsewhere, token=number)
    client = reader()
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "socialaccount", "uid": number}]
    session.save()
    assert post(make_article(), client).status_code == 303
    return user


def test_the_download_tells_of_every_table_of_accounts() -> None:
    user, client = plant(), reader()
    client.force_login(user)
    [told] = fetched(client, client.post(DOWNLOAD, {"password": PASSWORD}))["account"]
    assert {each["email"] for each in told["addresses"]} == {PLANTED[0], f"second.{PLANTED[0]}"}
    assert [each["type"] for each in told["second_factors"]] == ["webauthn"]
    assert [each["uid"] for each in told["sign_ins_elsewhere"]] == [PLANTED[2]]
    assert not re.search(r"md5|secret|token", json.dumps(told))


def test_a_closed_account_leaves_no_address_no_name_and_no_session_in_any_table() -> None:
    user, other = plant(), reader()
    other.force_login(make_reader("kept@example.org"))
    assert found_in_tables(*PLANTED)
    erasing.ask(Commenter.objects.get(user=user))
    Worker().drain()
    assert not found_in_tables(*PLANTED)
    assert [other.session.session_key] == list(Session.objects.values_list("session_key", flat=True))
    assert other.get("/accounts/").status_code == 200


def test_a_session_from_before_there_was_a_second_factor_shows_it_before_all_is_erased() -> None:
    user = make_reader()
    client = signed_in(user)
    codes.set_up(user, "JBSWY3DPEHPK3PXP", 1)
    for answer in (client.get("/comments/mine/download/"), client.post("/comments/mine/erase/", {"word": "erase"})):
        assert answer["Location"].startswith("/accounts/second-factor/code/")
    assert not Erasure.objects.exists()
