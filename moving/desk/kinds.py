"""What can be moved by the pages: each kind says what it is called, who takes its steps, and where its form is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from moving.desk.watch import Watch
from moving.models import Transfer

type Work = Callable[[Transfer, Watch], dict[str, Any]]
"""Takes a step, within the worker; raises Refused, with a sentence. What it returns is kept in `Transfer.report` and
must be JSON. It may be killed at any moment, and begins again then."""


@dataclass(frozen=True)
class Kind:
    name: str
    title: Promise
    about: Promise
    lane: str
    steps: Mapping[str, Work]
    form: str  # name of the address at which one begins
    part: str  # template of what the page of a transfer shows of it
    shown: Callable[[Transfer], dict[str, Any]] = lambda transfer: {}  # what that template needs besides
    group: str = "in"  # of the front page: in or out


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    KINDS[kind.name] = kind


def of(transfer: Transfer) -> Kind:
    return KINDS[transfer.kind]
