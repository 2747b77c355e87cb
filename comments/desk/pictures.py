"""Figures as SVG: attributes and classes only, as the strict policy wants it. A table beside says it all again.

Across, everything is in per cent, so that pictures fit every width and their words stay as large as all words.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.language import grouped
from comments.numbers.figure import Chart, Column, Figure, Number
from comments.progress import in_words

HEIGHT, ROOM = 96, 18  # pixels: the highest column, and the line of words above and below
COLUMN = 0.8  # of the room that it has

_PICTURE = '<div class="picture" role="img" aria-label="{label}">{drawn}</div>'
_UPRIGHT = '<svg width="100%" height="{height}" aria-hidden="true">{axis}{columns}{words}</svg>'
_AXIS = '<line class="axis" x1="0" x2="100%" y1="{y}" y2="{y}"/>'
_COLUMN = '<rect x="{x:.2f}%" y="{y:.1f}" width="{width:.2f}%" height="{height:.1f}"><title>{title}</title></rect>'
_WORD = '<text class="{kind}" x="{x:.2f}%" y="{y:.1f}" text-anchor="{anchor}">{word}</text>'
_BAR = """<div class="bar"><span class="bar-name">{name}</span>\
<svg width="100%" height="14" aria-hidden="true"><rect width="{all:.2f}%" height="14"/>{part}</svg>\
<span class="bar-value">{value}</span></div>
"""
_PART = '<rect class="part" width="{part:.2f}%" height="14"/>'


class Drawing(NamedTuple):
    name: str  # over the picture, where it needs one
    html: SafeString


def drawings(figure: Figure) -> list[Drawing]:
    return [_drawing(figure, chart) for chart in figure.charts]


def said(number: Number, column: Column) -> str:
    """As people read it."""
    if number is None:
        return "–"
    if column.unit == "s":
        return in_words(number)
    return f"{100 * number:.0f} %" if column.unit == "%" else grouped(number)


def _drawing(figure: Figure, chart: Chart) -> Drawing:
    name = _name(figure, chart)
    drawn = _columns(figure, chart) if figure.over_time else _bars(figure, chart)
    label = escape(": ".join(part for part in (figure.title, name) if part))
    return Drawing(name, SafeString(_PICTURE.format(label=label, drawn=drawn)))


def _name(figure: Figure, chart: Chart) -> str:
    name = figure.columns[chart.column].name
    if chart.part is not None:
        return _("%(all)s; in color: %(part)s") % {"all": name, "part": figure.columns[chart.part].name}
    return name if len(figure.charts) > 1 else ""


def _columns(figure: Figure, chart: Chart) -> str:
    """From left to right, oldest first; the axis starts at zero. The highest and the latest say how high they are."""
    numbers, column = [values[chart.column] or 0 for _label, values in figure.rows], figure.columns[chart.column]
    (first, _values), (last, latest) = figure.rows[0], figure.rows[-1]
    highest = _value(numbers.index(max(numbers)), numbers, column) if any(numbers) else ""
    return _UPRIGHT.format(
        height=HEIGHT + 2 * ROOM,
        axis=_AXIS.format(y=HEIGHT + ROOM),
        columns="".join(_column(figure, chart, n, numbers) for n in range(len(numbers))),
        words=_end(first, 0, "start") + _end(f"{last}: {said(latest[chart.column], column)}", 100, "end") + highest,
    )


def _column(figure: Figure, chart: Chart, n: int, numbers: Sequence[float]) -> str:
    label, values = figure.rows[n]
    title = f"{label}: {said(values[chart.column], figure.columns[chart.column])}"
    height, step = _height(n, numbers), 100 / len(numbers)
    y = HEIGHT + ROOM - height
    return _COLUMN.format(x=n * step, y=y, width=COLUMN * step, height=height, title=escape(title))


def _value(n: int, numbers: Sequence[float], column: Column) -> str:
    """Over its column, and within the picture whatever its length."""
    middle = (n + COLUMN / 2) * 100 / len(numbers)
    anchor = "start" if middle < 20 else "end" if middle > 80 else "middle"
    x, y = {"start": 0, "end": 100}.get(anchor, middle), HEIGHT + ROOM - _height(n, numbers) - 5
    return _WORD.format(kind="value", x=x, y=y, anchor=anchor, word=escape(said(numbers[n], column)))


def _end(label: str, x: int, anchor: str) -> str:
    return _WORD.format(kind="label", x=x, y=HEIGHT + 2 * ROOM - 3, anchor=anchor, word=escape(label))


def _height(n: int, numbers: Sequence[float]) -> float:
    return HEIGHT * numbers[n] / (max(numbers) or 1)


def _bars(figure: Figure, chart: Chart) -> str:
    """From top to bottom, each with its name and number; shares are parts of the whole width."""
    column = figure.columns[chart.column]
    full = 1 if column.unit == "%" else max((values[chart.column] or 0 for _name, values in figure.rows), default=0)
    return "".join(_bar(name, values, chart, column, full or 1) for name, values in figure.rows)


def _bar(name: str, values: Sequence[Number], chart: Chart, column: Column, full: float) -> str:
    part = "" if chart.part is None else _PART.format(part=100 * (values[chart.part] or 0) / full)
    wide = 100 * (values[chart.column] or 0) / full
    return _BAR.format(name=escape(name), all=wide, part=part, value=escape(said(values[chart.column], column)))
