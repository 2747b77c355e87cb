"""What a moderator can do with a comment: the form that asks for it, where it may be asked, and the verb behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from comments import complaints, notes, partiality, undoing
from comments.models import Batch, Comment, DecisionRefused, ModerationAction, Seen, Status
from comments.reasons import rejection_choices

LONGEST_WORDS = 1_000
EVENING, MORNING = 20, 8  # hours of the site's clock


class Order(NamedTuple):
    """What a moderator asks for: the fields of the act's form, and what was seen if that matters."""

    said: Mapping[str, Any]
    seen: Seen | None = None
    batch: Batch | None = None


BACK = 10_000  # as long as the address of a list with every filter set can be


class ActForm(forms.Form):
    """Where to return to: the address of the list, and the card that comes next there."""

    back = forms.CharField(required=False, max_length=BACK)
    next = forms.IntegerField(required=False, min_value=1)

    @property
    def order(self) -> Order:
        return Order(self.cleaned_data)


class SeenForm(ActForm):
    """What the moderator saw when deciding."""

    status = forms.ChoiceField(choices=Status)
    version = forms.IntegerField(min_value=1, max_value=2**63 - 1)

    @property
    def order(self) -> Order:
        return Order(self.cleaned_data, Seen(self.cleaned_data["status"], self.cleaned_data["version"]))


class RejectForm(SeenForm):
    """`words` are for the author, `note` is for the log."""

    reason = forms.ChoiceField(choices=rejection_choices, error_messages={"required": _("Choose a reason first.")})
    words = forms.CharField(required=False, max_length=LONGEST_WORDS)
    note = forms.CharField(required=False, max_length=LONGEST_WORDS)


class DeferForm(SeenForm):
    until = forms.ChoiceField(choices=lambda: [(name, name) for name in DEFERRALS])
    note = forms.CharField(required=False, max_length=LONGEST_WORDS)


class FeatureForm(SeenForm):
    end = forms.BooleanField(required=False)


class NoteForm(ActForm):
    """It matters nothing what has become of the comment meanwhile."""

    text = forms.CharField(max_length=LONGEST_WORDS, error_messages={"required": _("Write the note first.")})


class DenyForm(SeenForm):
    """`sentence` is for the author."""

    sentence = forms.CharField(
        max_length=LONGEST_WORDS, error_messages={"required": _("Write to the author why the decision stands.")}
    )


class UndoForm(ActForm):
    action = forms.IntegerField(min_value=1)


def _in_an_hour(now: datetime) -> datetime:
    return now + timedelta(hours=1)


def _tonight(now: datetime) -> datetime:
    """At the latest in an hour: who puts something off late in the evening wants it off the desk all the same."""
    return max(now.replace(hour=EVENING, minute=0, second=0, microsecond=0), _in_an_hour(now))


def _tomorrow(now: datetime) -> datetime:
    return (now + timedelta(days=1)).replace(hour=MORNING, minute=0, second=0, microsecond=0)


DEFERRALS: dict[str, tuple[Promise | str, Callable[[datetime], datetime | None]]] = {
    "hour": (_("for an hour"), _in_an_hour),
    "tonight": (_("until tonight"), _tonight),
    "tomorrow": (_("until tomorrow"), _tomorrow),
    "now": ("", lambda _now: None),  # brings it back; only where it has been put off
}


def _approve(comment: Comment, by: User, order: Order) -> ModerationAction:
    return comment.approve(by=by, seen=order.seen, batch=order.batch)


def _reject(comment: Comment, by: User, order: Order) -> ModerationAction:
    said = order.said
    how = {"note": said["note"], "words": said.get("words", ""), "seen": order.seen, "batch": order.batch}
    return comment.reject(by=by, reason=said["reason"], **how)


def _mark_spam(comment: Comment, by: User, order: Order) -> ModerationAction:
    return comment.mark_spam(by=by, seen=order.seen, batch=order.batch)


def _mark_not_spam(comment: Comment, by: User, order: Order) -> ModerationAction:
    return comment.mark_not_spam(by=by, seen=order.seen, batch=order.batch)


def _check_again(comment: Comment, by: User, order: Order) -> ModerationAction:
    return comment.check_again(by=by, seen=order.seen)


def _put_back(comment: Comment, by: User, order: Order) -> ModerationAction:
    return comment.put_back(by=by, seen=order.seen, batch=order.batch)


def _defer(comment: Comment, by: User, order: Order) -> ModerationAction:
    _name, until = DEFERRALS[order.said["until"]]
    return comment.defer(by=by, until=until(timezone.localtime()), note=order.said["note"], seen=order.seen)


def _feature(comment: Comment, by: User, order: Order) -> ModerationAction:
    return comment.feature(by=by, is_featured=not order.said["end"], seen=order.seen)


def _write_note(comment: Comment, by: User, order: Order) -> ModerationAction:
    return notes.write(comment, order.said["text"], by=by)


def _keep(comment: Comment, by: User, order: Order) -> ModerationAction:
    return complaints.keep(comment, by=by, seen=order.seen, batch=order.batch)


def _deny(comment: Comment, by: User, order: Order) -> ModerationAction:
    return complaints.deny(comment, by=by, sentence=order.said["sentence"], seen=order.seen, batch=order.batch)


def _undo(comment: Comment, by: User, order: Order) -> ModerationAction:
    """Any kind of act on this comment."""
    action = ModerationAction.objects.filter(comment=comment.pk, pk=order.said["action"]).first()
    if action is None:
        raise DecisionRefused("not_undoable", gettext("This can't be undone."))
    return undoing.undo(action, by=by, batch=order.batch)


class Act(NamedTuple):
    """`slug` stands in the address. `key` presses the button that says `label`, and nothing else.

    `right`: what is needed besides the right to moderate. After an act that `stays` the card is there as before; others
    leave one line of it.
    """

    slug: str
    label: Promise | str
    key: str
    form: type[ActForm]
    applies_to: frozenset[str]
    carry_out: Callable[[Comment, User, Order], ModerationAction]
    right: str = ""
    stays: bool = False


def _statuses(*statuses: Status) -> frozenset[str]:
    return frozenset(status.value for status in statuses)


ACTS = {
    act.slug: act
    for act in (
        Act("keep", pgettext_lazy("button", "Keep"), "t", SeenForm, _statuses(Status.APPROVED), _keep),
        Act("deny", pgettext_lazy("button", "Deny"), "", DenyForm, _statuses(*Status), _deny,
            "comments.decide_appeals"),
        Act("approve", pgettext_lazy("button", "Approve"), "a", SeenForm,
            _statuses(Status.UNCHECKED, Status.PENDING, Status.REJECTED, Status.SPAM), _approve),
        Act("not-spam", pgettext_lazy("button", "Not spam"), "n", SeenForm, _statuses(Status.SPAM), _mark_not_spam),
        Act("reject", pgettext_lazy("button", "Reject"), "r", RejectForm,
            _statuses(Status.UNCHECKED, Status.PENDING, Status.APPROVED, Status.SPAM), _reject),
        Act("spam", pgettext_lazy("button", "Spam"), "s", SeenForm,
            _statuses(Status.UNCHECKED, Status.PENDING, Status.APPROVED, Status.REJECTED), _mark_spam),
        Act("check-again", pgettext_lazy("button", "Check again"), "", SeenForm,
            _statuses(Status.PENDING, Status.SPAM), _check_again),
        Act("pending", pgettext_lazy("button", "Back to waiting"), "u", SeenForm,
            _statuses(Status.APPROVED, Status.REJECTED), _put_back),
        Act("defer", pgettext_lazy("button", "Put off"), "d", DeferForm, _statuses(Status.PENDING), _defer),
        Act("feature", pgettext_lazy("button", "Feature"), "f", FeatureForm, _statuses(Status.APPROVED), _feature,
            stays=True),
        Act("note", pgettext_lazy("button", "Write a note"), "", NoteForm, _statuses(*Status), _write_note, stays=True),
        Act("undo", pgettext_lazy("button", "Undo"), "z", UndoForm, _statuses(*Status), _undo),
    )
}  # fmt: skip


BUTTONS = tuple(ACTS[slug] for slug in ("approve", "not-spam", "reject", "spam"))
"""In the order in which a card has them; those that do not apply are left out."""


MANY = (*BUTTONS, ACTS["keep"], ACTS["deny"])
"""What can be done with many at once."""


def of_each(act: Act, status: str) -> Act:
    """What one act for many means for one of them: to keep what was reported and waits anew is to approve it."""
    return ACTS["approve"] if (act.slug, status) == ("keep", Status.PENDING) else act


def perform(act: Act, comment: Comment, by: User, order: Order) -> ModerationAction:
    """Raises StaleDecision when the comment is no longer as it was seen, DecisionRefused when the act may not be."""
    if order.seen:
        _refuse_what_does_not_apply(act, order.seen.status)
        partiality.refuse(comment, by)
    return act.carry_out(comment, by, order)


def _refuse_what_does_not_apply(act: Act, status: str) -> None:
    if status == Status.WITHDRAWN:
        raise DecisionRefused("withdrawn", gettext("Its author has withdrawn this comment."))
    if status not in act.applies_to:
        raise DecisionRefused("no_such_act", gettext("That can't be done with this comment as it stands."))
