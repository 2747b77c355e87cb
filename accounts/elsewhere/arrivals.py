"""Who has come back from another site, as far as it proved that."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from django.http import HttpRequest, HttpResponseBase

from accounts import cookies
from accounts.elsewhere import sites
from accounts.elsewhere.attempts import Attempt
from accounts.elsewhere.faults import ElsewhereError, Kind, Unbelievable
from accounts.elsewhere.sites import Site

if TYPE_CHECKING:
    from allauth.socialaccount.models import SocialLogin

COOKIE = "arrival"
VALID_FOR = 600  # seconds for choosing a name
CANCELLED = ("access_denied", "user_cancelled_login", "user_cancelled_authorize", "consent_required")
log = logging.getLogger("newsroom.accounts")


class Arrival(NamedTuple):
    issuer: str
    uid: str
    email: str = ""
    is_proven: bool = False
    """Whether the other site says that it has verified the address."""
    name: str = ""
    then: str = ""

    def keep(self, response: HttpResponseBase) -> None:
        """Until a newcomer has chosen a name: nothing is stored of who leaves that page."""
        cookies.keep(response, COOKIE, self, VALID_FOR)

    @classmethod
    def of(cls, request: HttpRequest, issuer: str) -> Self | None:
        """The newcomer who has come back to this browser from there, in the last ten minutes."""
        found = cookies.kept(request, COOKIE, VALID_FOR)
        return cls(*found) if found[:1] == [issuer] else None


def way_to(request: HttpRequest, site: Site, attempt: Attempt) -> str:
    """The address at the other site. Raises ElsewhereError."""
    from accounts.elsewhere.providers import provider_of
    from accounts.elsewhere.transport import asking

    app = sites.app_of(site)
    with asking(sites.origins_of(app)):
        return str(provider_of(request, app, attempt).redirect(request, process="login").url)


def received(request: HttpRequest, site: Site, attempt: Attempt) -> Arrival:
    """Whom the other site proves by the code that this browser brings. Raises ElsewhereError."""
    if sites.app_of(site).provider == "openid_connect" and not _is_from(site, request.GET.get("iss", site.issuer)):
        raise Unbelievable("the way back names another issuer")  # RFC 9207
    if refusal := request.GET.get("error"):
        cancelled = refusal in CANCELLED
        raise ElsewhereError(f"it says {_plain(refusal)}", Kind.CANCELLED if cancelled else Kind.REFUSED)
    if not request.GET.get("code"):
        raise Unbelievable("it sent neither a code nor an error")
    return _told(_exchanged(request, site, attempt), site, attempt)


def _is_from(site: Site, issuer: str) -> bool:
    return issuer.rstrip("/") == site.issuer


def _exchanged(request: HttpRequest, site: Site, attempt: Attempt) -> SocialLogin:
    from allauth.socialaccount.providers.oauth2.client import OAuth2Error

    from accounts.elsewhere.providers import provider_of
    from accounts.elsewhere.transport import asking

    app = sites.app_of(site)
    with asking(sites.origins_of(app)):
        adapter = provider_of(request, app, attempt).get_oauth2_adapter(request)
        try:
            client = adapter.get_client(request, app)
            answer = adapter.get_access_token_data(request, app, client, pkce_code_verifier=attempt.verifier)
            return adapter.complete_login(request, app, adapter.parse_token(answer), response=answer)
        except OAuth2Error:  # it quotes the answer, which may hold a token
            raise Unbelievable("it gave no access token for the code") from None
        except (ValueError, TypeError, KeyError, AttributeError) as fault:
            raise Unbelievable(f"its answer can't be read: {type(fault).__name__}") from None


def _told(login: SocialLogin, site: Site, attempt: Attempt) -> Arrival:
    addresses = sorted(login.email_addresses, key=lambda each: (each.verified, each.primary), reverse=True)
    email, is_proven = (addresses[0].email, bool(addresses[0].verified)) if addresses else ("", False)
    return Arrival(site.issuer, login.account.uid, email, is_proven, _name_in(login), attempt.then)


def _name_in(login: SocialLogin) -> str:
    """What the other site calls them, as a proposal."""
    given: Any = login.account.extra_data.get("name")
    return " ".join(given.split())[:60] if isinstance(given, str) and given.isprintable() else ""


def note(site: Site, fault: ElsewhereError) -> None:
    """For operators."""
    log.warning("sign-in elsewhere failed", extra={"site": site.name, "kind": str(fault.kind), "detail": fault.detail})


def _plain(word: str) -> str:
    return word[:40] if word.isascii() and word.isprintable() else "something unreadable"


def end(response: HttpResponseBase) -> None:
    cookies.drop(response, COOKIE)
