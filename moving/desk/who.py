"""Who is who: what a trial has met, beside each the word of whoever imports, and the mapping that this makes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.http import QueryDict
from django.utils.translation import gettext as _

from moving.desk.here import HERE, Here
from moving.desk.noted import NOT_MET, SECTIONS, Met
from moving.imports import mapping
from moving.imports.cutting import slug_of
from moving.imports.ledger import Ledger
from moving.imports.mapping import Mapping
from moving.imports.sections import LONGEST_NAME, LONGEST_SLUG
from moving.models import Step, Transfer
from moving.refused import Refused

TEXT, TICK = "who", "tick"


class Choice(NamedTuple):
    text: str = ""
    is_ticked: bool = False


@dataclass
class Row:
    met: Met
    choice: Choice
    alike: str = ""  # who here has the same name
    is_same: bool = False  # and address, so that an import takes them without a word
    came_as: str = ""  # with an earlier import, so that nothing is to be chosen
    fault: str = ""

    @property
    def field(self) -> str:
        return hashlib.sha256(f"{self.met.part} {self.met.key}".encode()).hexdigest()[:16]

    @property
    def is_met(self) -> bool:
        return self.met.times != NOT_MET


class Wrong(Exception):
    """A sentence about what was typed beside one row."""


class Form:
    """Of some rows: a large export has many pages of them."""

    def __init__(self, transfer: Transfer, who: Mapping, met: Sequence[Met]) -> None:
        self.who = who
        self.here: dict[str, Here] = {part: HERE[part]() for part in dict.fromkeys(each.part for each in met)}
        self.rows = [Row(each, self._choice(each.part, getattr(who, each.part).get(each.key))) for each in met]
        for part, here in self.here.items():
            self._look_up(transfer, here, [row for row in self.rows if row.met.part == part])

    def _choice(self, part: str, value: str | None) -> Choice:
        """As the mapping has it."""
        if value is None:
            return Choice()
        if part == SECTIONS and value in self.who.section_names and not self.here[part].values([value]):
            return Choice(self.who.section_names[value], is_ticked=True)
        is_name = value or part == SECTIONS or not self.here[part].tick
        return Choice(self.here[part].written(value)) if is_name else Choice("", is_ticked=True)

    def _look_up(self, transfer: Transfer, here: Here, rows: list[Row]) -> None:
        alike, came = here.alike([row.met for row in rows]), _came(transfer, here, rows)
        for row in rows:
            row.came_as = came.get(row.met.key, "")
            row.alike, row.is_same = alike.get(row.met.key, ""), here.is_same(row.met)

    def groups(self) -> Iterator[tuple[str, Here, list[Row]]]:
        for part, here in self.here.items():
            yield part, here, [row for row in self.rows if row.met.part == part]

    @property
    def faulty(self) -> list[Row]:
        return [row for row in self.rows if row.fault]

    def take(self, data: QueryDict) -> Mapping | None:
        """The mapping with what was typed; none where something of it can't be, which stands beside its row then."""
        before = {row.field: row.choice for row in self.rows}
        typed = [row for row in self.rows if not row.came_as]
        for row in typed:
            text = " ".join(data.get(f"{TEXT}-{row.field}", "").replace("\0", "").split())
            row.choice = Choice(text, f"{TICK}-{row.field}" in data)
        new = Mapping(**{name: dict(getattr(self.who, name)) for name in mapping.TABLES})
        for part, here in self.here.items():
            rows = (row for row in typed if row.met.part == part)
            changed = [row for row in rows if row.choice != before[row.field] or not here.keeps_unknown]
            _forget(new, part, changed)
            self._take_part(here, changed, getattr(new, part), new)
        return None if self.faulty else new

    def _take_part(self, here: Here, rows: list[Row], table: dict[str, str], new: Mapping) -> None:
        values = here.values({row.choice.text for row in rows if row.choice.text})
        for row in rows:
            try:
                value = self._value(row, here, values, new)
            except Wrong as wrong:
                row.fault = str(wrong)
            else:
                table |= {} if value is None else {row.met.key: value}

    def _value(self, row: Row, here: Here, values: dict[str, str], new: Mapping) -> str | None:
        text, is_ticked = row.choice
        if row.met.part == SECTIONS and is_ticked:
            return values.get(text) or _new_section(row, here, new)
        if text and is_ticked:
            raise Wrong(here.both)
        if text and text not in values:
            raise Wrong(here.unknown % {"text": text})
        return values[text] if text else "" if is_ticked else None


def _new_section(row: Row, here: Here, new: Mapping) -> str:
    name = row.choice.text
    slug = slug_of(LONGEST_SLUG, name, row.met.key) or "section"
    if not name:
        raise Wrong(_("Say what the new section is called."))
    if len(name) > LONGEST_NAME:
        raise Wrong(_("The name of a section has at most %(most)s characters.") % {"most": LONGEST_NAME})
    if here.values([slug]) or new.section_names.get(slug, name) != name:
        named = here.written(slug) if here.values([slug]) else new.section_names[slug]
        raise Wrong(_("Its address would be that of “%(name)s”: choose that, or another name.") % {"name": named})
    new.section_names[slug] = name
    return slug


def _forget(new: Mapping, part: str, rows: list[Row]) -> None:
    """What was said of them, and names of sections to which nothing goes then."""
    table: dict[str, str] = getattr(new, part)
    for row in rows:
        table.pop(row.met.key, None)
    for slug in new.section_names.keys() - set(new.sections.values()):
        del new.section_names[slug]


def _came(transfer: Transfer, here: Here, rows: list[Row]) -> dict[str, str]:
    """As whom an earlier import of the same site has brought them: an import goes by that, whatever is typed."""
    if here.kind is None:
        return {}
    try:
        ledger = Ledger(transfer.kind, transfer.report[Step.TRY]["site"])
    except (Refused, KeyError):
        return {}
    known = {key: entry.row for key, entry in ledger.known(here.kind, [row.met.key for row in rows]).items()}
    named = here.of_rows(set(known.values()))
    return {key: named[row] for key, row in known.items() if row in named}
