"""Rows of the moderation log, with the names and words that the log itself does not hold."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import User
from comments import undoing
from comments.desk import kinds, reports
from comments.desk.log_rows import Act, read_acts
from comments.models import Kind, ModerationAction, Rule, Status
from comments.models.log import RULE_UNDONE, is_of_rule
from comments.reasons import label_of

NAMES = ("public_name", "first_name", "last_name", "username")
WITHOUT_LOOKING = Act._fields[: Act._fields.index("is_latest")]


@dataclass(frozen=True)
class Entry:
    """One act, in words."""

    act: Act

    @property
    def who(self) -> str:
        if not self.act.actor:
            return str(Rule(self.act.rule).label) if self.act.rule in Rule.values else self.act.rule
        if self.act.names[0] is None:
            return _("person %(number)s") % {"number": self.act.actor}
        return User(**dict(zip(NAMES, self.act.names, strict=True))).name_shown

    @property
    def came_from(self) -> str:
        return status_name(self.act.from_status)

    @property
    def went_to(self) -> str:
        return status_name(self.act.to_status)

    @property
    def reason(self) -> str:
        return label_of(self.act.reason)

    @property
    def note(self) -> str:
        return self.act.note

    @property
    def report(self) -> str:
        """What has become of telling the spam check about it; most acts tell nothing."""
        return reports.sentence(self.act.report) if self.act.report else ""

    @property
    def said(self) -> str:
        """What was done, in a few words."""
        if self.act.kind == Kind.STATUS:
            return f"{self.came_from} → {self.went_to}" if self.act.from_status else self.went_to
        if self.act.undoes_undo:
            return _("An undo taken back: %(what)s") % {"what": kinds.name_of(self.act.kind)}
        return kinds.said(self.act.kind, self.act.reason, is_undo=self.act.undoes is not None)

    @property
    def can_be_undone(self) -> bool:
        """By some or other person."""
        act = self.act
        is_decision = act.actor is not None or is_of_rule(act.kind, act.rule, act.to_status)
        return act.is_latest and is_decision and act.kind in undoing.WAYS

    def can_be_undone_by(self, viewer: User) -> bool:
        return self.can_be_undone and undoing.may_undo(self.act.kind, self.act.actor, viewer)

    @property
    def undo_url(self) -> str:
        """At a card where there is one, which then comes back; an act on anything else is taken back by its number."""
        if self.act.comment:
            return reverse("admin:comments_queue_undo", args=[self.act.comment])
        return reverse("log_undo", args=[self.act.pk])

    @property
    def _waits(self) -> str:
        if self.act.from_status == Status.SPAM:
            return _("Marked as not spam: it waits for a decision")
        return _("Back among those that wait for a decision")

    @property
    def outcome(self) -> str:
        """What it did, as the one line that is left of a decided card."""
        if self.act.kind != Kind.STATUS:
            return self.said
        if self.act.undoes and self.act.reason == RULE_UNDONE:
            return _("Taken back: it waits for a person")
        if self.act.undoes:
            return _("Undone: %(status)s again") % {"status": self.went_to}
        said = {
            Status.APPROVED.value: _("Approved"),
            Status.REJECTED.value: _("Rejected: %(reason)s") % {"reason": self.reason},
            Status.SPAM.value: _("Marked as spam"),
            Status.PENDING.value: self._waits,
            Status.UNCHECKED.value: _("The spam check is asked again"),
        }
        return said.get(self.act.to_status, capfirst(self.went_to))


def status_name(status: str) -> str:
    return str(Status(status).label) if status in Status.values else status


def entry(number: int) -> Entry | None:
    return next((Entry(act) for act in read_acts("a.id = %s", [number], 1)), None)


def just_made(action: ModerationAction) -> Entry:
    """Of the act of this very request, which needs no looking up."""
    return Entry(Act(*(getattr(action, name) for name in WITHOUT_LOOKING)))
