"""Invariants 5 and 7 for bulks: any mix of states, and anybody acting before, between and after."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from comments import bulk
from comments.bulk import Row, Step
from comments.desk.acts import ACTS, BUTTONS, Act, Order, perform
from comments.models import Batch, Comment, DecisionRefused, ModerationAction, Seen, StaleDecision, Status
from tests.factories import make_article, make_comment, make_user

pytestmark = pytest.mark.django_db

TREES = st.lists(st.tuples(st.sampled_from(Status.values), st.booleans()), min_size=1, max_size=5)
"""Each comment by its status, and whether it answers the one before it."""
BULKS = st.sampled_from(BUTTONS)
MEDDLING = st.lists(st.tuples(st.integers(0, 4), st.sampled_from(["approve", "spam", "edit", "withdraw"])), max_size=3)

TARGETS = {"approve": "approved", "reject": "rejected", "spam": "spam", "not-spam": "pending"}
RESTORED = ("status", "reason", "version", "asked_at", "decided_at", "deferred_until")
SAID = {"reason": "insult", "note": ""}


def plant(tree: Iterable[tuple[str, bool]]) -> list[Comment]:
    """What should be on the page is on it, as after any honest history."""
    article, planted = make_article(), list[Comment]()
    for status, is_reply in tree:
        parent = planted[-1] if is_reply and planted else None
        planted.append(make_comment(article, status=status, parent=parent))
    call_command("recount", stdout=StringIO())
    return planted


def meddle(comments: Sequence[Comment], acts: Iterable[tuple[int, str]], by: User) -> None:
    for place, act in acts:
        comment = Comment.objects.get(pk=comments[place % len(comments)].pk)
        with suppress(StaleDecision, DecisionRefused):
            _act(comment, act, by)


def _act(comment: Comment, act: str, by: User) -> None:
    match act:
        case "approve":
            comment.approve(by=by)
        case "spam":
            comment.mark_spam(by=by)
        case "edit":
            comment.edit("New.", "<p>New.</p>", 1)
        case "withdraw":
            comment.withdraw()


def rows_of(comments: Sequence[Comment]) -> dict[int, dict[str, Any]]:
    found = Comment.objects.filter(pk__in=[comment.pk for comment in comments])
    return {row["id"]: row for row in found.values("id", "parent_id", *RESTORED)}


def decide_all(act: Act, seen: dict[int, Seen], by: User, batch: Batch) -> dict[int, Row]:
    def step(pk: int) -> Step:
        return Step(pk, pk, lambda comment: perform(act, comment, by, Order(SAID, seen[pk], batch)))

    return {row.comment: row for row in bulk.carry_out([step(pk) for pk in seen], batch)}


def expected(act: Act, seen: dict[int, Seen], before: dict[int, dict[str, Any]]) -> set[int]:
    """Those still as they were seen, where the act applies; a reply only if what it answers is public by then."""
    status = {pk: row["status"] for pk, row in before.items()}
    done = set()
    for pk, row in sorted(before.items()):
        is_unchanged = Seen(row["status"], row["version"]) == seen[pk]
        may_be = act.slug != "approve" or row["parent_id"] is None or status[row["parent_id"]] == "approved"
        if is_unchanged and row["status"] in act.applies_to and may_be:
            status[pk] = TARGETS[act.slug]
            done.add(pk)
    return done


def touched_since(batch: Batch) -> set[int | None]:
    last = ModerationAction.objects.filter(batch=batch.number).order_by("-pk").values_list("pk", flat=True)[0]
    return set(ModerationAction.objects.filter(pk__gt=last).values_list("comment", flat=True))


@given(TREES, BULKS, MEDDLING, MEDDLING)
def test_a_bulk_decides_what_it_saw_and_its_undo_restores_all_that_nobody_touched(
    tree: list[tuple[str, bool]], act: Act, meanwhile: list[tuple[int, str]], since: list[tuple[int, str]]
) -> None:
    with transaction.atomic():
        mo, ann = make_user(staff=True), make_user(staff=True, is_superuser=True)
        comments = plant(tree)
        seen = {comment.pk: comment.seen for comment in comments}
        meddle(comments, meanwhile, ann)
        before, batch = rows_of(comments), Batch()
        found = decide_all(act, seen, mo, batch)
        done = {pk for pk, row in found.items() if not row.obstacle}
        assert done == expected(act, seen, before)
        assert_only_these_moved(comments, before, done, TARGETS[act.slug])
        assert set(ModerationAction.objects.filter(batch=batch.number).values_list("comment", flat=True)) == done
        if done:
            meddle(comments, since, ann)
            assert_restored_or_listed(comments, before, batch, ann)
        call_command("recount", "--check", stdout=StringIO())
        transaction.set_rollback(True)


def assert_only_these_moved(
    comments: Sequence[Comment], before: dict[int, dict[str, Any]], done: set[int], status: str
) -> None:
    for pk, row in rows_of(comments).items():
        if pk in done:
            assert row["status"] == status
        else:
            assert row == before[pk]


def assert_restored_or_listed(
    comments: Sequence[Comment], before: dict[int, dict[str, Any]], batch: Batch, by: User
) -> None:
    touched, between = touched_since(batch), rows_of(comments)
    actions = list(ModerationAction.objects.filter(batch=batch.number))
    listed = {row.comment for row in bulk.undo(actions, by=by, batch=Batch()) if row.obstacle}
    for pk, row in rows_of(comments).items():
        if pk in {action.comment for action in actions} - listed:
            assert row == before[pk]
        else:
            assert row == between[pk]
        if not {pk, row["parent_id"]} & touched:
            assert pk not in listed
    assert touched & {action.comment for action in actions} <= listed


def test_the_four_decisions_are_all_there_are() -> None:
    assert {act.slug for act in BUTTONS} == TARGETS.keys() <= ACTS.keys()
