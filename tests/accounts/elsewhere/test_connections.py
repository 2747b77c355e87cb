"""What an owner does with ways into an account: connect, disconnect, and be told."""

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.conf import settings as django_settings
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.elsewhere import letters
from accounts.models import User
from comments.own import accounts as own_accounts
from comments.own import kept
from comments.own.people import People
from outbox.jobs import Done
from outbox.models import Job
from tests.accounts.conftest import PASSWORD
from tests.accounts.elsewhere.travel import AT, come_back, travel, way_of, who, words
from tests.accounts.factor import ask, signed_in
from tests.oidc_server import OidcServer, settings_for

pytestmark = pytest.mark.django_db
CONNECT = f"{AT}connect/"
ACCOUNT = "/accounts/"


@pytest.fixture
def bob(db: None) -> User:
    user = User.objects.create_user("bob", "bob@example.org", PASSWORD, public_name="Bob")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def way_out(client: Client) -> str:
    begun = client.post(CONNECT, {"password": PASSWORD})
    assert (begun.status_code, begun["Location"]) == (303, f"{AT}leave/")
    return way_of(client.get(f"{AT}leave/"))


def connect(client: Client, issuer: OidcServer) -> object:
    return come_back(client, issuer.agree(way_out(client)))


def remove(client: Client, held: SocialAccount) -> str:
    answer = client.post(f"/accounts/elsewhere/connections/{held.pk}/remove/")
    assert answer.status_code == 303
    return str(answer["Location"])


def test_an_owner_connects_with_their_password_and_signs_in_with_it(issuer: OidcServer, bob: User) -> None:
    client = signed_in(bob)
    answer = come_back(client, issuer.agree(way_out(client)))
    assert (answer.status_code, answer["Location"]) == (303, f"{ACCOUNT}?said=elsewhere-connected")
    assert "Connected: you can sign in with it from now on." in words(client.get(answer["Location"]))
    held = SocialAccount.objects.get()
    assert (held.user, held.provider, held.uid, held.extra_data) == (
        bob,
        issuer.address,
        "person-1",
        {"email": "ann@example.org"},
    )
    travel(elsewhere := Client(), issuer)
    assert who(elsewhere) == str(bob.pk)


@pytest.mark.parametrize("password", ["", "wrong"])
def test_whoever_finds_the_browser_connects_nothing(password: str, issuer: OidcServer, bob: User) -> None:
    client = signed_in(bob)
    answer = client.post(CONNECT, {"password": password})
    assert (answer.status_code, "Nothing is connected" in words(answer)) == (422, True)
    assert client.get(f"{AT}leave/").status_code == 403


def test_strangers_sign_in_before_they_connect(issuer: OidcServer) -> None:
    answer = Client().get(CONNECT)
    assert (answer.status_code, answer["Location"]) == (302, f"/accounts/login/?next={CONNECT}")


def test_staff_show_their_factor_before_they_connect(issuer: OidcServer) -> None:
    moderator = User.objects.create_user("mod", password=PASSWORD, is_staff=True)
    ask(moderator)
    assert signed_in(moderator).get(CONNECT)["Location"].startswith("/accounts/second-factor/set-up/")


def test_who_has_signed_out_meanwhile_connects_nothing(issuer: OidcServer, bob: User) -> None:
    client = signed_in(bob)
    address = issuer.agree(way_out(client))
    del client.cookies[django_settings.SESSION_COOKIE_NAME]
    answer = come_back(client, address)
    assert (answer.status_code, SocialAccount.objects.count(), who(client)) == (403, 0, "")


def test_who_is_somebody_else_meanwhile_connects_nothing(issuer: OidcServer, bob: User, reader: User) -> None:
    client = signed_in(bob)
    address = issuer.agree(way_out(client))
    client.force_login(reader)
    answer = come_back(client, address)
    assert (answer.status_code, "Nothing was connected" in words(answer)) == (403, True)
    assert not SocialAccount.objects.exists()


def test_what_belongs_to_another_account_stays_there(issuer: OidcServer, ann: User, bob: User) -> None:
    client = signed_in(bob)
    answer = come_back(client, issuer.agree(way_out(client)))
    assert (answer.status_code, "opens another account here" in words(answer)) == (409, True)
    assert (SocialAccount.objects.get().user, who(client)) == (ann, str(bob.pk))


def test_what_is_connected_already_is_connected_once(issuer: OidcServer, bob: User) -> None:
    client = signed_in(bob)
    for _time in range(2):
        answer = come_back(client, issuer.agree(way_out(client)))
        assert answer["Location"].endswith("elsewhere-connected")
    assert (SocialAccount.objects.count(), Job.objects.filter(kind=letters.CONNECTED).count()) == (1, 1)


def test_the_account_page_shows_what_is_connected_and_what_can_be(
    issuer: OidcServer, bob: User, settings: Settings
) -> None:
    other = settings_for(issuer, "other", provider_id="https://other.example")
    settings.SIGN_IN_WITH = [*settings.SIGN_IN_WITH, other]
    SocialAccount.objects.create(user=bob, provider=issuer.address, uid="1", extra_data={"email": "b@x.example"})
    page = words(signed_in(bob).get(ACCOUNT))
    assert "b@x.example" in page
    assert ("Disconnect Example" in page, "Connect Example" in page.replace("Disconnect", "")) == (True, False)
    assert ("Connect Other" in page, "Disconnect Other" in page) == (True, False)


def test_an_owner_disconnects(issuer: OidcServer, bob: User) -> None:
    held = SocialAccount.objects.create(user=bob, provider=issuer.address, uid="person-1")
    assert remove(signed_in(bob), held) == f"{ACCOUNT}?said=elsewhere-disconnected"
    assert not SocialAccount.objects.exists()


def test_the_last_way_in_stays(issuer: OidcServer, ann: User) -> None:
    client, held = signed_in(ann), SocialAccount.objects.get()
    assert remove(client, held) == f"{ACCOUNT}?said=elsewhere-last"
    SocialAccount.objects.create(user=ann, provider="https://gone.example", uid="1")
    assert remove(client, held).endswith("elsewhere-last")
    SocialAccount.objects.create(user=ann, provider=issuer.address, uid="2")
    assert remove(client, held).endswith("elsewhere-disconnected")


def test_what_is_offered_no_more_opens_nothing_and_can_be_removed(issuer: OidcServer, ann: User) -> None:
    old = SocialAccount.objects.create(user=ann, provider="https://gone.example", uid="1")
    client = signed_in(ann)
    page = words(client.get(ACCOUNT))
    assert "gone.example" in page
    assert "It is not offered here any more" in page
    assert remove(client, old).endswith("elsewhere-disconnected")


def test_nobody_disconnects_what_is_another_s(issuer: OidcServer, ann: User, bob: User) -> None:
    address = f"/accounts/elsewhere/connections/{SocialAccount.objects.get().pk}/remove/"
    assert (Client().post(address).status_code, signed_in(bob).post(address).status_code) == (404, 404)
    assert signed_in(ann).get(address).status_code == 405
    assert SocialAccount.objects.exists()


def mailed() -> list[EmailMessage]:
    """What the job of the only connection has sent."""
    job = Job.objects.get(kind=letters.CONNECTED)
    assert isinstance(letters.mail_connected(job), Done)
    return [*mail.outbox]


def test_the_owner_is_told_by_mail_of_a_way_into_the_account(issuer: OidcServer, bob: User) -> None:
    connect(signed_in(bob), issuer)
    [letter] = mailed()
    assert letter.to == ["bob@example.org"]
    assert letter.subject == "Example now opens your account at The Newsroom"
    assert "signed in at The Newsroom as Bob" in letter.body
    assert "http://127.0.0.1:8000/accounts/" in letter.body
    assert "ann@example.org" not in letter.body


def test_nobody_is_told_of_what_was_taken_back(issuer: OidcServer, bob: User) -> None:
    connect(signed_in(bob), issuer)
    SocialAccount.objects.all().delete()
    assert mailed() == []


def test_without_a_mail_server_the_job_is_done(issuer: OidcServer, bob: User, settings: Settings) -> None:
    connect(signed_in(bob), issuer)
    settings.MAIL_IS_CONFIGURED = False
    assert mailed() == []


def test_what_is_kept_of_it_is_in_the_owner_s_export_and_goes_with_the_account(ann: User, issuer: OidcServer) -> None:
    [account] = [part for part in kept.PARTS if part.name == "account"]
    [row] = account.rows(People(None, (), (), (), ann))
    [told] = row["sign_ins_elsewhere"]
    assert (told["provider"], told["uid"], told["extra_data"]) == (issuer.address, "person-1", {"email": ann.email})
    own_accounts.close(ann, [ann.email])
    assert not SocialAccount.objects.exists()
