"""Many decisions by one act: each by the verb that decides a single comment, some of them in one transaction.

A portion is decided whole or not at all, so a process that is killed leaves portions, and the log says which. Rows
are locked in the one order of comments/models/moves.py for the whole portion before the first verb runs: discussions,
comments, the clock that every recount raises, commenters, reports; each kind by its number. So two moderators whose
portions overlap wait for one another, and neither for both.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import partial
from itertools import batched
from typing import Any, NamedTuple

from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from comments import undoing
from comments.models import (
    Batch,
    Comment,
    Commenter,
    DecisionRefused,
    Discussion,
    Kind,
    ModerationAction,
    StaleDecision,
)
from comments.models.discussion import DiscussionClock
from comments.models.feedback import Feedback

log = logging.getLogger("comments.bulk")

AT_MOST = 500
PORTION = 25  # a commit costs as much for one as for many; nobody else who writes should wait long for it
TRIES = 2


class Step(NamedTuple):
    """One decision to be made. `turn`: its place among those under the same article."""

    comment: int
    turn: int
    decide: Callable[[Comment], ModerationAction | None]


class Row(NamedTuple):
    """What became of one step: the act that was logged, or what stood against it."""

    comment: int  # 0 for an act that is about none
    action: ModerationAction | None = None
    obstacle: StaleDecision | DecisionRefused | None = None
    undoing: ModerationAction | None = None  # what was to be taken back, where that is about no comment


def carry_out(steps: Sequence[Step], batch: Batch) -> list[Row]:
    """A row for each step, in their order. What the batch has done before, by a POST sent twice, is done."""
    articles = dict(Comment.objects.filter(pk__in=[step.comment for step in steps]).values_list("pk", "article_id"))
    known = (step for step in steps if step.comment in articles)
    ordered = sorted(known, key=lambda step: (articles[step.comment], step.turn))
    done: dict[Step, Row] = {}
    for portion in batched(ordered, PORTION):
        rows = _patiently(portion, {articles[step.comment] for step in portion}, batch)
        if rows is None:
            break
        done.update(zip(portion, rows, strict=True))
    return [done.get(step) or _undecided(step.comment, step.comment in articles) for step in steps]


def undo(actions: Sequence[ModerationAction], *, by: User, batch: Batch) -> list[Row]:
    """Of any kind. Last done, first undone: what stood under a tombstone comes back before what made it one. What is
    about no comment comes after those, each act in a transaction of its own."""
    steps = [Step(act.comment, -act.pk, partial(_take_back, act, by, batch)) for act in actions if act.comment]
    others = sorted((act for act in actions if not act.comment), key=lambda act: -act.pk)
    return carry_out(steps, batch) + [_take_back_alone(act, by, batch) for act in others]


def _take_back(action: ModerationAction, by: User, batch: Batch, comment: Comment) -> ModerationAction:
    """A status, which nearly all of them are, on the row that is held already."""
    if action.kind != Kind.STATUS:
        with transaction.atomic():
            return undoing.undo(action, by=by, batch=batch)
    undoing.refuse_unless_allowed(action, by)
    return comment.undo(action, by=by, batch=batch)


def _take_back_alone(action: ModerationAction, by: User, batch: Batch) -> Row:
    try:
        with transaction.atomic():
            return Row(0, undoing.undo(action, by=by, batch=batch), undoing=action)
    except DecisionRefused as refusal:
        return Row(0, *_settled(refusal, batch), undoing=action)


def _patiently(portion: Sequence[Step], articles: set[int], batch: Batch) -> list[Row] | None:
    """None when the database would not have it. Whose deadlock PostgreSQL has broken gets through the second time."""
    for _attempt in range(TRIES):
        try:
            with transaction.atomic():
                return _together(portion, articles, batch)
        except OperationalError as error:
            log.warning("bulk held up", extra={"batch": str(batch.number), "error": str(error)})
    return None


def _together(portion: Sequence[Step], articles: set[int], batch: Batch) -> list[Row]:
    comments = _lock(articles, [step.comment for step in portion])
    with batch.counting_once():
        return [_decide(step, comments.get(step.comment), batch) for step in portion]


def _lock(articles: set[int], numbers: Sequence[int]) -> dict[int, Comment]:
    """Nothing to be done on SQLite, where a transaction that writes is alone from its beginning."""
    rows = Comment.objects.filter(pk__in=numbers)
    if not connection.features.has_select_for_update:
        return {comment.pk: comment for comment in rows}
    _make([Discussion(article_id=number) for number in sorted(articles)])
    _hold(Discussion.objects.filter(pk__in=articles))
    comments = _hold(rows)
    _make([DiscussionClock(pk=1)])
    _hold(DiscussionClock.objects.all())
    _hold(Commenter.objects.filter(comments__in=numbers))
    _hold(Feedback.objects.waiting().filter(comment__in=numbers))
    return {comment.pk: comment for comment in comments}


def _make(rows: list[Discussion] | list[DiscussionClock]) -> None:
    """Those that are not there yet: a row can't be held that somebody is just making."""
    type(rows[0])._default_manager.bulk_create(rows, ignore_conflicts=True)  # type: ignore[arg-type]


def _hold(rows: QuerySet[Any]) -> list[Any]:
    return list(rows.select_for_update(no_key=True, of=("self",)).order_by("pk"))


def _decide(step: Step, comment: Comment | None, batch: Batch) -> Row:
    if comment is None:
        return _undecided(step.comment, is_there=False)
    try:
        return Row(comment.pk, step.decide(comment))
    except (StaleDecision, DecisionRefused) as obstacle:
        return Row(comment.pk, *_settled(obstacle, batch))


def _settled(
    obstacle: StaleDecision | DecisionRefused, batch: Batch
) -> tuple[ModerationAction | None, StaleDecision | DecisionRefused | None]:
    """What came first may have been this very batch, by a POST that was sent twice."""
    last = obstacle.last if isinstance(obstacle, (StaleDecision, undoing.Overtaken)) else None
    return (last, None) if last and last.batch == batch.number else (None, obstacle)


def _undecided(number: int, is_there: bool) -> Row:
    if is_there:
        busy = _("It was not reached: the database was too busy. Try again.")
        return Row(number, obstacle=DecisionRefused("not_reached", busy))
    return Row(number, obstacle=DecisionRefused("gone", _("It is no longer there.")))
