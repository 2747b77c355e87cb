"""The one way in which a comment changes its status. Comment's verbs call `carry_out`; nobody else does."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from comments.models import feedback, log, matters
from comments.models.batch import Batch
from comments.models.commenter import Commenter
from comments.models.discussion import Discussion, recount_thread
from comments.models.log import ModerationAction
from comments.models.refused import DecisionRefused as DecisionRefused
from comments.terms import SPAM_TEXT_AFTER_DECISION
from database import statements

if TYPE_CHECKING:
    from accounts.models import User
    from comments.models.comment import Comment
    from comments.models.report import Appeal

APPROVED = "approved"
TALLIED = frozenset({APPROVED, "rejected", "spam"})
RESTORED_BY_UNDO = ("reason", "shelf", "asked_at", "decided_at", "deferred_until", "featured_at")


class Seen(NamedTuple):
    """What somebody looked at when they decided."""

    status: str
    version: int


class StaleDecision(Exception):
    """The comment is no longer as it was seen; `last` is the change of status that came first, if there was one."""

    def __init__(self, comment: Comment) -> None:
        super().__init__(f"comment {comment.pk} has changed meanwhile")
        self.comment = comment
        self.last = ModerationAction.objects.about(comment.pk).first()


@dataclass(frozen=True)
class Move:
    to: str
    seen: Seen
    batch: Batch
    by: User | None = None
    rule: str = ""
    reason: str = ""
    note: str = ""
    columns: dict[str, Any] = field(default_factory=dict)
    undoes: ModerationAction | None = None

    def changes_page(self, comment: Comment) -> bool:
        """A tombstone says what became of its comment, so it changes with each of its moves."""
        return comment.on_page or APPROVED in (self.seen.status, self.to)


def carry_out(comment: Comment, move: Move) -> ModerationAction:
    """Moves the row if it still is as it was seen, logs it, and keeps page and tallies in step.

    Rows are locked in one order everywhere: discussion, comment, commenter, report, job. None is locked by its key,
    since whoever writes a row that names it (a reply, a check) locks that, in no order of ours. Raises StaleDecision
    when somebody was faster, DecisionRefused when the parent is not public.
    """
    with transaction.atomic():
        discussion = Discussion.lock(comment.article_id) if move.changes_page(comment) else None
        if move.to == APPROVED:
            _refuse_under_hidden_parent(comment, move)
        before, appeal = _update(comment, move)
        action = _write_log(comment, move, before)
        if before["shelf"] or comment.shelf:
            matters.settle(comment, move, action, before["shelf"], appeal)
        if discussion:
            _settle_page(comment, move)
            if comment.root_id and APPROVED in (move.seen.status, move.to):
                recount_thread(comment.root_id)
            move.batch.recount(discussion)
        if comment.commenter_id and TALLIED & {move.seen.status, move.to}:
            move.batch.recount(Commenter(pk=comment.commenter_id))
        feedback.follow(comment, action)
    return action


def _refuse_under_hidden_parent(comment: Comment, move: Move) -> None:
    """An undo brings back what stood under a tombstone, as long as nobody has acted on the parent since."""
    if comment.parent_id is None or statements.first(type(comment), ("id",), pk=comment.parent_id, status=APPROVED):
        return
    if not move.undoes or ModerationAction.objects.about(comment.parent_id).filter(pk__gt=move.undoes.pk).exists():
        raise DecisionRefused("parent_hidden", _("The comment it answers is not public. Approve that one first."))


def _update(comment: Comment, move: Move) -> tuple[dict[str, Any], Appeal | None]:
    """Compare and set; returns what the row held before, and the appeal that the move answers."""
    model, seen = type(comment), {"pk": comment.pk, "status": move.seen.status, "version": move.seen.version}
    found = statements.locked(model, (*RESTORED_BY_UNDO, "emptied_at", "status", "commenter_id"), **seen)
    if not found:
        raise StaleDecision(comment)
    _refuse_without_text(found[0])
    comment.commenter_id = found[0].commenter_id  # its owner may have claimed it since it was read
    appeal = matters.open_appeal(comment, found[0].shelf)
    matters.refuse_unfit(appeal, move.by, is_undo=move.undoes is not None)
    columns = {"reason": move.reason, "deferred_until": None, "featured_at": None} | move.columns | {"status": move.to}
    columns["shelf"] = matters.shelf_after(move, found[0].shelf, appeal)
    if move.to == APPROVED:
        columns["on_page"] = True
    statements.change(model, seen, columns)
    for name, value in columns.items():
        setattr(comment, name, value)
    return {name: getattr(found[0], name) for name in RESTORED_BY_UNDO}, appeal


def _refuse_without_text(comment: Comment) -> None:
    """A stub stays what it is: with its text went all that could be judged or published."""
    if comment.emptied_at:
        raise DecisionRefused("text_gone", text_gone(comment.emptied_at, comment.status))


def text_gone(emptied_at: datetime, status: str | None) -> str:
    told = {"date": date_format(localtime(emptied_at), "DATE_FORMAT"), "days": SPAM_TEXT_AFTER_DECISION.days}
    if status == "withdrawn":
        return _("Its author had it erased on %(date)s. Nothing can be decided.") % told
    return _("Its text was deleted on %(date)s, as all spam is after %(days)s days. Nothing can be decided.") % told


def _write_log(comment: Comment, move: Move, before: dict[str, Any]) -> ModerationAction:
    action = ModerationAction(
        comment=comment.pk,
        version=comment.version,
        actor=move.by.pk if move.by else None,
        rule=move.rule,
        from_status=move.seen.status,
        to_status=move.to,
        reason=comment.reason,
        undoes=move.undoes.pk if move.undoes else None,
        batch=move.batch.number,
        before={name: _plain(value) for name, value in before.items()},
    )
    return log.write(action, move.note)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def _settle_page(comment: Comment, move: Move) -> None:
    """A comment that is not public stays as a tombstone while a reply under it is shown; so do its parents."""
    model = type(comment)
    hidden_above = comment.parent if move.undoes else None  # only an undo brings back what stood under a tombstone
    here = hidden_above if comment.status == APPROVED else comment
    while here is not None and here.status != APPROVED:
        here.on_page = model.objects.filter(parent=here, on_page=True).exists()
        changed = model.objects.filter(pk=here.pk).exclude(on_page=here.on_page).update(on_page=here.on_page)
        here = here.parent if changed else None
