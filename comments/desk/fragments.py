"""What a card has many of, as HTML. Whatever is put in is escaped here, or safe because it is made here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from html import escape

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.timezone import get_current_timezone_name, localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comments.desk.history import Entry
from comments.desk.trace import TraceRow

TIME = '<time datetime="{}">{}</time>'
ATTEMPT = '<tr class="card-attempt"><th scope="rowgroup" colspan="4">{} <code>{}</code></th></tr>'
STEP = '<tr><th scope="row">{}</th><td>{}</td><td>{}</td><td>{}</td></tr>'
ACT = "<li>{time} {who}: {was} → {now}{reason}{note}</li>"
BATCH = ' <a href="{}">{} <code>{}</code></a>'


def time_tag(moment: datetime) -> SafeString:
    shown = _shown(moment.replace(second=0, microsecond=0), get_language(), get_current_timezone_name())
    return SafeString(TIME.format(moment.isoformat(), shown))


@lru_cache(maxsize=10_000)
def _shown(minute: datetime, language: str | None, zone: str) -> str:
    return escape(date_format(localtime(minute), "DATETIME_FORMAT"))


def trace_rows(rows: Iterable[TraceRow]) -> str:
    return "".join(map(_trace_row, rows))


def _trace_row(row: TraceRow) -> str:
    took = "" if row.took_ms is None else row.took_ms
    step = STEP.format(escape(row.check), escape(row.result), escape(row.detail), took)
    return ATTEMPT.format(time_tag(row.at), escape(row.guid)) + step if row.at else step


def history_rows(log: Iterable[Entry]) -> str:
    return "".join(map(_history_row, log))


def _history_row(entry: Entry) -> str:
    note = f"<q>{escape(entry.note)}</q>" if entry.note else ""
    report = f" <small>{escape(entry.report)}</small>" if entry.report else ""
    return ACT.format(
        time=time_tag(entry.act.at),
        who=escape(entry.who),
        was=escape(entry.came_from),
        now=escape(entry.went_to),
        reason=escape(f" ({entry.reason})" if entry.reason else ""),
        note=note + report + (_batch_link(entry) if entry.act.in_batch else ""),
    )


def _batch_link(entry: Entry) -> str:
    address = reverse("admin:comments_queue_batch", args=[entry.act.batch])
    return BATCH.format(address, escape(_("batch")), str(entry.act.batch)[:8])
