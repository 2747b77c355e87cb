"""Who wrote it, as far as the card's own row knows."""

from __future__ import annotations

from html import escape

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.desk.slots import Around
from comments.desk.words import Phrases
from comments.models import Badge

BADGE = '<span class="badge{}">{}</span>'
OF_NONE_DECIDED = Phrases(first=gettext_lazy("First comment"), new=gettext_lazy("New here"))
PROVEN = Phrases(account=gettext_lazy("Account"), address=gettext_lazy("Confirmed"))
TALLIES = '<p class="numbers"><small>{}</small></p>\n'


def badges(_found: None, around: Around) -> str:
    """Staff or author of this article, else what proves who it is; and whether anything of theirs was ever decided."""
    row = around.card.row
    shown = escape(_badge(row.badge)) if row.badge else PROVEN()[row.proof] if row.proof else ""
    new = BADGE.format(" badge-new", _new(row.written)) if row.written else ""
    return (BADGE.format("", shown) if shown else "") + new


def html(_found: None, around: Around) -> str:
    """What was decided about the person; that nothing was, a badge says."""
    row = around.card.row
    if not row.person or row.written:
        return ""
    counts = {"approved": row.approved, "rejected": row.rejected, "spam": row.spam}
    return TALLIES.format(escape(_("%(approved)d approved, %(rejected)d rejected, %(spam)d spam") % counts))


def _badge(code: str) -> str:
    return _("Author of this article") if code == Badge.AUTHOR else str(Badge(code).label)


def _new(written: int) -> str:
    """Of whom nothing was decided yet."""
    return OF_NONE_DECIDED()["first" if written == 1 else "new"]
