"""Every file and field of an archive in words, for whoever reads it without our code. It stands in each archive."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import models

from articles.models import FirstSegment
from moving.archives.kind import AnyField, Kind
from moving.archives.kinds import FORMAT, KINDS

README = "README.txt"
WIDTH = 110
HEAD = f"""\
Archive of a newspaper, format {FORMAT}

A zip file. In it are:

manifest.json     what the archive is: format, time, release, name and address of the newspaper, and for each file of
                  records how many there are, its bytes and SHA-256, the names of its fields, which of them are secret
                  (they open something: keep them so) and which personal, and the last number that was given (numbers
                  of rows that are gone are given to nobody else)
records/*.jsonl   a JSON object per line and record, UTF-8, ordered by the first of the fields below
media/            files as they were uploaded; pictures name them by `file`, texts by the address /media/ and the name
media.jsonl       name, bytes and SHA-256 of each
README.txt        this text

A field that names a number of another file says which (→ users). Times are ISO 8601 with their zone, bytes are Base64.
“or null” is said of what may be missing. Statuses and other codes are listed where there are few.
"""
WORDS: tuple[tuple[type[AnyField] | tuple[type[AnyField], ...], str], ...] = (
    (models.BooleanField, "true or false"),
    (models.JSONField, "JSON"),
    (models.DateTimeField, "time"),
    (models.DateField, "date"),
    (models.UUIDField, "UUID"),
    (models.BinaryField, "bytes"),
    (models.IntegerField, "number"),
    (models.GenericIPAddressField, "IP address"),
    (models.FileField, "name of a file"),
    ((models.CharField, models.TextField), "text"),
)
_FILES: dict[Any, str] = {kind.model: kind.name for kind in KINDS} | {
    Permission: "a right, as “app.codename”",
    ContentType: "a table, as “app.model”",
    FirstSegment: "sections or standing_pages",
}


def described() -> str:
    return "\n".join([HEAD, *(_of_kind(kind) for kind in KINDS)])


def _of_kind(kind: Kind) -> str:
    about = textwrap.fill(kind.about, WIDTH)
    return "\n".join([f"records/{kind.name}.jsonl", about, *_of_fields(kind), ""])


def _of_fields(kind: Kind) -> Iterator[str]:
    for name in kind.names:
        found = kind.columns.get(name) or kind.lists[name]
        marks = ["secret"] * (name in kind.secret) + ["personal"] * (name in kind.personal)
        yield f"  {name:<22}{', '.join([_said(found), *marks])}"


def _said(field: AnyField) -> str:
    if isinstance(field, models.ManyToManyField):
        return f"list of → {_FILES[field.related_model]}"
    word = f"→ {_FILES[field.related_model]}" if field.related_model else _word(field)
    if field.choices:
        word += ": " + ", ".join(str(value) or "“”" for value, _label in field.flatchoices)
    return word + " or null" * field.null


def _word(field: AnyField) -> str:
    return next(word for types, word in WORDS if isinstance(field, types))
