"""Where the site answers: SITE_URL, HOST, PORT and TRUSTED_PROXY_COUNT, and what follows from them."""

from dataclasses import dataclass
from urllib.parse import SplitResult

from django.core.exceptions import ImproperlyConfigured

from newsroom import environment as env

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
EVERY_ADDRESS = ("0.0.0.0", "::", "*")  # noqa: S104  refused without SITE_URL
YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class Site:
    listen_on: str
    port: int
    url: str
    host: str
    proxies: int

    @property
    def is_secure(self) -> bool:
        return self.url.startswith("https://")

    @property
    def is_local(self) -> bool:
        return self.host in LOOPBACK

    @property
    def netloc(self) -> str:
        return self.url.split("://")[1]

    @property
    def allowed_hosts(self) -> list[str]:
        local = self.is_local or bracketed(self.listen_on) in LOOPBACK
        return list(dict.fromkeys([self.host, *(LOOPBACK if local else ())]))


def from_environment() -> Site:
    listen_on = env.matching("HOST", "127.0.0.1", r"[\w.:*-]+", "a host name or an IP address without a port")
    port = env.number("PORT", 8000, least=1, most=65_535)
    parts = _site_url(listen_on, port)
    site = Site(
        listen_on="0.0.0.0" if listen_on == "*" else listen_on,  # noqa: S104  asked for
        port=port,
        url=f"{parts.scheme}://{parts.netloc.lower()}",
        host=bracketed(parts.hostname or ""),
        proxies=env.number("TRUSTED_PROXY_COUNT", 0, most=10),
    )
    if site.is_secure and not site.proxies:
        raise ImproperlyConfigured(
            "TRUSTED_PROXY_COUNT must be at least 1 when SITE_URL starts with https://, since a proxy has to take the "
            "encryption off; it is 0."
        )
    return site


def bracketed(host: str) -> str:
    """As it stands in an address: IPv6 in brackets."""
    return f"[{host}]" if ":" in host else host


def _site_url(listen_on: str, port: int) -> SplitResult:
    accepted = "an address such as https://news.example.com, without a path"
    if listen_on in EVERY_ADDRESS and not env.text("SITE_URL"):
        raise ImproperlyConfigured(
            f"SITE_URL must be {accepted}, because HOST={listen_on} names no host; it is not set."
        )
    parts = env.url("SITE_URL", f"http://{bracketed(listen_on)}:{port}", ("http", "https"), accepted)
    if not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc:
        env.refuse("SITE_URL", accepted)
    return parts
