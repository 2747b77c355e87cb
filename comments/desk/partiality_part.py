"""The line over a text that its reader, the author of the article, leaves to a colleague."""

from __future__ import annotations

from html import escape

from django.utils.html import strip_tags

from comments import partiality
from comments.desk.slots import Around

NOTICE = '<p class="card-notice">{}</p>\n'


def html(_found: None, around: Around) -> str:
    row = around.card.row
    bylines = (row.bylines or "").split(", ")
    if row.emptied_at or not partiality.wrote(around.viewer, bylines):
        return ""
    is_named = partiality.names(around.viewer, strip_tags(row.html), bylines)
    return NOTICE.format(escape(partiality.said())) if is_named else ""
