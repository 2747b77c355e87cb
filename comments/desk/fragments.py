"""What a card has many of. Written here since a page of cards would spend two thirds of its time on template nodes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from comments.desk.acts import Act
from comments.desk.history import Entry
from comments.desk.trace import TraceRow

NOTHING = SafeString("")
TIME = '<time datetime="{}">{}</time>'
FORM = (
    '<form method="post" action="{url}" hx-post="{url}" id="{act}-{number}" class="act-{act}">{fields}'
    '<button aria-keyshortcuts="{key}">{label}</button>{more}</form>'
)
REASON = '<select name="reason" required aria-label="{}">{}</select>'
DEFERRAL = '<form method="post" action="{url}" hx-post="{url}">{fields}<span>{label}</span> {choices}</form>'
UNDO = (
    '<form method="post" action="{url}" hx-post="{url}">{fields}<input type="hidden" name="{name}" value="{value}">'
    "<button{marks}>{label}</button></form>"
)
MARKED = SafeString(' aria-keyshortcuts="z" data-undo')
ATTEMPT = '<tr class="card-attempt"><th scope="rowgroup" colspan="4">{} <code>{}</code></th></tr>'
STEP = '<tr><th scope="row">{}</th><td>{}</td><td>{}</td><td>{}</td></tr>'
ACT = "<li>{time} {who}: {was} → {now}{reason}{note}</li>"


def time_tag(moment: datetime) -> SafeString:
    return format_html(TIME, moment.isoformat(), date_format(timezone.localtime(moment), "DATETIME_FORMAT"))


def act_form(act: Act, number: int, url: str, fields: SafeString, more: SafeString = NOTHING) -> SafeString:
    told = {"url": f"{url}{act.slug}/", "act": act.slug, "number": number, "key": act.key, "label": act.label}
    return format_html(FORM, fields=fields, more=more, **told)


def reason_select(reasons: SafeString) -> SafeString:
    return format_html(REASON, _("Reason"), reasons)


def deferral_form(url: str, fields: SafeString, choices: SafeString) -> SafeString:
    return format_html(DEFERRAL, url=f"{url}defer/", fields=fields, label=_("Put off"), choices=choices)


def undo_form(url: str, fields: SafeString, name: str, value: object, *, marked: bool) -> SafeString:
    """Marked: the one that a key presses."""
    marks = MARKED if marked else NOTHING
    return format_html(UNDO, url=url, fields=fields, name=name, value=value, marks=marks, label=_("Undo"))


def trace_rows(rows: Iterable[TraceRow]) -> SafeString:
    return format_html_join("", "{}", ((_trace_row(row),) for row in rows))


def _trace_row(row: TraceRow) -> SafeString:
    took = "" if row.took_ms is None else row.took_ms
    step = format_html(STEP, row.check, row.result, row.detail, took)
    return format_html(ATTEMPT, time_tag(row.at), row.guid) + step if row.at else step


def history_rows(log: Iterable[Entry]) -> SafeString:
    return format_html_join("", "{}", ((_history_row(entry),) for entry in log))


def _history_row(entry: Entry) -> SafeString:
    reason = f" ({entry.reason})" if entry.reason else ""
    note = format_html("<q>{}</q>", entry.note) if entry.note else NOTHING
    note += format_html(" <small>{}</small>", entry.report) if entry.report else NOTHING
    told = {"who": entry.who, "was": entry.came_from, "now": entry.went_to, "reason": reason, "note": note}
    return format_html(ACT, time=time_tag(entry.action.at), **told)
