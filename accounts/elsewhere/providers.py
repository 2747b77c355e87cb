"""The two protocols, by django-allauth, bound to this browser's attempt and to our addresses. Heavy: import it late."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from allauth.core.internal.httpkit import add_query_params
from allauth.socialaccount.providers.github.provider import GitHubProvider
from allauth.socialaccount.providers.github.views import GitHubOAuth2Adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Client
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from accounts.elsewhere import discovery, tokens
from accounts.elsewhere.attempts import Attempt
from accounts.elsewhere.faults import Unbelievable

if TYPE_CHECKING:
    from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken


class Client(OAuth2Client):  # type: ignore[misc]
    def get_redirect_url(self, authorization_url: str, scope: list[str], extra_params: dict[str, Any]) -> str:
        """The address may have a query of its own."""
        asked = {"client_id": self.consumer_key, "redirect_uri": self.callback_url, "response_type": "code"}
        asked |= {"scope": " ".join(scope), "state": self.state}
        return str(add_query_params(authorization_url, asked | extra_params))


class Bound:
    """Of a provider: what would be random and kept in a session comes from the attempt."""

    app: SocialApp
    attempt: Attempt

    def get_pkce_params(self) -> dict[str, str]:
        digest = hashlib.sha256(self.attempt.verifier.encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        return {
            "code_verifier": self.attempt.verifier,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }

    def stash_redirect_state(self, *args: Any, **kwargs: Any) -> str:
        return self.attempt.state


class Asked:
    """Of an adapter: it knows its provider, and where it comes back to."""

    client_class = Client
    provider: Any

    def get_provider(self) -> Any:
        return self.provider

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        return settings.SITE_URL + reverse("accounts:elsewhere_back", args=[app.key])


class IssuerAdapter(Asked, OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    @property
    def openid_config(self) -> dict[str, Any]:
        return discovery.configuration(self.provider.app)

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any) -> SocialLogin:
        """What is signed holds. Who gave no address in there is asked for it: many issuers keep it apart."""
        claims = tokens.claims_of(kwargs["response"].get("id_token"), app, self.provider.attempt.nonce)
        if "email" not in claims and "userinfo_endpoint" in self.openid_config:
            told = self._fetch_user_info(token.token)
            if not isinstance(told, dict) or told.get("sub") != claims["sub"]:
                raise Unbelievable("userinfo: it is about somebody else")
            claims = told | claims
        return self.provider.sociallogin_from_response(request, {"id_token": claims})


class Issuer(Bound, OpenIDConnectProvider):  # type: ignore[misc]
    oauth2_adapter_class = IssuerAdapter

    def get_oauth2_adapter(self, request: HttpRequest) -> IssuerAdapter:
        return _adapter(IssuerAdapter(request, self.app.provider_id), self)

    def get_auth_params(self) -> dict[str, str]:
        return {"nonce": self.attempt.nonce}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[EmailAddress]:
        claims = data["id_token"]
        email, said = claims.get("email"), claims.get("email_verified")
        is_verified = said is True or said == "true"  # some write the word; "false" would be true in Python
        return [EmailAddress(email=email, verified=is_verified, primary=True)] if isinstance(email, str) else []

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        return {}

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        return {"name": data["id_token"].get("name")}


class GitHubAdapter(Asked, GitHubOAuth2Adapter):  # type: ignore[misc]
    """Its addresses are fixed; it knows no nonce and signs nothing, but PKCE binds the code to this attempt."""


class GitHub(Bound, GitHubProvider):  # type: ignore[misc]
    def get_oauth2_adapter(self, request: HttpRequest) -> GitHubAdapter:
        return _adapter(GitHubAdapter(request), self)

    def get_scope(self) -> list[str]:
        return ["user:email"]

    def extract_uid(self, data: dict[str, Any]) -> str:
        """Text would be made of anything: "None" is an account, too."""
        if type(data["id"]) is not int:
            raise Unbelievable("its profile has no number")
        return str(data["id"])

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        """Not the address on the profile: only the list of addresses says which are verified."""
        return {}

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        return {"name": data.get("name") or data.get("login")}


PROTOCOLS = {"openid_connect": Issuer, "github": GitHub}


def provider_of(request: HttpRequest, app: SocialApp, attempt: Attempt) -> Any:
    provider = PROTOCOLS[app.provider](request, app=app)
    provider.attempt = attempt
    return provider


def _adapter[A](adapter: A, provider: Any) -> A:
    adapter.provider = provider  # type: ignore[attr-defined]
    return adapter
