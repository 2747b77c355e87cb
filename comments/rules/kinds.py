"""The rules that editors may change: what each can be set to, what it is as shipped, and how it reads in plain words.

Settings are kept as JSON; a kind that is new in a release has no row yet, and one that was saved by an older release
may lack a setting: both are as shipped then.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

type Settings = Mapping[str, Any]

TEXT, NAME, EMAIL, WEBSITE = "text", "name", "email", "website"
FIELDS: dict[str, Promise] = {
    TEXT: lazy("text"),
    NAME: lazy("name"),
    EMAIL: lazy("e-mail address"),
    WEBSITE: lazy("website's host"),
}
NO_WORDS: Settings = {"words": [], "parts": [], "fields": [TEXT, NAME, WEBSITE, EMAIL], "accents": False}

HELD_WORDS: Settings = {**NO_WORDS, "nudge": False}


class Kind(NamedTuple):
    """`number` is what the log calls the rule. It is never given to another."""

    number: int
    name: Promise
    does: Promise
    shipped: Settings
    told: Callable[[Settings], str]

    def complete(self, settings: Settings) -> dict[str, Any]:
        return {name: settings.get(name, value) for name, value in self.shipped.items()}


def _words(settings: Settings) -> str:
    count = len(settings["words"]) + len(settings["parts"])
    if not count:
        return _("no entries")
    entries = ngettext("%d entry", "%d entries", count) % count
    return _("%(entries)s, looked for in: %(fields)s") % {
        "entries": entries,
        "fields": ", ".join(str(FIELDS[name]) for name in settings["fields"]),
    }


def _links(settings: Settings) -> str:
    least = settings["least"]
    return ngettext("held from %d link on", "held from %d links on", least) % least if least else off()


def _first(settings: Settings) -> str:
    number = settings["comments"]
    told = ngettext(
        "the first %d comment of each account, and all by guests",
        "the first %d comments of each account, and all by guests",
        number,
    )
    return told % number if number else off()


def _rejections(settings: Settings) -> str:
    if not settings["percent"]:
        return off()
    return _("held when %(percent)d %% of at least %(least)d decisions in %(days)d days were rejections") % settings


def _speed(settings: Settings) -> str:
    seconds = settings["seconds"]
    told = ngettext("held when sent in less than %d second", "held when sent in less than %d seconds", seconds)
    return told % seconds if seconds else off()


def _trap(settings: Settings) -> str:
    return _("held when it is filled in") if settings["on"] else off()


def off() -> str:
    return _("switched off")


KINDS: dict[str, Kind] = {
    "words_reject": Kind(
        1,
        lazy("Words that reject"),
        lazy("Comments with these are rejected, and their authors told so."),
        NO_WORDS,
        _words,
    ),
    "words_hold": Kind(2, lazy("Words that hold"), lazy("Comments with these wait for a person."), HELD_WORDS, _words),
    "words_flag": Kind(
        3, lazy("Words that are marked"), lazy("Marked on the card; they hold nothing."), NO_WORDS, _words
    ),
    "links": Kind(4, lazy("Links"), lazy("Comments with many links wait for a person."), {"least": 2}, _links),
    "first": Kind(
        5, lazy("First comments"), lazy("Whoever is new or not confirmed waits for a person."), {"comments": 0}, _first
    ),
    "rejections": Kind(
        6,
        lazy("Recent rejections"),
        lazy("Whoever was often rejected of late waits for a person."),
        {"percent": 0, "days": 90, "least": 5},
        _rejections,
    ),
    "speed": Kind(7, lazy("Time to write"), lazy("Nobody writes that quickly."), {"seconds": 3}, _speed),
    "trap": Kind(
        8, lazy("Hidden field"), lazy("A field that people don't see, and programs fill in."), {"on": True}, _trap
    ),
}
WORDS = ("words_reject", "words_hold", "words_flag")
KIND_OF = {kind.number: slug for slug, kind in KINDS.items()}
