"""A card of the desk: one comment with everything that a decision about it needs, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import User
from comments.desk import fragments, history
from comments.desk.acts import ACTS, BUTTONS, Act
from comments.desk.fragments import NOTHING, undo_form
from comments.desk.history import Entry
from comments.desk.trace import how_far, trace
from comments.desk.words import host_of, with_hosts
from comments.models import Check, Comment, ModerationAction, Status, Submission
from comments.reasons import label_of

SHOWN = 20  # attempts and acts on a card; the log has the rest
LONG = 1_100  # characters of HTML, about ten lines


class Controls(NamedTuple):
    """Parts of a card's forms, written once for many of them."""

    fields: SafeString = NOTHING  # hidden: what was seen, and where to return to
    reasons: SafeString = NOTHING  # options
    deferrals: SafeString = NOTHING  # buttons


@dataclass
class Card:
    comment: Comment
    checks: Sequence[Check] = ()
    log: Sequence[Entry] = ()
    submission: Submission | None = None
    notice: str = ""  # what stood against a decision
    folded: str = ""  # what has been decided; all that is left to show
    controls: Controls = field(default_factory=Controls)

    @property
    def pk(self) -> int:
        return self.comment.pk

    @cached_property
    def url(self) -> str:
        return reverse("admin:comments_queue_change", args=[self.pk])

    @cached_property
    def forms(self) -> SafeString:
        """The buttons that apply, always in the same order."""
        shown = (act for act in BUTTONS if self._can(act))
        reason = fragments.reason_select(self.controls.reasons)
        return SafeString("".join(self._form(act, reason if act.slug == "reject" else NOTHING) for act in shown))

    @cached_property
    def more_forms(self) -> SafeString:
        parts = []
        if self._can(ACTS["defer"]):
            parts.append(fragments.deferral_form(self.url, self.controls.fields, self.controls.deferrals))
        if self.is_deferred:
            parts.append(self.bring_back)
        if self._can(ACTS["check-again"]):
            parts.append(self._form(ACTS["check-again"]))
        return SafeString("".join(parts))

    @property
    def undo(self) -> SafeString:
        """Takes back the latest act, if a person did it."""
        if not self.last or not self.last.can_be_undone:
            return NOTHING
        action = self.last.action.pk
        return undo_form(f"{self.url}undo/", self.controls.fields, "action", action, marked=bool(self.folded))

    @property
    def bring_back(self) -> SafeString:
        """Takes back that it was put off."""
        return undo_form(f"{self.url}defer/", self.controls.fields, "until", "now", marked=bool(self.folded))

    def _form(self, act: Act, more: SafeString = NOTHING) -> SafeString:
        return fragments.act_form(act, self.pk, self.url, self.controls.fields, more)

    def _can(self, act: Act) -> bool:
        return self.comment.status in act.applies_to

    @property
    def is_decided(self) -> bool:
        return self.comment.status not in (Status.UNCHECKED, Status.PENDING)

    @property
    def is_deferred(self) -> bool:
        return self.comment.deferred_until is not None and self.comment.deferred_until > timezone.now()

    @property
    def last(self) -> Entry | None:
        return self.log[0] if self.log else None

    @property
    def body(self) -> SafeString:
        return with_hosts(self.comment.html)

    @property
    def is_long(self) -> bool:
        return len(self.comment.html) > LONG

    @property
    def parent_body(self) -> SafeString:
        return mark_safe(self.comment.parent.html) if self.comment.parent else NOTHING

    @property
    def parent_is_hidden(self) -> bool:
        return self.comment.parent is not None and self.comment.parent.status != Status.APPROVED

    @property
    def website_host(self) -> str:
        return host_of(self.comment.website) if self.comment.website else ""

    @property
    def is_new_here(self) -> bool:
        """Nothing by this person has been decided yet."""
        person = self.comment.commenter
        return person is not None and not (person.approved_count or person.rejected_count or person.spam_count)

    @cached_property
    def why(self) -> str:
        """One plain sentence: why it stands where it stands."""
        because = how_far(self.comment, self.checks) if self.comment.status == Status.UNCHECKED else ""
        because = because or label_of(self.comment.reason)
        lead = {Status.PENDING.value: _("Waits"), Status.SPAM.value: _("Spam"), Status.UNCHECKED.value: ""}
        said = lead.get(self.comment.status, history.status_name(self.comment.status))
        return capfirst(": ".join(part for part in (said, because) if part)) + "."

    @property
    def trace(self) -> SafeString:
        return fragments.trace_rows(trace(self.checks))

    @property
    def history(self) -> SafeString:
        return fragments.history_rows(self.log)

    @cached_property
    def created(self) -> SafeString:
        return fragments.time_tag(self.comment.created_at)


@dataclass
class _Found:
    checks: dict[int, list[Check]] = field(default_factory=lambda: defaultdict(list))
    log: dict[int, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    submissions: dict[int, Submission] = field(default_factory=dict)


def cards(comments: Sequence[Comment], viewer: User) -> list[Card]:
    """Addresses are looked up only for those who may see them."""
    found = _find(comments, addresses=viewer.has_perm("comments.see_addresses"))
    return [Card(row, found.checks[row.pk], found.log[row.pk], found.submissions.get(row.pk)) for row in comments]


def card(comment_id: int, viewer: User) -> Card:
    """Raises Comment.DoesNotExist."""
    return cards([Comment.objects.with_context().get(pk=comment_id)], viewer)[0]


def _find(comments: Sequence[Comment], *, addresses: bool) -> _Found:
    found = _Found()
    numbers = [comment.pk for comment in comments]
    for check in _newest(Check.objects.filter(comment__in=numbers)):
        found.checks[check.comment_id].append(check)
    for entry in history.entries(_newest(ModerationAction.objects.filter(comment__in=numbers))):
        found.log[entry.action.comment or 0].append(entry)
    if addresses:
        current = Submission.objects.filter(comment__in=numbers, version=F("comment__version")).defer("payload")
        found.submissions = {submission.comment_id: submission for submission in current}
    return found


def _newest(rows: Any) -> Any:
    """The last few of each comment, newest first."""
    number = Window(RowNumber(), partition_by="comment", order_by="-pk")
    return rows.annotate(number=number).filter(number__lte=SHOWN).order_by("-pk")
