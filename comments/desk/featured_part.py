"""Whether a comment is one of those that are to be read first."""

from __future__ import annotations

from html import escape

from django.utils.translation import gettext as _

from comments.desk.slots import Around


def badge(_found: None, around: Around) -> str:
    if around.card.row.featured_at is None:
        return ""
    return f'<span class="badge badge-featured">{escape(_("Featured"))}</span>'
