"""Elements of an export for WordPress, written by hand, as they are streamed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape

from django.utils import timezone

NO_DATE = "0000-00-00 00:00:00"
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def data(text: str) -> str:
    """Any text, without what XML forbids."""
    return "<![CDATA[" + _FORBIDDEN.sub("", text).replace("]]>", "]]]]><![CDATA[>") + "]]>"


def words(text: str) -> str:
    """Of a line that WordPress takes for HTML: headlines, names, excerpts."""
    return data(escape(text, quote=False))


def plain(text: str) -> str:
    return escape(_FORBIDDEN.sub("", text))


def meta(kind: str, values: Iterable[tuple[str, object]]) -> str:
    """Without those that are empty."""
    rows = ((key, data(str(value))) for key, value in values if value not in (None, ""))
    return "".join(
        f"<wp:{kind}><wp:meta_key>{data(key)}</wp:meta_key><wp:meta_value>{value}</wp:meta_value></wp:{kind}>\n"
        for key, value in rows
    )


def dates(name: str, at: datetime | None, *, is_open: bool = False) -> str:
    """By the clock of the site and by that of Greenwich; WordPress has no such date for what may appear at any time."""
    local = f"{timezone.localtime(at):%Y-%m-%d %H:%M:%S}" if at else NO_DATE
    gmt = NO_DATE if is_open or at is None else f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S}"
    return f"<wp:{name}>{data(local)}</wp:{name}>\n<wp:{name}_gmt>{data(gmt)}</wp:{name}_gmt>\n"


def published(at: datetime) -> str:
    return format_datetime(at.astimezone(UTC))
