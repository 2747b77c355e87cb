"""Restrictions in words: for readers, who are told until when, why, and what they can do."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from comments import reasons
from comments.models import Restriction, Scope


def told(restriction: Restriction) -> str:
    """Who is turned away, until when, and why; for whom it is about."""
    return " ".join(filter(None, [_whom(restriction), reasons.sentence_of(restriction.reason)]))


def in_full(restriction: Restriction) -> str:
    return " ".join([told(restriction), what_to_do(restriction)])


def what_to_do(restriction: Restriction) -> str:
    if restriction.until:
        return _("You can post after that. If you think that this is a mistake, write to the editors.")
    return _("If you think that this is a mistake, write to the editors.")


def _whom(restriction: Restriction) -> str:
    if restriction.scope == Scope.NETWORK:
        pattern = _("Comments from your network are not taken until %(time)s.")
    elif restriction.scope == Scope.DOMAIN and restriction.until:
        pattern = _("Comments by guests with an address at %(name)s are not taken until %(time)s.")
    elif restriction.scope == Scope.DOMAIN:
        pattern = _("Comments by guests with an address at %(name)s are not taken.")
    elif restriction.until:
        pattern = _("You are suspended from commenting until %(time)s.")
    else:
        pattern = _("You are banned from commenting.")
    return pattern % {"name": restriction.names, "time": end_of(restriction)}


def end_of(restriction: Restriction) -> str:
    """Empty when it has none."""
    return date_format(localtime(restriction.until), "DATETIME_FORMAT") if restriction.until else ""
