"""A card of the desk: one comment with everything that a decision about it needs, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
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
from comments.desk import history
from comments.desk.acts import ACTS, BUTTONS, Act
from comments.desk.history import Entry
from comments.desk.words import host_of, with_hosts
from comments.models import Check, Comment, ModerationAction, Status, Submission
from comments.policy import CHECKS, RESULTS, Step
from comments.reasons import label_of

SHOWN = 20  # attempts and acts on a card; the log has the rest
LONG = 1_100  # characters of HTML, about ten lines


class TraceRow(NamedTuple):
    at: datetime | None  # of the attempt; what else was looked at then follows without
    check: str
    result: str
    detail: str
    took_ms: int | None
    guid: str


class Controls(NamedTuple):
    """Parts of a card's forms, written once for many of them."""

    fields: SafeString = SafeString("")  # hidden: what was seen, and where to return to
    reasons: SafeString = SafeString("")  # options
    deferrals: SafeString = SafeString("")  # buttons


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

    @property
    def buttons(self) -> list[Act]:
        return [act for act in BUTTONS if self.comment.status in act.applies_to]

    @property
    def can_be_checked_again(self) -> bool:
        return self.comment.status in ACTS["check-again"].applies_to

    @property
    def can_be_deferred(self) -> bool:
        return self.comment.status in ACTS["defer"].applies_to

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
        return mark_safe(self.comment.parent.html) if self.comment.parent else SafeString("")

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
        because = _unchecked(self.comment, self.checks) if self.comment.status == Status.UNCHECKED else ""
        because = because or label_of(self.comment.reason)
        lead = {Status.PENDING.value: _("Waits"), Status.SPAM.value: _("Spam"), Status.UNCHECKED.value: ""}
        said = lead.get(self.comment.status, history.status_name(self.comment.status))
        return capfirst(": ".join(part for part in (said, because) if part)) + "."

    @cached_property
    def trace(self) -> list[TraceRow]:
        """Every attempt with what each rule then said; the newest attempt first."""
        never = TraceRow(None, str(CHECKS["akismet"]), str(RESULTS["not_run"]), "", None, "")
        return [row for check in self.checks for row in _rows(check)] or [never]


def _unchecked(comment: Comment, checks: Sequence[Check]) -> str:
    attempts = [check for check in checks if check.version == comment.version and check.created_at >= comment.asked_at]
    if not attempts:
        return _("the spam check has not answered yet")
    if not attempts[0].fault:
        return _("the spam check has answered provisionally and will be asked again")
    told = {"attempts": len(attempts), "fault": attempts[0].detail or attempts[0].get_fault_display()}
    return _("the spam check has not answered; attempt %(attempts)s: %(fault)s") % told


def _rows(check: Check) -> Iterable[TraceRow]:
    """The attempt itself, then what every other rule said; those that did not run, in one row for each cause."""
    result = str(RESULTS["error"]) if check.fault else check.verdict
    steps: list[Step] = list(check.trace)
    spoken = [check.detail, *(step["detail"] for step in steps if step["check"] == "akismet" and not check.detail)]
    asides = [*spoken, check.recheck_reason, check.alert_code, "" if check.applied else _("not applied")]
    detail = "; ".join(part for part in asides if part)
    yield TraceRow(check.created_at, str(CHECKS["akismet"]), result, detail, check.took_ms, check.guid)
    for (outcome, why), alike in groupby(sorted(steps[1:], key=_not_run_last), key=_outcome):
        names = ", ".join(str(CHECKS.get(step["check"], step["check"])) for step in alike)
        yield TraceRow(None, names, str(RESULTS.get(outcome, outcome)), why, None, "")


def _not_run_last(step: Step) -> tuple[bool, str]:
    return (True, step["detail"]) if step["result"] == "not_run" else (False, "")


def _outcome(step: Step) -> tuple[str, str]:
    return step["result"], step["detail"]


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
