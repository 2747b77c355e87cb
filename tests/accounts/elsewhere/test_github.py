"""GitHub is no OpenID Connect issuer: its protocol is OAuth, and its list of addresses says which it has verified."""

import json
from urllib.parse import parse_qsl, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.elsewhere import providers
from newsroom import elsewhere, environment
from tests.accounts.elsewhere.travel import come_back, who, words
from tests.oidc_server import Fault, OidcServer

pytestmark = pytest.mark.django_db
AT = "/accounts/elsewhere/github/"
PROFILE = {"id": 4711, "login": "ann", "name": "Ann Example", "email": "shown@example.org"}


@pytest.fixture
def github(issuer: OidcServer, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> OidcServer:
    """As SIGN_IN_WITH=github makes it, but with its two hosts on loopback."""
    source = {"SIGN_IN_WITH": "github", "SIGN_IN_GITHUB_ID": "our-client", "SIGN_IN_GITHUB_SECRET": "our-secret"}
    monkeypatch.setattr(environment, "source", source)
    [app] = elsewhere.from_environment()
    assert (app["provider_id"], app["settings"]["hosts"]) == ("https://github.com", ["api.github.com"])
    settings.SIGN_IN_WITH = [app | {"settings": {"server_url": issuer.address, "hosts": []}}]
    for name in ("access_token_url", "authorize_url", "profile_url", "emails_url"):
        monkeypatch.setattr(providers.GitHubAdapter, name, f"{issuer.address}/{name}")
    issuer.faults = {
        "/access_token_url": Fault(body=b'{"access_token": "x"}'),
        "/profile_url": Fault(body=json.dumps(PROFILE).encode()),
        "/emails_url": listed(("ann@example.org", True), ("shown@example.org", False)),
    }
    return issuer


def listed(*emails: tuple[str, bool]) -> Fault:
    rows = [{"email": email, "verified": verified, "primary": False} for email, verified in emails]
    return Fault(body=json.dumps(rows).encode())


def way(client: Client) -> dict[str, str]:
    client.post(AT)
    return dict(parse_qsl(urlsplit(client.get(f"{AT}leave/")["Refresh"]).query))


def travel(client: Client) -> str:
    state = way(client)["state"]
    return str(come_back(client, f"{AT}back/?code=c&state={state}")["Location"])


def test_the_way_there_is_bound_to_this_browser(github: OidcServer) -> None:
    asked = way(Client())
    assert (asked["client_id"], asked["scope"], asked["code_challenge_method"]) == ("our-client", "user:email", "S256")


def test_a_newcomer_joins_with_the_address_that_is_verified(github: OidcServer) -> None:
    client = Client()
    assert travel(client) == f"{AT}join/"
    assert 'value="Ann Example"' in words(client.get(f"{AT}join/"))
    client.post(f"{AT}join/", {"name": "Annie"})
    assert EmailAddress.objects.get().email == "ann@example.org"
    held = SocialAccount.objects.get()
    assert (held.provider, held.uid, who(client)) == ("https://github.com", "4711", str(held.user_id))


def test_who_is_connected_is_signed_in(github: OidcServer, editor: object) -> None:
    SocialAccount.objects.create(user=editor, provider="https://github.com", uid="4711")
    client = Client()
    travel(client)
    assert who(client)


@pytest.mark.parametrize("emails", [listed(("ann@example.org", False)), Fault(404)])
def test_an_address_that_is_not_verified_makes_no_account(emails: Fault, github: OidcServer) -> None:
    github.faults["/emails_url"] = emails
    client = Client()
    travel(client)
    assert "GitHub does not vouch for an e-mail address" in words(client.get(f"{AT}join/"))


@pytest.mark.parametrize("profile", [b"[]", b"{}", b"nothing", b'{"id": null}'])
def test_rubbish_is_met_calmly(profile: bytes, github: OidcServer) -> None:
    github.faults["/profile_url"] = Fault(body=profile)
    client = Client()
    answer = come_back(client, f"{AT}back/?code=c&state={way(client)['state']}")
    assert (answer.status_code, who(client)) == (502, "")
