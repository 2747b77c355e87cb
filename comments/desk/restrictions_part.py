"""On hold, suspended until, banned: what is in force about whoever wrote a comment, as badges on its card."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from html import escape
from typing import NamedTuple

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from comments.desk.reading import places, read_all
from comments.desk.slots import Around
from comments.models import RestrictionKind
from comments.models.restriction import STRICTNESS
from comments.queue import moment, stored

BADGE = '<span class="badge badge-{}">{}</span>'
STANDINGS = """
SELECT c.id, r.kind, r.until FROM comments_comment c
JOIN comments_commenter w ON w.id = c.commenter_id
JOIN comments_restriction r ON r.closed_at IS NULL AND (r.until IS NULL OR r.until > %s)
    AND r.subject = CASE WHEN w.user_id IS NULL THEN 'address ' || w.email_key ELSE 'account ' || w.user_id END
WHERE c.id IN ({})
"""


class Standing(NamedTuple):
    kind: str
    until: datetime | None


def read(comments: Sequence[int]) -> dict[int, list[Standing]]:
    """Of the person alone; what is said of a domain or network stands on the person's page. The strictest first."""
    found: defaultdict[int, list[Standing]] = defaultdict(list)
    if not comments:
        return found
    for comment, kind, until in read_all(STANDINGS.format(places(comments)), [stored(timezone.now()), *comments]):
        found[comment].append(Standing(kind, moment(until)))
    for standings in found.values():
        standings.sort(key=lambda standing: -STRICTNESS[standing.kind])
    return found


def badges(standings: Sequence[Standing] | None, around: Around) -> str:
    return "".join(BADGE.format(standing.kind, escape(words_of(standing))) for standing in standings or ())


def words_of(standing: Standing) -> str:
    if standing.kind == RestrictionKind.HOLD:
        return _("On hold")
    if standing.kind == RestrictionKind.BANNED and standing.until is None:
        return _("Banned")
    until = date_format(timezone.localtime(standing.until), "SHORT_DATETIME_FORMAT") if standing.until else ""
    pattern = _("Banned until %(time)s") if standing.kind == RestrictionKind.BANNED else _("Suspended until %(time)s")
    return pattern % {"time": until}
