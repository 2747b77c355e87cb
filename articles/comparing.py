"""Two contents side by side: which parts differ, which of their lines, and within those which words."""

from collections.abc import Callable, Iterable, Iterator
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any, NamedTuple

from django.db import models
from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from articles import content
from articles.content import Content
from articles.differences import GONE, NEW, SAME, changes
from articles.models.article import Article, Label
from articles.models.author import Author
from articles.models.section import Section
from articles.models.tag import Tag
from articles.plain_lines import lines_of

AROUND = 1  # lines that are shown before and after a change


class Row(NamedTuple):
    """A line of the one and the line of the other that it became; `skipped` lines that both have, instead."""

    left: SafeString
    right: SafeString
    skipped: int = 0


class Part(NamedTuple):
    title: Promise
    rows: list[Row]


def compare(old: Content, new: Content) -> list[Part]:
    """Only what differs, in the order of the names."""
    named = _Names(old, new)
    return [
        Part(content.NAMES[name], list(_rows(named.lines(name, old), named.lines(name, new))))
        for name in content.differing(old, new)
    ]


class _Names:
    """What the numbers in two contents stand for: one query for each kind of thing, whatever it is called today."""

    def __init__(self, *contents: Content) -> None:
        self.sections = _called(Section, [each["section"] for each in contents])
        self.authors = _called(Author, [row["author"] for each in contents for row in each["bylines"]])
        self.tags = _called(Tag, [tag for each in contents for tag in each.get("tags", [])])
        self.related = _called(Article, [pk for each in contents for pk in each.get("related", [])])

    def lines(self, name: str, text: Content) -> list[str]:
        value: Any = text[name]
        if name in {"tags", "related"}:
            there = self.tags if name == "tags" else self.related
            return [_name(there, pk) for pk in value]
        ways: dict[str, Callable[[Any], list[str]]] = {
            "body": lines_of,
            "bylines": self._bylines,
            "section": self._section,
            "label": _label,
        }
        return ways.get(name, _as_it_is)(value)

    def _bylines(self, rows: list[dict[str, Any]]) -> list[str]:
        return [", ".join(filter(None, [_name(self.authors, row["author"]), row["job_title"]])) for row in rows]

    def _section(self, pk: int) -> list[str]:
        return [_name(self.sections, pk)]


def _called(model: type[models.Model], numbers: Iterable[int]) -> dict[int, str]:
    return {pk: str(found) for pk, found in model._default_manager.in_bulk(sorted(set(numbers))).items()}


def _name(there: dict[int, str], pk: int) -> str:
    return there.get(pk) or _("(deleted: number %(number)d)") % {"number": pk}


def _label(value: str) -> list[str]:
    return [str(Label(value).label) if value in Label.values else value]


def _as_it_is(value: object) -> list[str]:
    return [str(value)] if value not in {None, ""} else []


def _rows(old: list[str], new: list[str]) -> Iterator[Row]:
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for place, (kind, start, end, other_start, other_end) in enumerate(steps):
        if kind == "equal":
            yield from _shortened(old[start:end], place > 0, place < len(steps) - 1)
        else:
            pairs = zip_longest(old[start:end], new[other_start:other_end], fillvalue="")
            yield from (_row(before, after) for before, after in pairs)


def _shortened(lines: list[str], is_after: bool, is_before: bool) -> Iterator[Row]:
    """Those next to a change, on the sides where there is one."""
    head, tail = AROUND * is_after, AROUND * is_before
    skipped = len(lines) - head - tail
    if skipped <= 1:
        yield from (_unchanged(line) for line in lines)
        return
    yield from (_unchanged(line) for line in lines[:head])
    yield Row(mark_safe(""), mark_safe(""), skipped)
    yield from (_unchanged(line) for line in lines[len(lines) - tail :])


def _unchanged(line: str) -> Row:
    return Row(conditional_escape(line), conditional_escape(line))


def _row(before: str, after: str) -> Row:
    found = changes(before, after)
    return Row(_marked(found, GONE, "del", _("removed:")), _marked(found, NEW, "ins", _("added:")))


def _marked(found: list[tuple[str, str]], kind: str, tag: str, said: str) -> SafeString:
    """One side: what stayed, and what is there alone, which is said as well as shown."""
    sign = format_html('<span class="visually-hidden">{} </span>', said)
    return format_html_join(
        "",
        "{}",
        (
            (format_html(f"<{tag}>{{}}{{}}</{tag}>", sign, text) if what == kind else conditional_escape(text),)
            for what, text in found
            if what in {SAME, kind}
        ),
    )
