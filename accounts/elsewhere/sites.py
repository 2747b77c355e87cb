"""The other sites of SIGN_IN_WITH. They stand in the settings, never in the database."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings

if TYPE_CHECKING:
    from allauth.socialaccount.models import SocialApp


class Site(NamedTuple):
    name: str
    """As it stands in our addresses."""
    label: str
    issuer: str


def configured() -> list[Site]:
    return [Site(each["key"], each["name"], each["provider_id"]) for each in settings.SIGN_IN_WITH]


def named(name: str) -> Site | None:
    return next((site for site in configured() if site.name == name), None)


def label_of(issuer: str) -> str:
    """That of an issuer which is no longer asked is its host."""
    known = {site.issuer: site.label for site in configured()}
    return known.get(issuer) or urlsplit(issuer).netloc


def app_of(site: Site) -> SocialApp:
    """Not a row: what django-allauth wants to know of the site."""
    from allauth.socialaccount.models import SocialApp

    return SocialApp(**next(each for each in settings.SIGN_IN_WITH if each["key"] == site.name))


def origins_of(app: SocialApp) -> frozenset[str]:
    """Where this site may be asked: its issuer's own origin, and the hosts that were named beside it."""
    parts = urlsplit(app.settings["server_url"])
    return frozenset({f"{parts.scheme}://{parts.netloc}", *(f"https://{host}" for host in app.settings["hosts"])})


def origin_of(address: str) -> str:
    """Empty for what is no address."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
