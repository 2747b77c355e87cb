"""What a moderator is told whose decision came too late: who was faster, when, and what they did."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.models import User
from comments.desk.history import Entry
from comments.desk.words import age
from comments.models import Rule


def sentence(last: Entry | None, viewer: User, *, is_edited: bool = False) -> str:
    """`last`: the latest act on the comment, if there was any."""
    if is_edited:
        return _("Its author has changed the text since you opened this page. This is the new text.")
    return _told(last, viewer) if last else _("It has changed since you opened this page.")


def _told(last: Entry, viewer: User) -> str:
    reason = f" ({last.reason})" if last.act.reason else ""
    told = {"age": age(last.act.at), "status": last.went_to + reason}
    if last.act.actor:
        told["who"] = _("you") if last.act.actor == viewer.pk else last.who
        return _("Already decided by %(who)s %(age)s ago: %(status)s.") % told
    if last.act.rule == Rule.AUTHOR:
        return _("Its author was faster, %(age)s ago: %(status)s.") % told
    return _("The spam check was faster, %(age)s ago: %(status)s.") % told
