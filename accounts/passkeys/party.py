"""Whom a passkey is for: the site as SITE_URL names it, whatever a request calls it."""

from __future__ import annotations

from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}


class Party(NamedTuple):
    host: str
    """What browsers bind a passkey to ("relying party id")."""
    origin: str
    """The one place where passkeys of it are believed."""


def party() -> Party | None:
    """None where browsers make no passkeys: without https, and under a bare IP address. On this machine, without
    https, it is localhost: they make exception of that name alone."""
    parts = urlsplit(settings.SITE_URL)
    host = parts.hostname or ""
    if parts.scheme == "http":
        return Party("localhost", _origin("http", "localhost", parts.port)) if host in THIS_MACHINE else None
    return None if _is_address(host) else Party(host, _origin("https", host, parts.port))


def is_here(request: HttpRequest) -> bool:
    """Whether the page that is asked for would stand at that origin. Good for showing it, not for believing it."""
    known = party()
    return bool(known and f"{request.scheme}://{request.get_host()}" == known.origin)


def _origin(scheme: str, host: str, port: int | None) -> str:
    """As browsers write it: without the port that goes without saying."""
    usual = {"http": 80, "https": 443}[scheme]
    return f"{scheme}://{host}" if port in (None, usual) else f"{scheme}://{host}:{port}"


def _is_address(host: str) -> bool:
    try:
        return bool(ip_address(host))
    except ValueError:
        return False
