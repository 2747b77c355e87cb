"""What readers have against a comment, how far they were right before, and what its author has against a decision."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.desk.fragments import time_tag
from comments.desk.reading import places, read_all
from comments.desk.slots import Around
from comments.models.report import JUDGED
from comments.queue import moment
from comments.reasons import complaint_of

SHOWN = 5  # of each reason, the latest; all are counted

_LATEST = f"""(SELECT p.outcome FROM comments_report p
    WHERE p.outcome IN ('upheld', 'dismissed') AND {{same}} ORDER BY p.id DESC LIMIT {JUDGED}) AS latest"""  # noqa: S608
_RECORD = """CASE WHEN r.reporter_id IS NOT NULL THEN (SELECT {what} FROM {by_person})
    WHEN r.network_key > '' THEN (SELECT {what} FROM {by_network}) ELSE {unknown} END"""
_RECORD = _RECORD.replace("{by_person}", _LATEST.format(same="p.reporter_id = r.reporter_id")).replace(
    "{by_network}", _LATEST.format(same="p.network_key = r.network_key AND p.network_key > ''")
)
JUDGED_SO_FAR = _RECORD.replace("{what}", "COUNT(*)").replace("{unknown}", "-1")
UPHELD_SO_FAR = _RECORD.replace("{unknown}", "0").replace("{what}", "COUNT(*) FILTER (WHERE latest.outcome = 'upheld')")

# {}: one %s for each comment, twice
COMPLAINTS = f"""
SELECT r.comment_id, r.reason, r.words, r.at, r.outcome, r.number, {JUDGED_SO_FAR}, {UPHELD_SO_FAR}, r.version,
    CASE WHEN EXISTS (SELECT 1 FROM comments_reportreceipt q WHERE q.report_id = r.id AND q.tell_id IS NOT NULL)
        THEN 1 ELSE 0 END
FROM (SELECT t.*,
        COUNT(*) FILTER (WHERE reporter_id IS NOT NULL OR network_key > '' OR outcome <> 'open')
            OVER (PARTITION BY comment_id, outcome, reason) AS number,
        ROW_NUMBER() OVER (PARTITION BY comment_id, outcome, reason ORDER BY id DESC) AS place
    FROM comments_report t WHERE comment_id IN ({{0}})) AS r
WHERE r.place <= {SHOWN}
UNION ALL
SELECT a.comment_id, '', a.words, a.at, a.outcome, 0, CASE WHEN a.by_same_person THEN 1 ELSE 0 END, a.first_decider,
    a.version, 0
FROM comments_appeal a WHERE a.comment_id IN ({{0}})
"""  # noqa: S608

REPORTED = '<p class="card-reported"><strong>{}</strong> {}</p>\n'
FOLD = '<details class="card-reports"{}><summary>{}</summary><ul>{}</ul></details>\n'
LINE = "<li><strong>{reason}</strong> {time}{words}{record}</li>"
WORDS = ' <q dir="auto">{}</q>'
SMALL = " <small>{}</small>"
APPEAL = '<p class="card-reported"><strong>{}</strong> {}{}</p>\n'


class Report(NamedTuple):
    comment: int
    reason: str
    words: str
    at: datetime
    outcome: str
    number: int  # of this outcome and reason; further open ones from one connection aside
    judged: int  # of this reader's last reports; -1: a further one from a connection that had reported it
    upheld: int
    version: int
    asks: int  # 1: to be written to when it is decided


class Appeal(NamedTuple):
    words: str
    at: datetime
    outcome: str
    by_same_person: bool
    first_decider: int | None


@dataclass
class Complaints:
    reports: list[Report] = field(default_factory=list)
    appeals: list[Appeal] = field(default_factory=list)


def read(comments: Sequence[int]) -> dict[int, Complaints]:
    found: dict[int, Complaints] = {}
    rows = read_all(COMPLAINTS.format(places(comments)), [*comments, *comments]) if comments else []
    for row in map(Report._make, rows):
        about = found.setdefault(row.comment, Complaints())
        if row.reason:
            about.reports.append(row._replace(at=moment(row.at)))
        else:
            about.appeals.append(Appeal(row.words, moment(row.at), row.outcome, bool(row.judged), row.upheld))
    return found


def html(found: Complaints | None, around: Around) -> str:
    """Open appeals first, then open reports, then what became of earlier ones."""
    if found is None:
        return ""
    open_ones = sorted((report for report in found.reports if report.outcome == "open"), key=lambda one: one.at)
    appeals = "".join(_appeal(appeal, around.viewer.pk) for appeal in sorted(found.appeals, key=lambda one: one.at))
    return appeals + (_open(open_ones) if open_ones else "") + _earlier(found.reports)


def _open(reports: Sequence[Report]) -> str:
    counts = _counted(reports)
    count = sum(counts.values())
    said = ngettext("Reported by %(count)d reader:", "Reported by %(count)d readers:", count) % {"count": count}
    reasons = ", ".join(f"{complaint_of(code)} ({number})" for code, number in counts.most_common() if number)
    lines = "".join(map(_line, reports))
    return REPORTED.format(escape(said), escape(reasons)) + FOLD.format(" open", escape(_("What they say")), lines)


def _counted(reports: Sequence[Report]) -> Counter[str]:
    return Counter({report.reason: report.number for report in reports})


def _line(report: Report) -> str:
    return LINE.format(
        reason=escape(complaint_of(report.reason)),
        time=time_tag(report.at),
        words=WORDS.format(escape(report.words)) if report.words else "",
        record=SMALL.format(escape(_record(report) + (f"; {_('asks to be told the outcome')}" if report.asks else ""))),
    )


def _record(report: Report) -> str:
    if report.judged < 0:
        return _("from a connection that had reported it before")
    if not report.judged:
        return _("no report by this person was decided before")
    said = ngettext(
        "%(upheld)d of this person's last %(count)d report was upheld",
        "%(upheld)d of this person's last %(count)d reports were upheld",
        report.judged,
    )
    return said % {"upheld": report.upheld, "count": report.judged}


def _earlier(reports: Sequence[Report]) -> str:
    """What was decided about reports of this comment before."""
    counts: Counter[str] = Counter()
    for (outcome, _reason), number in {(one.outcome, one.reason): one.number for one in reports}.items():
        counts[outcome] += number
    words = {"upheld": _("%d upheld"), "dismissed": _("%d dismissed"), "moot": _("%d settled without a person")}
    said = ", ".join(text % counts[outcome] for outcome, text in words.items() if counts[outcome])
    return f"<p><small>{escape(_('Earlier reports: %s.') % said)}</small></p>\n" if said else ""


def _appeal(appeal: Appeal, viewer: int) -> str:
    titles = {
        "open": _("Its author asks for another look:"),
        "granted": _("Appeal granted:"),
        "denied": _("Appeal denied:"),
        "moot": _("Appeal settled without a person:"),
    }
    note = ""
    if appeal.outcome == "open" and appeal.first_decider == viewer:
        note = _("You decided this first: it is for somebody else, if there is somebody.")
    elif appeal.by_same_person:
        note = _("Decided by the same person as before.")
    words = f"{time_tag(appeal.at)}{WORDS.format(escape(appeal.words)) if appeal.words else ''}"
    return APPEAL.format(escape(titles[appeal.outcome]), words, SMALL.format(escape(note)) if note else "")
