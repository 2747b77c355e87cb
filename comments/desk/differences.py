"""What an edit has changed, word by word, as HTML."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from django.utils.translation import gettext as _

from articles.differences import GONE, NEW, SAME, WORD, Change, changes

AROUND = 24  # words and spaces that are shown before and after a change


def differences(before: str, after: str) -> str:
    """Both texts in one, with what stayed the same only near to a change."""
    labels = {"del": escape(_("removed:")), "ins": escape(_("added:"))}
    return "".join(_html(change, text, labels) for change, text in _shortened(changes(before, after)))


def _shortened(found: list[Change]) -> Iterator[Change]:
    last = len(found) - 1
    for place, (change, text) in enumerate(found):
        yield change, _gist(text, place > 0, place < last) if change == SAME else text


def _gist(text: str, is_after: bool, is_before: bool) -> str:
    """The words next to a change, on the sides where there is one."""
    words = WORD.findall(text)
    kept = AROUND * (is_after + is_before)
    if len(words) <= kept + 1:
        return text
    return "".join([*words[: AROUND * is_after], " … ", *words[len(words) - AROUND * is_before :]])


def _html(change: str, text: str, labels: dict[str, str]) -> str:
    tag = {GONE: "del", NEW: "ins"}.get(change)
    if tag is None:
        return escape(text)
    return f'<{tag}><span class="visually-hidden">{labels[tag]} </span>{escape(text)}</{tag}>'
