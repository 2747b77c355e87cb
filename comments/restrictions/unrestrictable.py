"""What may not be restricted, whoever asks: staff, the site's own domains, public mail providers, our own machines."""

from __future__ import annotations

from collections.abc import Callable
from email.utils import parseaddr
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import User
from comments.models import Scope
from comments.restrictions import address_subject
from comments.restrictions.public_providers import is_public
from comments.text import domain_of

OWN_ADDRESSES = ("0.0.0.0", "127.0.0.1", "::", "::1")  # noqa: S104  what is seen when nothing is known of a reader


def why_not(scope: str, subject: str) -> str:
    """A sentence; empty when it may be restricted."""
    return _RULES[Scope(scope)](subject.partition(" ")[2])


def is_staff(user: User | None) -> bool:
    """Whoever works here: they are spoken to, not restricted."""
    return user is not None and (user.is_staff or user.is_superuser)


def _account(number: str) -> str:
    user = User.objects.filter(pk=int(number)).first()
    return _staff() if is_staff(user) else ""


def _address(key: str) -> str:
    addresses = User.objects.filter(is_staff=True).exclude(email="").values_list("email", flat=True)
    return _staff() if f"{Scope.ADDRESS} {key}" in map(address_subject, addresses) else ""


def _domain(domain: str) -> str:
    if "." not in domain:
        return _("This is no whole domain.")
    if is_public(domain):
        return _("Anybody can have an address at %(domain)s: restrict the person instead.") % {"domain": domain}
    if any(host == domain or host.endswith(f".{domain}") or domain.endswith(f".{host}") for host in _own_hosts()):
        return _("%(domain)s is a domain of this site.") % {"domain": domain}
    return ""


def _network(network: str) -> str:
    if any(ip_address(own) in ip_network(network) for own in OWN_ADDRESSES):
        return _("This is no network of readers: the site does not see where they come from (TRUSTED_PROXY_COUNT).")
    return ""


_RULES: dict[Scope, Callable[[str], str]] = {
    Scope.ACCOUNT: _account,
    Scope.ADDRESS: _address,
    Scope.DOMAIN: _domain,
    Scope.NETWORK: _network,
}


def _own_hosts() -> set[str]:
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    hosts = {urlsplit(settings.SITE_URL).hostname or "", domain_of(sender) if "@" in sender else ""}
    return {host for host in hosts if "." in host and not host.replace(".", "").isdigit()}


def _staff() -> str:
    return _("Staff can't be restricted: an administrator closes the account instead.")
