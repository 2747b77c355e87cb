"""What the pages of accounts are made of: each part is added by whom it belongs to, in `ready()`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django.http import HttpRequest

type Known = Mapping[str, Any]


class Part(NamedTuple):
    """A template, shown as `part` with what is known for who asks; not shown at all where that is None.

    Parts stand in the order of their places: name 10, addresses 20, password 30, then other ways to sign in; language
    70, sessions 80.
    """

    place: int
    template: str
    known: Callable[[HttpRequest], Known | None]


class Shown(NamedTuple):
    template: str
    known: Known


ACCOUNT: list[Part] = []
"""Sections of the page /accounts/, for who is signed in."""
DOORS: list[Part] = []
"""Other ways in, below the forms by which one signs in or up. Their context has `next`, where somebody goes on."""


def add(page: list[Part], part: Part) -> None:
    page.append(part)
    page.sort(key=lambda each: each.place)


def shown(page: list[Part], request: HttpRequest) -> list[Shown]:
    found = ((part.template, part.known(request)) for part in page)
    return [Shown(template, known) for template, known in found if known is not None]
