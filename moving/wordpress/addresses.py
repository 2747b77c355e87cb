"""Addresses as exports have them: written by anybody, so often none."""

from urllib.parse import SplitResult, urlsplit

NOTHING = SplitResult("", "", "", "", "")


def parted(address: str) -> SplitResult:
    """All parts are empty of what is no address."""
    try:
        return urlsplit(address)
    except ValueError:
        return NOTHING


def without_site(address: str, site: str) -> str:
    """Of the former site, under http, https, with www or without; others as they are."""
    of_site, of_address = parted(site), parted(address)
    same = _host(of_site.netloc) == _host(of_address.netloc) and of_address.path.startswith(of_site.path)
    if not (of_site.netloc and same and of_address.scheme in ("http", "https", "")):
        return address
    return of_address._replace(scheme="", netloc="", path="/" + of_address.path.lstrip("/")).geturl()


def _host(netloc: str) -> str:
    return netloc.lower().removeprefix("www.")
