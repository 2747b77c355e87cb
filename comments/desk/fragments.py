"""What a card has many of, as HTML. Whatever is put in is escaped here, or safe because it is made here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from html import escape

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from comments.desk.rows import Attempt
from comments.desk.trace import TraceRow, never_checked, trace
from comments.desk.words import Phrases, here

TIME = '<time datetime="{}" title="{}">{}</time>'
ATTEMPT = '<tbody><tr class="card-attempt"><th scope="rowgroup" colspan="4">{} <small>{}</small></th></tr>{}</tbody>'
NEVER = "<tbody>{}</tbody>"
PHRASES = Phrases(took=_("%(ms)s ms"))
STEP = '<tr><th scope="row">{}</th><td>{}</td><td>{}</td><td>{}</td></tr>'


def time_tag(moment: datetime) -> SafeString:
    """To the minute; to the second for whoever points at it."""
    return _time_tag(moment, *here())


@lru_cache(maxsize=10_000)
def _time_tag(moment: datetime, language: str | None, zone: str) -> SafeString:
    """A card has most of its times twice or thrice."""
    here = localtime(moment)
    shown = _shown(here.replace(second=0, microsecond=0), language)
    return SafeString(TIME.format(moment.isoformat(), here.isoformat(" ", "seconds"), shown))


@lru_cache(maxsize=10_000)
def _shown(minute: datetime, language: str | None) -> str:
    return escape(date_format(minute, "DATETIME_FORMAT"))


def trace_bodies(attempts: Sequence[Attempt]) -> str:
    """One for each attempt, in their order: when, how long it took and under which number, then all its checks."""
    return "".join(map(_attempt, attempts)) or NEVER.format(_steps([never_checked()]))


def _attempt(attempt: Attempt) -> str:
    took = PHRASES()["took"] % {"ms": attempt.took_ms}
    guid = f" · <code>{escape(attempt.guid)}</code>" if attempt.guid else ""
    return ATTEMPT.format(time_tag(attempt.created_at), took + guid, _steps(trace(attempt)))


def _steps(rows: Iterable[TraceRow]) -> str:
    return "".join(map(_step, rows))


@lru_cache(maxsize=10_000)
def _step(row: TraceRow) -> str:
    """Checks say the same about most comments."""
    return STEP.format(*map(escape, row))
