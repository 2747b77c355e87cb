"""The line of a card that says who has it in hand, with the button that claims, releases or takes it over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from html import escape
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone
from django.utils.dateformat import format as formatted
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from comments.desk.slots import Around
from comments.desk.words import Phrases
from comments.models.claim import STANDS
from comments.queue import moment
from database import statements

REMEMBERED = timedelta(hours=1)  # for so long a card says whose claim has lapsed

# {}: one name for each comment
HOLDERS = f"""
SELECT k.comment_id, k.by_id, k.until, u.public_name, u.first_name, u.last_name, u.username
FROM comments_claim k JOIN comments_comment c ON c.id = k.comment_id JOIN accounts_user u ON u.id = k.by_id
WHERE k.comment_id IN ({{}}) AND {STANDS}
"""  # noqa: S608
NAMES = ("public_name", "first_name", "last_name", "username")

# The article's own htmx attributes lead to the card; what is pressed here changes this line alone.
LINE = '<div id="claim-{pk}" class="card-claim{kind}" data-claim="{mark}" hx-target="this" {more}>{said} {form}</div>'
FORM = (
    '<form method="post" action="{url}{act}/" hx-post="{url}{act}/" data-stays>{fields}'
    '<button aria-keyshortcuts="c">{label}</button></form>'
)
LABELS = Phrases(claim=gettext_lazy("Claim"), release=gettext_lazy("Release"), take_over=gettext_lazy("Take over"))
TIME = '<time datetime="{}">{}</time>'


class Holder(NamedTuple):
    """Of a claim that stands, or that has lapsed and can be taken over."""

    number: int  # of the account
    name: str
    until: datetime

    @property
    def clock(self) -> str:
        return formatted(localtime(self.until), "H:i")

    @property
    def has_lapsed(self) -> bool:
        return self.until <= timezone.now()

    def keeps_out(self, viewer: User) -> bool:
        return self.number != viewer.pk and not self.has_lapsed


def read(comments: Sequence[int]) -> Mapping[int, Holder]:
    if not comments:
        return {}
    query = HOLDERS.format(", ".join(f"%(c{place})s" for place in range(len(comments))))
    values: dict[str, Any] = {f"c{place}": number for place, number in enumerate(comments)}
    with connection.cursor() as cursor:
        cursor.execute(query, values | {"now": statements.moment(timezone.now() - REMEMBERED)})
        return {row[0]: _holder(*row[1:]) for row in cursor.fetchall()}


def html(holder: Holder | None, around: Around) -> str:
    if not around.card.buttons:
        return ""
    return line(around.card.pk, holder, around.viewer, around.url, around.fields)


def line(pk: int, holder: Holder | None, viewer: User, url: str, fields: str, more: str = "") -> str:
    """Another's claim has no button while it stands: it can't be taken away, and lapses by itself."""
    kind, said, act, label = _state(holder, viewer)
    form = FORM.format(url=url, act=act, fields=fields, label=label) if act else ""
    return LINE.format(pk=pk, kind=kind, mark=mark_of(holder, viewer), said=said, form=form, more=more)


def _state(holder: Holder | None, viewer: User) -> tuple[str, str, str, str]:
    """A class for the looks, what is said, and the act and words of the button."""
    labels = LABELS()
    if holder is None or (holder.number == viewer.pk and holder.has_lapsed):
        return "", "", "claim", labels["claim"]
    told = {"name": escape(holder.name), "time": _time(holder)}
    if holder.number == viewer.pk:
        return " is-mine", escape(_("Claimed by you until %(time)s")) % told, "release", labels["release"]
    if holder.has_lapsed:
        return "", escape(_("Claim of %(name)s lapsed at %(time)s")) % told, "claim", labels["take_over"]
    return " is-theirs", escape(_("Claimed by %(name)s until %(time)s")) % told, "", ""


def mark_of(holder: Holder | None, viewer: User) -> str:
    """What a page knows about a claim; when it differs, the line is sent anew. One's own is renewed all the time."""
    if holder is None or holder.number == viewer.pk:
        return "mine" if holder and not holder.has_lapsed else ""
    return f"{holder.number}-{holder.clock}{'-lapsed' if holder.has_lapsed else ''}"


def taken(holder: Holder) -> str:
    told = {"name": holder.name, "time": holder.clock}
    return _("%(name)s has claimed this comment until %(time)s.") % told


def sentence(holder: Holder) -> str:
    """Told to who decides all the same."""
    return f"{taken(holder)} {_('Press again to decide it all the same.')}"


def _holder(number: int, until: datetime, *names: str) -> Holder:
    return Holder(number, User(**dict(zip(NAMES, names, strict=True))).name_shown, moment(until))


def _time(holder: Holder) -> str:
    return TIME.format(holder.until.isoformat(), holder.clock)
