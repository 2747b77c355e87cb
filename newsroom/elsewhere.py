"""At which other sites readers can show who they are: SIGN_IN_WITH, and what each of those gave this site."""

from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from newsroom import environment as env
from newsroom.site import LOOPBACK, bracketed

ACCEPTED = (
    "a comma-separated list of google, microsoft, github and name=https://issuer, each name of letters and digits once"
)
LONGEST_NAME = 20
VARIABLES = ("ID", "SECRET", "LABEL", "HOSTS")


class Known(NamedTuple):
    """What needs no address. `hosts` are asked besides the issuer's own, as its configuration says."""

    issuer: str
    label: str
    hosts: tuple[str, ...]
    protocol: str = "openid_connect"


KNOWN = {
    "google": Known(
        "https://accounts.google.com",
        "Google",
        ("oauth2.googleapis.com", "openidconnect.googleapis.com", "www.googleapis.com"),
    ),
    # Personal accounts. Those of a company have an issuer of their own: name=https://login.microsoftonline.com/…/v2.0.
    "microsoft": Known(
        "https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0",
        "Microsoft",
        ("graph.microsoft.com",),
    ),
    "github": Known("https://github.com", "GitHub", ("api.github.com",), "github"),
}


def from_environment() -> list[dict[str, Any]]:
    """As django-allauth calls the parts of a `SocialApp`; its `key` is the word in our addresses."""
    named = [_named(item) for item in env.words("SIGN_IN_WITH")]
    names = [name for name, _known in named]
    if len({*names}) < len(names) or len({known.issuer for _name, known in named}) < len(names):
        env.refuse("SIGN_IN_WITH", ACCEPTED)
    _refuse_strays(names)
    return [_app(name, known) for name, known in named]


def _named(item: str) -> tuple[str, Known]:
    name, _sign, address = (part.strip() for part in item.partition("="))
    if not (name.isascii() and name.isalnum() and name.islower() and len(name) <= LONGEST_NAME):
        env.refuse("SIGN_IN_WITH", ACCEPTED)
    if not address:
        return (name, KNOWN[name]) if name in KNOWN else env.refuse("SIGN_IN_WITH", ACCEPTED)
    return name, Known(_issuer(address), name.capitalize(), ())


def _issuer(address: str) -> str:
    """Encrypted, unless it is this machine: what an issuer says is believed."""
    try:
        parts = urlsplit(address)
        is_safe = parts.scheme == "https" or (parts.scheme == "http" and bracketed(parts.hostname or "") in LOOPBACK)
        is_plain = parts.port != 0 and bool(parts.hostname) and not (parts.query or parts.fragment)
    except ValueError:
        env.refuse("SIGN_IN_WITH", ACCEPTED)
    if not (is_safe and is_plain) or "@" in parts.netloc or len(address) > 190:
        env.refuse("SIGN_IN_WITH", ACCEPTED)
    return address.rstrip("/")


def _app(name: str, known: Known) -> dict[str, Any]:
    variable = f"SIGN_IN_{name.upper()}"
    given = {part: _given(f"{variable}_{part}", name) for part in ("ID", "SECRET")}
    label = env.matching(f"{variable}_LABEL", known.label, r".{1,40}", "what readers call it, at most 40 characters")
    hosts = [*known.hosts, *env.words(f"{variable}_HOSTS")]
    if not all(urlsplit(f"//{host}").netloc == host and "@" not in host for host in hosts):
        env.refuse(f"{variable}_HOSTS", "a comma-separated list of hosts such as login.example.org")
    return {
        "provider": known.protocol,
        "provider_id": known.issuer,
        "key": name,
        "name": label,
        "client_id": given["ID"],
        "secret": given["SECRET"],
        "settings": {"server_url": known.issuer, "hosts": hosts},
    }


def _given(variable: str, name: str) -> str:
    accepted = f"what {name} gave this site, without spaces, because SIGN_IN_WITH names {name}"
    return env.matching(variable, "", r"[!-~]{1,500}", accepted)


def _refuse_strays(names: list[str]) -> None:
    """A mistyped name would leave readers without a button, and the operator without a word."""
    expected = {f"SIGN_IN_{name.upper()}_{part}" for name in names for part in VARIABLES} | {"SIGN_IN_WITH"}
    for variable in sorted(env.source):
        if variable.startswith("SIGN_IN_") and variable not in expected:
            raise ImproperlyConfigured(f"{variable} is set, but SIGN_IN_WITH names no such site.")
