"""A feed and its entries, before they are written in one form or the other. All addresses in them are absolute."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings

SCHEME_SINCE = 2026  # when these identifiers were thought up: RFC 4151 wants a date, and it must never change
_FORBIDDEN = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Person(NamedTuple):
    name: str
    address: str = ""


class Enclosed(NamedTuple):
    """A file that belongs to an entry; `length` in bytes."""

    address: str
    type: str
    length: int


class Entry(NamedTuple):
    identifier: str
    title: str
    address: str
    published: datetime
    updated: datetime
    authors: list[Person]
    summary: str
    html: str
    categories: list[str]
    answers: "Answered | None" = None
    comments: str = ""  # the address of a page's discussion
    comment_feed: str = ""  # that of its feed, without the form at its end
    picture: Enclosed | None = None


class Answered(NamedTuple):
    identifier: str
    address: str


class Feed(NamedTuple):
    identifier: str
    title: str
    subtitle: str
    home: str  # the page that shows the same
    address: str  # without the form at its end
    entries: list[Entry]

    def updated(self, otherwise: datetime) -> datetime:
        return max((entry.updated for entry in self.entries), default=otherwise)


def absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def identify(*parts: object) -> str:
    """A tag URI: it stays while headline, slug, section and scheme of the address change."""
    return f"tag:{urlsplit(settings.SITE_URL).hostname},{SCHEME_SINCE}:{'/'.join(map(str, parts))}"


def allowed(text: str) -> str:
    """Without the characters that no XML document can hold, not even escaped."""
    return _FORBIDDEN.sub("", text)


def without_repeats(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(name for name in names if name))
