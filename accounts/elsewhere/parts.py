"""Where sign-in elsewhere stands on the pages of accounts: nowhere, when nothing is configured nor connected."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import ways
from accounts.elsewhere import connections, sites
from accounts.models import User
from accounts.readers.pages import SAID
from accounts.readers.parts import ACCOUNT, DOORS, Part, add


def of_account(request: HttpRequest) -> dict[str, Any] | None:
    if not isinstance(request.user, User):
        return None
    held = [*connections.of(request.user)]
    connected = {each.provider for each in held}
    offered = [site for site in sites.configured() if site.issuer not in connected]
    return {"held": [*map(_shown, held)], "offered": offered} if held or offered else None


def _shown(held: SocialAccount) -> dict[str, Any]:
    known = {site.issuer for site in sites.configured()}
    return {
        "number": held.pk,
        "label": sites.label_of(held.provider),
        "email": held.extra_data.get("email", ""),
        "since": held.date_joined,
        "is_open": held.provider in known,
    }


def door(request: HttpRequest) -> dict[str, Any] | None:
    offered = sites.configured()
    return {"sites": offered} if offered else None


def show() -> None:
    add(ACCOUNT, Part(50, "accounts/_elsewhere.html", of_account))
    add(DOORS, Part(20, "accounts/_elsewhere_door.html", door))
    ways.WAYS.append(connections.usable_by)
    SAID["elsewhere-connected"] = _("Connected: you can sign in with it from now on.")
    SAID["elsewhere-disconnected"] = _("Disconnected: it opens your account no more.")
    SAID["elsewhere-last"] = _("It was not disconnected, as it is your last way in: set a password first.")
