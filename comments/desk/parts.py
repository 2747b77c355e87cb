"""The parts of which cards are composed, in the order in which they stand in their slots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from comments.desk import (
    alike_part,
    claims_part,
    consent_part,
    featured_part,
    folds_part,
    notes_part,
    partiality_part,
    reply_part,
    reports_part,
    restrictions_part,
    tallies_part,
    text_part,
    where_part,
)
from comments.desk.slots import Around, Part, Read, Slot

PARTS: tuple[Part, ...] = (
    Part(Slot.BADGES, tallies_part.badges),
    Part(Slot.BADGES, restrictions_part.badges, restrictions_part.read),
    Part(Slot.BADGES, featured_part.badge),
    Part(Slot.CLAIM, claims_part.html, claims_part.read),
    Part(Slot.NOTICE, partiality_part.html),
    Part(Slot.TEXT, text_part.parent),
    Part(Slot.TEXT, text_part.text, text_part.words),
    Part(Slot.TEXT, text_part.changes),
    Part(Slot.FOOT, reply_part.html),
    Part(Slot.FOOT, notes_part.html, notes_part.read),
    Part(Slot.CONTEXT, where_part.html),
    Part(Slot.CONTEXT, tallies_part.html),
    Part(Slot.CONTEXT, consent_part.html),
    Part(Slot.WHY, reports_part.html, reports_part.read),
    Part(Slot.WHY, alike_part.html, alike_part.read),
    Part(Slot.FOLDS, folds_part.checks),
    Part(Slot.FOLDS, folds_part.history),
    Part(Slot.FOLDS, folds_part.versions),
)
READS: tuple[Read, ...] = tuple(dict.fromkeys(part.read for part in PARTS if part.read))

type Found = Mapping[Read, Mapping[int, Any]]


def read(comments: Sequence[int]) -> Found:
    """What all parts know about these comments: one query for each part that asks."""
    return {ask: ask(comments) for ask in READS} if comments else {}


def fill(around: Around, found: Found) -> dict[str, str]:
    """The HTML of each slot of a card."""
    filled = dict.fromkeys(Slot, "")
    for part in PARTS:
        about = found.get(part.read, {}).get(around.card.pk) if part.read else None
        filled[part.slot] += part.html(about, around)
    return {slot.value: html for slot, html in filled.items()}
