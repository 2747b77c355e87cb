"""The operator's own word on who is who and what becomes of what: a TOML file with these tables.

[authors]    "former-login" = "slug-here"    an author here, made if there is none; "" for no byline
[sections]   "former-slug" = "slug-here"     likewise; "" is the section of what has none
[section_names] "slug-here" = "Name"         of a section that is made so, else it has the name that it had there
[accounts]   "former-login" = "username"     whose comments become those of an account here
[articles]   "former-address" = "/news/slug/"   under which comments of that address go; "" leaves them out
[types]      "recipe" = "article"            or "page"; "" leaves all of that kind out
[taxonomies] "genre" = "tag"                 or "section"; "" leaves it out
[addresses]  "category" = "topics"           with what addresses of its sections, tags and authors began there
"""

import json
import re
import tomllib
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Of
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.validators import slug_re
from django.utils.translation import gettext_noop as _

from moving.refused import Refused

ARTICLE, PAGE, SECTION, TAG, AUTHOR = "article", "page", "section", "tag", "author"
TABLES = ("authors", "sections", "section_names", "accounts", "articles", "types", "taxonomies", "addresses")
CHOICES = {"types": (ARTICLE, PAGE, ""), "taxonomies": (SECTION, TAG, "")}
SLUGS = ("authors", "sections")
BASES = {"category": SECTION, "tag": TAG, "author": AUTHOR}  # in addresses
_BASE = re.compile(r"[^\s?#/]{1,60}(?:/[^\s?#/]{1,60}){0,3}")

type Remarks = Of[str, Sequence[str]]


@dataclass(frozen=True)
class Mapping:
    authors: dict[str, str] = field(default_factory=dict)
    sections: dict[str, str] = field(default_factory=dict)
    accounts: dict[str, str] = field(default_factory=dict)
    articles: dict[str, str] = field(default_factory=dict)
    section_names: dict[str, str] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    taxonomies: dict[str, str] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)


def read(path: Path) -> Mapping:
    """Raises Refused, with what is wrong in it."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Refused(_("The mapping %(name)s can't be read: %(error)s"), name=path.name, error=error) from error
    for name, table in tables.items():
        _refuse_odd_table(path.name, name, table)
        _refuse_odd_values(path.name, name, table)
    _refuse_odd_bases(path.name, tables)
    return Mapping(**tables)


def _refuse_odd_table(file: str, name: str, table: Any) -> None:
    if name not in TABLES:
        known = ", ".join(TABLES)
        raise Refused(
            _("The mapping %(file)s has a table '%(name)s'; known are %(known)s."), file=file, name=name, known=known
        )
    if not isinstance(table, dict) or not all(isinstance(value, str) for value in table.values()):
        raise Refused(_("The mapping %(file)s has something else than names in '%(name)s'."), file=file, name=name)


def _refuse_odd_values(file: str, name: str, table: dict[str, str]) -> None:
    for value in table.values():
        if name in SLUGS and value and not slug_re.fullmatch(value):
            raise Refused(
                _("The mapping %(file)s has '%(address)s' in '%(name)s'; it takes a to z, digits and hyphens."),
                file=file,
                address=value,
                name=name,
            )
        if name in CHOICES and value not in CHOICES[name]:
            known = ", ".join(f'"{each}"' for each in CHOICES[name])
            raise Refused(
                _("The mapping %(file)s has '%(value)s' in '%(name)s'; it takes %(known)s."),
                file=file,
                value=value,
                name=name,
                known=known,
            )


def _refuse_odd_bases(file: str, tables: dict[str, dict[str, str]]) -> None:
    known = {*BASES, *tables.get("taxonomies", ())}
    for name, value in tables.get("addresses", {}).items():
        if name not in known or not _BASE.fullmatch(value.strip("/")):
            raise Refused(
                _(
                    "The mapping %(file)s has '%(name)s' = '%(value)s' in 'addresses'; it takes, for %(known)s, what "
                    'stands before their names in addresses, as in "topics".'
                ),
                file=file,
                name=name,
                value=value,
                known=", ".join(sorted(known)),
            )


def text_of(who: Mapping, remarks: Remarks | None = None) -> str:
    """The file of which `read` makes the same; `remarks` are lines beginning with # for each table."""
    told = remarks or {}
    tables = {name: (getattr(who, name), told.get(name, ())) for name in TABLES}
    return "\n".join(line for name, table in tables.items() if any(table) for line in _lines(name, *table))


def _lines(name: str, table: dict[str, str], remarks: Sequence[str]) -> Iterator[str]:
    yield f"[{name}]"
    yield from (f"{quoted(key)} = {quoted(value)}" for key, value in table.items())
    yield from (*remarks, "")


def quoted(text: str) -> str:
    """TOML's strings are JSON's, but for one sign that JSON leaves as it is."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
