"""Reads typed values from environment variables; a wrong value is refused with its name and the accepted form."""

import os
from collections.abc import Callable, Mapping
from typing import NoReturn

from django.core.exceptions import ImproperlyConfigured

source: Mapping[str, str] = os.environ


def refuse(name: str, accepted: str) -> NoReturn:
    raise ImproperlyConfigured(f"{name} must be {accepted}; it is {source.get(name, '')!r}.")


def text(name: str, default: str = "") -> str:
    return source.get(name, "").strip() or default


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


def _parse(kind: Callable[[str], float], name: str, default: str, least: float, most: float) -> float:
    try:
        value = kind(text(name, default))
    except ValueError:
        refuse(name, f"a number from {least:g} to {most:g}")
    return value if least <= value <= most else refuse(name, f"a number from {least:g} to {most:g}")
