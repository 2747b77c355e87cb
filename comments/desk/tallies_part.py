"""Who wrote it, as far as the card's own row knows."""

from __future__ import annotations

from html import escape

from django.utils.translation import gettext as _

from comments.desk.slots import Around
from comments.models import Badge

BADGE = '<span class="badge{}">{}</span>'
TALLIES = '<p class="numbers"><small>{}</small></p>\n'


def badges(_found: None, around: Around) -> str:
    """Staff or author of this article, and whether anything by this person was ever decided."""
    badge = around.card.row.badge
    shown = BADGE.format("", escape(str(Badge(badge).label))) if badge else ""
    return shown + (BADGE.format(" badge-new", escape(_("New here"))) if around.card.is_new_here else "")


def html(_found: None, around: Around) -> str:
    row = around.card.row
    if not row.person:
        return ""
    counts = {"approved": row.approved, "rejected": row.rejected, "spam": row.spam}
    return TALLIES.format(escape(_("%(approved)d approved, %(rejected)d rejected, %(spam)d spam") % counts))
