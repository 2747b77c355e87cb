"""Reads typed values from environment variables; a wrong value is refused with its name and the accepted form."""

import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NoReturn
from urllib.parse import SplitResult, urlsplit

from django.core.exceptions import ImproperlyConfigured

source: Mapping[str, str] = os.environ
asked: set[str] = set()
SECRETS = {"SECRET_KEY", "SECRET_KEY_FALLBACKS", "AKISMET_API_KEY", "DATABASE_URL", "MAIL_URL", "CACHE_URL"}


def refuse(name: str, accepted: str) -> NoReturn:
    """Values that may hold a password are not repeated."""
    given = "" if name in SECRETS or name.endswith("_SECRET") else f"; it is {source.get(name, '')!r}"
    raise ImproperlyConfigured(f"{name} must be {accepted}{given}.")


def text(name: str, default: str = "") -> str:
    """The trimmed value. An empty one counts as not set; control characters are refused."""
    asked.add(name)
    value = source.get(name, "").strip()
    if not value.isprintable():
        refuse(name, "one line without control characters")
    return value or default


def matching(name: str, default: str, pattern: str, accepted: str) -> str:
    value = text(name, default)
    return value if re.fullmatch(pattern, value) else refuse(name, accepted)


def words(name: str) -> list[str]:
    """A comma-separated list; empty items are dropped."""
    return [word.strip() for word in text(name).split(",") if word.strip()]


def switch(name: str, default: bool = False) -> bool:
    known = {"on": True, "1": True, "true": True, "yes": True, "off": False, "0": False, "false": False, "no": False}
    value = text(name, "on" if default else "off").lower()
    return known[value] if value in known else refuse(name, "on or off")


def number(name: str, default: int, least: int = 0, most: int = 10**9) -> int:
    return int(_parse(int, name, str(default), least, most))


def seconds(name: str, default: float, least: float = 0.0, most: float = 86_400.0) -> float:
    return _parse(float, name, str(default), least, most)


def choice(name: str, default: str, accepted: tuple[str, ...]) -> str:
    value = text(name, default)
    return value if value in accepted else refuse(name, "one of " + ", ".join(accepted))


def url(name: str, default: str, schemes: tuple[str, ...], accepted: str) -> SplitResult:
    """An address with one of these schemes, whose port is a number."""
    try:
        parts = urlsplit(text(name, default))
        known = parts.scheme in schemes and parts.port != 0
    except ValueError:
        known = False
    return parts if known else refuse(name, accepted)


def data_dir(base: Path) -> Path:
    """Where everything is kept that the site writes; a relative path starts at the project's folder."""
    return base / Path(text("DATA_DIR", "var")).expanduser()


def _parse(kind: Callable[[str], float], name: str, default: str, least: float, most: float) -> float:
    whole = "a whole number" if kind is int else "a number"
    try:
        value = kind(text(name, default))
    except ValueError:
        refuse(name, f"{whole} from {least:g} to {most:g}")
    return value if least <= value <= most else refuse(name, f"{whole} from {least:g} to {most:g}")
