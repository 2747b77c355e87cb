"""Rows of the moderation log, with the names and words that the log itself does not hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Max
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import User
from comments.desk import reports
from comments.models import ModerationAction, ModerationNote, Rule, Status
from comments.reasons import label_of


@dataclass(frozen=True)
class Entry:
    """One act, in words. Only the latest act on a comment can be undone, and only a person's."""

    action: ModerationAction
    who: str
    note: str
    report: str  # what has become of telling the spam check about it
    is_latest: bool

    @property
    def came_from(self) -> str:
        return status_name(self.action.from_status)

    @property
    def went_to(self) -> str:
        return status_name(self.action.to_status)

    @property
    def reason(self) -> str:
        return label_of(self.action.reason)

    @property
    def can_be_undone(self) -> bool:
        return self.is_latest and self.action.actor is not None

    @property
    def undo_url(self) -> str:
        return reverse("admin:comments_queue_undo", args=[self.action.comment])

    @property
    def outcome(self) -> str:
        """What it did, as the one line that is left of a decided card."""
        if self.action.undoes:
            return _("Undone: %(status)s again") % {"status": self.went_to}
        said = {
            Status.APPROVED.value: _("Approved"),
            Status.REJECTED.value: _("Rejected: %(reason)s") % {"reason": self.reason},
            Status.SPAM.value: _("Marked as spam"),
            Status.PENDING.value: _("Marked as not spam: it waits for a decision"),
            Status.UNCHECKED.value: _("The spam check is asked again"),
        }
        return said.get(self.action.to_status, capfirst(self.went_to))


def status_name(status: str) -> str:
    return str(Status(status).label) if status in Status.values else status


def entries(actions: Iterable[ModerationAction]) -> list[Entry]:
    """In the order given, with four queries however many they are."""
    rows = list(actions)
    names = {user.pk: user.name_shown for user in User.objects.filter(pk__in={row.actor for row in rows})}
    notes = dict(ModerationNote.objects.filter(pk__in=[row.pk for row in rows]).values_list("pk", "text"))
    told = reports.of_acts([row.pk for row in rows])
    latest = _latest({row.comment for row in rows if row.comment})
    return [Entry(row, _who(row, names), notes.get(row.pk, ""), told.get(row.pk, ""), row.pk in latest) for row in rows]


def just_made(action: ModerationAction) -> Entry:
    """Of the act of this very request, which needs no looking up."""
    return Entry(action, who="", note="", report="", is_latest=True)


def _latest(comments: set[int]) -> set[int]:
    rows = ModerationAction.objects.filter(comment__in=comments).order_by()
    return set(rows.values("comment").annotate(last=Max("pk")).values_list("last", flat=True))


def _who(row: ModerationAction, names: dict[int, str]) -> str:
    if row.actor:
        return names.get(row.actor) or _("person %(number)s") % {"number": row.actor}
    return str(Rule(row.rule).label) if row.rule in Rule.values else row.rule
