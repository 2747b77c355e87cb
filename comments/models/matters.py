"""What a move of a comment means for its open reports and its author's appeal, and on which shelf it stands then.

All of it happens under the lock of the comment, in the transaction of the move. A comment on another shelf than these
two has neither, so that most moves come here for nothing but the shelf.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F, Q, Sum
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from articles.models import Section
from comments.models.receipt import ReportReceipt
from comments.models.refused import DecisionRefused
from comments.models.report import Appeal, Outcome, Plea, Report
from comments.models.shelf import Shelf

if TYPE_CHECKING:
    from comments.models.comment import Comment
    from comments.models.log import ModerationAction
    from comments.models.moves import Move

APPROVED = "approved"
STANDING = frozenset({"unchecked", "pending", APPROVED})  # with reports still to be judged
MAY_DECIDE = "decide_appeals"


def open_appeal(comment: Comment, held: str) -> Appeal | None:
    return Appeal.objects.get(comment=comment.pk, outcome=Plea.OPEN) if held == Shelf.APPEALED else None


def refuse_unfit(appeal: Appeal | None, by: User | None, *, is_undo: bool = False) -> None:
    """An appeal is for another person to decide, as long as there is one. Raises DecisionRefused."""
    if appeal is None or by is None:
        return
    if is_undo:
        raise DecisionRefused("appealed", _("Its author has asked for another look since. Grant that, or deny it."))
    if not by.has_perm(f"comments.{MAY_DECIDE}"):
        raise DecisionRefused("appeal", _("Only who may decide appeals can decide about this comment."))
    if appeal.first_decider == by.pk and _others_may(by, appeal):
        raise DecisionRefused("own_decision", _("The appeal is against your own decision: somebody else decides it."))


def _others_may(by: User, appeal: Appeal) -> bool:
    """Whoever moderates other sections alone is nobody here."""
    section = Section.objects.get(pk=appeal.comment.section)
    reach = Q(is_superuser=True) | Q(reach=None) | Q(reach__sections__in=[section.pk, section.parent_id])
    right = {"codename": MAY_DECIDE, "content_type__app_label": "comments"}
    in_group = Q(groups__permissions__in=_permissions(right))
    holders = Q(is_superuser=True) | in_group | Q(user_permissions__in=_permissions(right))
    return User.objects.filter(holders, reach, is_active=True, is_staff=True).exclude(pk=by.pk).exists()


def _permissions(right: dict[str, str]) -> list[int]:
    from django.contrib.auth.models import Permission

    return list(Permission.objects.filter(**right).values_list("pk", flat=True))


def shelf_after(move: Move, held: str, appeal: Appeal | None) -> str:
    """Reports stay open while a machine or the author moves the comment about; a person's approval answers them."""
    is_reported = held == Shelf.REPORTED and move.to in STANDING
    if move.undoes:
        return Shelf.REPORTED if is_reported else str(move.undoes.before.get("shelf", ""))
    if move.to in STANDING:
        return Shelf.REPORTED if is_reported and not (move.to == APPROVED and move.by) else Shelf.PLAIN
    was_public = move.seen.status == APPROVED or (appeal.shelf_before if appeal else held) == Shelf.REMOVED
    return Shelf.REMOVED if was_public and move.to != "withdrawn" else Shelf.PLAIN


def settle(comment: Comment, move: Move, action: ModerationAction, held: str, appeal: Appeal | None) -> None:
    """Closes what the move answers; an undo opens again what the act had closed."""
    if move.undoes and move.undoes.before.get("shelf"):
        reopen(comment, move.undoes)
    if held == Shelf.REPORTED and comment.shelf != Shelf.REPORTED:
        close_reports(comment, action, _outcome(move))
    if appeal:
        close_appeal(appeal, action, _answer(move))


def _outcome(move: Move) -> str:
    if move.by is None:
        return Outcome.MOOT
    return Outcome.DISMISSED if move.to == APPROVED else Outcome.UPHELD


def _answer(move: Move) -> str:
    if move.by is None:
        return Plea.MOOT
    return Plea.GRANTED if move.to in STANDING else Plea.DENIED


def weight_of_reports(comment: Comment) -> int:
    """Of those that are open."""
    return _weight(Report.objects.filter(comment=comment.pk, outcome=Outcome.OPEN).aggregate(sum=Sum("weight")))


def close_reports(comment: Comment, action: ModerationAction, outcome: str) -> None:
    open_ones = Report.objects.filter(comment=comment.pk, outcome=Outcome.OPEN)
    _weigh(comment, -weight_of_reports(comment))
    open_ones.update(outcome=outcome, decided_by=action.pk, decided_at=timezone.now())
    ReportReceipt.tell_later(comment.pk, action.pk)


def close_appeal(appeal: Appeal, action: ModerationAction, answer: str) -> None:
    told = {"decided_by": action.pk, "decided_at": timezone.now()}
    is_same = action.actor is not None and action.actor == appeal.first_decider
    Appeal.objects.filter(pk=appeal.pk).update(outcome=answer, by_same_person=is_same, **told)


def reopen(comment: Comment, undone: ModerationAction) -> None:
    """What that act had closed."""
    again = {"decided_by": None, "decided_at": None}
    reports = Report.objects.filter(comment=comment.pk, decided_by=undone.pk)
    _weigh(comment, _weight(reports.aggregate(sum=Sum("weight"))))
    reports.update(outcome=Outcome.OPEN, **again)
    Appeal.objects.filter(comment=comment.pk, decided_by=undone.pk).update(
        outcome=Plea.OPEN, by_same_person=False, **again
    )


def _weight(summed: dict[str, int | None]) -> int:
    return summed["sum"] or 0


def _weigh(comment: Comment, more: int) -> None:
    if more:
        type(comment).objects.filter(pk=comment.pk).update(priority=Greatest(F("priority") + more, 0))
