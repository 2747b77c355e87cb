"""What a card has folded away until somebody asks: every check, all that happened, every version of the text."""

from __future__ import annotations

from html import escape

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.desk import timeline
from comments.desk.differences import differences
from comments.desk.fragments import time_tag, trace_bodies
from comments.desk.slots import Around
from comments.desk.versions import Version
from comments.desk.words import Phrases

CHECKS = """<details data-why{open}><summary>{all_checks}</summary><table class="card-trace"><thead><tr>\
<th scope="col">{check}</th><th scope="col">{result}</th><th scope="col">{detail}</th><th scope="col">{rules}</th>\
</tr></thead>
{bodies}</table></details>
"""
HISTORY = '<details{}><summary>{}</summary><ol class="card-history">{}</ol></details>\n'
VERSIONS = '<details class="card-changes"><summary>{}</summary><ol>{}</ol></details>\n'
PHRASES = Phrases(
    all_checks=gettext_lazy("All checks"),
    check=gettext_lazy("Check"),
    result=gettext_lazy("Result"),
    detail=gettext_lazy("Detail"),
    rules=gettext_lazy("Rule version"),
    history=gettext_lazy("History"),
)
VERSION = '<li><p>{} {}</p><div class="card-text" dir="auto">{}</div></li>'


def checks(_found: None, around: Around) -> str:
    return CHECKS.format(**PHRASES(), open=_open(around), bodies=trace_bodies(around.card.attempts))


def history(_found: None, around: Around) -> str:
    return HISTORY.format(_open(around), PHRASES()["history"], timeline.lines(around.card))


def versions(_found: None, around: Around) -> str:
    """Each against the one before it, where there were more than the card shows already."""
    kept = around.card.versions
    if len(kept) < 3:
        return ""
    told = "".join(_version(now, before) for before, now in zip([None, *kept], kept, strict=False))
    return VERSIONS.format(escape(_("All versions of the text")), told)


def _version(now: Version, before: Version | None) -> str:
    said = escape(_("Version %(number)s") % {"number": now.number})
    text = differences(before.text, now.text) if before else escape(now.text)
    return VERSION.format(said, time_tag(now.at) if now.at else "", text)


def _open(around: Around) -> str:
    return " open" if around.is_alone else ""
