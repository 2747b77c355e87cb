"""What is kept about a person as one JSON file, written row by row: memory stays flat, however much there is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from django.utils.translation import gettext as _

from comments.own import kept
from comments.own.people import People


def as_json(people: People, *, for_operators: bool = False) -> Iterator[str]:
    yield "{\n"
    for name, value in _head(for_operators).items():
        yield f"{_json(name)}: {_json(value)},\n"
    parts = kept.parts(for_operators=for_operators)
    for part in parts:
        yield f"{_json(part.name)}: ["
        yield from _rows(part.rows(people))
        yield "\n]\n" if part is parts[-1] else "\n],\n"
    yield "}\n"


def _head(for_operators: bool) -> dict[str, Any]:
    told = {"site": settings.SITE_NAME, "address": settings.SITE_URL, "made_at": timezone.now()}
    left_out = _("Notes of moderators for each other, and who of them decided: write to the editors about those.")
    return told if for_operators else told | {"left_out": left_out}


def _rows(rows: Iterator[dict[str, Any]]) -> Iterator[str]:
    between = "\n"
    for row in rows:
        yield between + _json(row)
        between = ",\n"


def _json(value: object) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
