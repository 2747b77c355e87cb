"""Where a request comes from, and how that is kept without keeping it."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

from accounts.models import PseudonymKey

NOWHERE = "0.0.0.0"  # noqa: S104  # stands for a socket without an address, as Unix sockets are
LONGEST_ENTRY = 80  # an IPv6 address with brackets, zone and port fits


def client_address(request: HttpRequest) -> str:
    """An IPv4 or IPv6 address, always. Of the forwarded ones, the last that TRUSTED_PROXY_COUNT proxies vouch for."""
    hops: int = settings.TRUSTED_PROXY_COUNT
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").rsplit(",", hops)[-hops:] if hops else []
    claimed = _address(forwarded[0]) if len(forwarded) == hops and hops else None
    return str(claimed or _address(request.META.get("REMOTE_ADDR", "")) or NOWHERE)


def block_of(address: str) -> str:
    """What one customer of a provider has: an IPv4 address, an IPv6 /64."""
    return _around(address, 32, 64)


def network_of(address: str) -> str:
    """The neighborhood: an IPv4 /24, an IPv6 /48."""
    return _around(address, 24, 48)


def pseudonym(value: str) -> str:
    """Stands for the value in rows that outlive the request; the same all through one month (UTC)."""
    return PseudonymKey.objects.current().pseudonym(value)


def pseudonyms(value: str) -> list[str]:
    """Under this month's and last month's key, for looking up what was stored before the month turned."""
    return [key.pseudonym(value) for key in PseudonymKey.objects.usable()]


def _around(address: str, bits_v4: int, bits_v6: int) -> str:
    parsed = _address(address) or IPv4Address(NOWHERE)
    return str(ip_network((parsed, bits_v4 if parsed.version == 4 else bits_v6), strict=False))


def _address(entry: str) -> IPv4Address | IPv6Address | None:
    """None for what is no address once brackets, port and zone are cut."""
    try:
        parsed = ip_address(_bare(entry))
    except ValueError:
        return None
    return getattr(parsed, "ipv4_mapped", None) or parsed


def _bare(entry: str) -> str:
    host = entry.strip()
    if len(host) > LONGEST_ENTRY:
        return ""
    if host.startswith("["):
        host = host[1:].partition("]")[0]
    elif host.count(":") == 1:
        host = host.partition(":")[0]
    return host.partition("%")[0]
