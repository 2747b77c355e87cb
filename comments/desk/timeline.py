"""What happened to a comment, as dated lines: what was submitted, asked, answered, decided and told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from html import escape
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from comments.desk.fragments import time_tag
from comments.desk.history import Entry
from comments.desk.log_rows import Act
from comments.desk.words import VERDICTS, here
from comments.models import Check
from comments.models.feedback import Delivery
from comments.spam import Verdict

if TYPE_CHECKING:
    from comments.desk.cards import Card

LINE = "<li>{} {}</li>"
ACT = "{who}: {said}{reason}{more}"
BARE: dict[str, Any] = {
    "pk": 0,
    "at": None,
    "comment": None,
    "person": None,
    "subject": None,
    "batch": None,
    "version": 0,
}
BATCH = ' <a href="{}">{} <code>{}</code></a>'

type Line = tuple[datetime, int, str]  # when; which of several at once came first; what happened, as HTML


def lines(card: Card) -> str:
    """The newest first."""
    found = sorted(_lines(card), key=itemgetter(0, 1))
    return "".join(LINE.format(time_tag(at), said) for at, _order, said in reversed(found))


def _lines(card: Card) -> Iterator[Line]:
    """Of each kind the oldest first."""
    language, _zone = here()
    yield card.row.created_at, 0, _submitted(language)
    for attempt in reversed(card.attempts):
        yield (
            attempt.created_at,
            1,
            _asked(language, attempt.verdict, attempt.fault, attempt.detail, attempt.recheck_reason),
        )
    for entry in reversed(card.log):
        yield entry.act.at, 2, _said(language, entry)
        if told_at := _told_at(entry):
            yield told_at, 3, escape(entry.report)


@lru_cache(maxsize=16)
def _submitted(language: str | None) -> str:
    return escape(_("submitted"))


@lru_cache(maxsize=1_000)
def _asked(language: str | None, verdict: str, fault: str, detail: str, recheck_reason: str) -> str:
    """What the spam check was asked and said, or why it was not, as its own history would put it."""
    if fault:
        return escape(_("held: the spam check did not answer (%(why)s)") % {"why": detail or Check.Fault(fault).label})
    if verdict == Verdict.UNKNOWN:
        return escape(_("held: not checked (%(why)s)") % {"why": detail})
    asked = _("checked again: %(verdict)s") if recheck_reason else _("checked: %(verdict)s")
    return escape(asked % {"verdict": VERDICTS.get(verdict, verdict)})


def _told_at(entry: Entry) -> datetime | None:
    """When the spam check was told of it; what has not left has no time of its own."""
    report = entry.act.report
    return report.settled_at if report and report.state == Delivery.SENT else None


def _said(language: str | None, entry: Entry) -> str:
    """The policy does the same to most comments, so that its lines are put together once."""
    act = entry.act
    return (
        _done(entry) if act.actor or act.note or act.report or act.in_batch else _same(language, act._replace(**BARE))
    )


@lru_cache(maxsize=1_000)
def _same(language: str | None, act: Act) -> str:
    return _done(Entry(act))


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
