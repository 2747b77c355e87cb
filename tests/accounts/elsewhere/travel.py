"""A browser's way to the issuer and back."""

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from accounts.models import User
from tests.oidc_server import OidcServer

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

AT = "/accounts/elsewhere/example/"


def set_out(client: Client, **told: str) -> str:
    """Where the browser is led at the other site."""
    begun = client.post(AT, told)
    assert (begun.status_code, begun["Location"]) == (303, f"{AT}leave/")
    return way_of(client.get(f"{AT}leave/"))


def way_of(page: "Answer") -> str:
    assert page.status_code == 200
    assert page["Refresh"].startswith("0; url=")
    return page["Refresh"].removeprefix("0; url=")


def come_back(client: Client, address: str, **more: str) -> "Answer":
    parts = urlsplit(address)
    return client.get(parts.path, dict(parse_qsl(parts.query)) | more)


def travel(client: Client, issuer: OidcServer, **told: str) -> "Answer":
    """All the way: begin, agree there, come back."""
    return come_back(client, issuer.agree(set_out(client, **told)))


def connected(issuer: OidcServer, name: str = "ann", *, sub: str = "person-1", staff: bool = False) -> User:
    user = User.objects.create_user(name, f"{name}@example.org", is_staff=staff, public_name=name.capitalize())
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    SocialAccount.objects.create(user=user, provider=issuer.address, uid=sub, extra_data={"email": user.email})
    return user


def words(answer: "Answer") -> str:
    return " ".join(answer.content.decode().split())


def who(client: Client) -> str:
    return str(client.session.get("_auth_user_id", ""))
