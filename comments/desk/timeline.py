"""What happened to a comment, as dated lines: what was submitted, asked, answered, decided and told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from html import escape
from operator import itemgetter
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from comments.desk.fragments import time_tag
from comments.desk.history import Entry
from comments.desk.rows import Attempt
from comments.models import Check
from comments.models.feedback import Delivery
from comments.spam import Verdict

if TYPE_CHECKING:
    from comments.desk.cards import Card

LINE = "<li>{} {}</li>"
ACT = "{who}: {said}{reason}{more}"
BATCH = ' <a href="{}">{} <code>{}</code></a>'

type Line = tuple[datetime, int, str]  # when; which of several at once came first; what happened, as HTML


def lines(card: Card) -> str:
    """The newest first."""
    found = sorted(_lines(card), key=itemgetter(0, 1))
    return "".join(LINE.format(time_tag(at), said) for at, _order, said in reversed(found))


def _lines(card: Card) -> Iterator[Line]:
    """Of each kind the oldest first."""
    yield card.row.created_at, 0, escape(_("submitted"))
    for attempt in reversed(card.attempts):
        yield attempt.created_at, 1, escape(_asked(attempt))
    for entry in reversed(card.log):
        yield entry.act.at, 2, _done(entry)
        if told_at := _told_at(entry):
            yield told_at, 3, escape(entry.report)


def _asked(attempt: Attempt) -> str:
    """What the spam check was asked and said, or why it was not, as its own history would put it."""
    if attempt.fault:
        why = attempt.detail or Check.Fault(attempt.fault).label
        return _("held: the spam check did not answer (%(why)s)") % {"why": why}
    if attempt.verdict == Verdict.UNKNOWN:
        return _("held: not checked (%(why)s)") % {"why": attempt.detail}
    asked = _("checked again: %(verdict)s") if attempt.recheck_reason else _("checked: %(verdict)s")
    return asked % {"verdict": _verdict(attempt.verdict)}


def _verdict(verdict: str) -> str:
    said = {
        Verdict.HAM.value: _("not spam"),
        Verdict.SPAM.value: _("spam"),
        Verdict.DISCARD.value: _("blatant spam"),
        Verdict.PROVISIONAL.value: _("not spam for now, to be asked again"),
    }
    return said.get(verdict, verdict)


def _told_at(entry: Entry) -> datetime | None:
    """When the spam check was told of it; what has not left has no time of its own."""
    report = entry.act.report
    return report.settled_at if report and report.state == Delivery.SENT else None


def _done(entry: Entry) -> str:
    note = f" <q>{escape(entry.note)}</q>" if entry.note else ""
    report = f" <small>{escape(entry.report)}</small>" if entry.report and not _told_at(entry) else ""
    return ACT.format(
        who=escape(entry.who),
        said=escape(entry.said),
        reason=escape(f" ({entry.reason})" if entry.reason else ""),
        more=note + report + (_batch_link(entry) if entry.act.in_batch else ""),
    )


def _batch_link(entry: Entry) -> str:
    address = reverse("admin:comments_queue_batch", args=[entry.act.batch])
    return BATCH.format(address, escape(_("batch")), str(entry.act.batch)[:8])
