"""Invariant 7, whole: any sequence of acts of any kind, then undo of all of them, last first, equals the start.

A new kind of act is one line in ACTS. What is not compared, or not as it is, stands in STATE with the reason.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from django.apps import apps
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from comments import amending, complaints, consents, keeping, markup, notes, undoing
from comments import models as table
from comments.legal import deciding
from comments.models import (
    Appeal,
    Comment,
    Commenter,
    DecisionRefused,
    Kind,
    ModerationAction,
    RejectionReason,
    Report,
    Restriction,
    StaleDecision,
)
from comments.restrictions import acts as people
from comments.restrictions.acts import Terms
from comments.rules import changing, site
from tests.factories import make_article, make_comment, make_moderator, make_user

pytestmark = pytest.mark.django_db


class World(NamedTuple):
    by: User
    comments: list[int]
    person: Commenter

    def comment(self, place: int) -> Comment:
        return Comment.objects.get(pk=self.comments[place % len(self.comments)])


Act = Callable[[World, Comment], object]


def restrict(world: World, _comment: Comment) -> object:
    terms = Terms("banned", "account", f"account {world.person.user_id}", "disruption")
    return people.restrict(world.person, terms, by=world.by)


def lift(world: World, _comment: Comment) -> object:
    standing = Restriction.objects.in_force().first()
    if standing is None:
        raise DecisionRefused("none", "There is none.")
    return people.lift(standing.pk, by=world.by)


def change_rule(world: World, comment: Comment) -> object:
    seen = max(table.RuleVersion.objects.filter(kind="links").values_list("number", flat=True), default=0)
    return changing.change("links", {"least": comment.pk % 7 + 3}, by=world.by, seen=seen)


def end_mode(world: World, _comment: Comment) -> object:
    mode = table.Mode.objects.in_force().first()
    if mode is None:
        raise DecisionRefused("none", "There is none.")
    return changing.end(mode, by=world.by)


def change_reason(world: World, _comment: Comment) -> object:
    reason = RejectionReason.objects.get(code="insult")
    reason.sentence = f"{reason.sentence} Again."
    return keeping.keep(reason, by=world.by)


def defer(world: World, comment: Comment) -> object:
    return comment.defer(by=world.by, until=timezone.now() + timedelta(hours=comment.pk % 5 + 1))


def change_settings(world: World, comment: Comment) -> object:
    settings = table.DiscussionSettings.load()
    settings.publish_after = (settings.publish_after or 0) + comment.pk % 3 + 1
    if (action := site.save(settings, by=world.by)) is None:
        raise DecisionRefused("none", "Nothing has changed.")
    return action


def decide_notice(world: World, comment: Comment) -> object:
    """One that leaves the comment where it is; a removal is two acts of one batch (test_legal_desk.py)."""
    report = table.LegalReport.objects.filter(comment=comment).first()
    if report is None:
        raise DecisionRefused("none", "There is none.")
    decision = deciding.Decision(table.LegalOutcome.KEPT, "", "It is an opinion.")
    return deciding.decide(report, decision, by=world.by)


def notices() -> object:
    """What was said with a decision that was taken back is kept for the next."""
    return rows_of(table.LegalReport, "explanation", "basis")


ACTS: dict[str, tuple[Kind, Act]] = {
    "approve": (Kind.STATUS, lambda world, comment: comment.approve(by=world.by)),
    "reject": (Kind.STATUS, lambda world, comment: comment.reject(by=world.by, reason="insult", note="Rude.")),
    "mark spam": (Kind.STATUS, lambda world, comment: comment.mark_spam(by=world.by)),
    "mark not spam": (Kind.STATUS, lambda world, comment: comment.mark_not_spam(by=world.by)),
    "put back": (Kind.STATUS, lambda world, comment: comment.put_back(by=world.by)),
    "check again": (Kind.STATUS, lambda world, comment: comment.check_again(by=world.by)),
    "defer": (Kind.DEFER, defer),
    "bring back": (Kind.DEFER, lambda world, comment: comment.defer(by=world.by, until=None)),
    "feature": (Kind.FEATURE, lambda world, comment: comment.feature(by=world.by)),
    "feature no longer": (Kind.FEATURE, lambda world, comment: comment.feature(by=world.by, is_featured=False)),
    "edit": (Kind.EDIT, lambda world, comment: amending.amend(comment, f"{comment.text} Really.", by=world.by)),
    "note": (Kind.NOTE, lambda world, comment: notes.write(comment, "See above.", by=world.by)),
    "keep": (Kind.KEPT, lambda world, comment: complaints.keep(comment, by=world.by)),
    "deny": (Kind.DENIED, lambda world, comment: complaints.deny(comment, by=world.by, sentence="It stays.")),
    "decide a notice": (Kind.LEGAL, decide_notice),
    "ask for a question": (Kind.QUESTION, lambda world, comment: consents.ask(comment, "Why?", by=world.by)),
    "restrict": (Kind.RESTRICT, restrict),
    "lift": (Kind.LIFT, lift),
    "note on a person": (Kind.PERSON_NOTE, lambda world, comment: people.note(world.person, "Kind.", by=world.by)),
    "change a rule": (Kind.RULE, change_rule),
    "set a mode": (Kind.MODE_SET, lambda world, comment: changing.begin(comment.article, None, by=world.by)),
    "end a mode": (Kind.MODE_ENDED, end_mode),
    "change a reason": (Kind.REASON, change_reason),
    "change the settings": (Kind.SETTINGS, change_settings),
}


# What is compared


def rows_of(model: type[Model], *without: str, **only: Any) -> list[dict[str, Any]]:
    found = [dict(row) for row in model._default_manager.filter(**only).order_by("pk").values()]
    return [{name: value for name, value in row.items() if name not in without} for row in found]


def nothing() -> None:
    """For tables whose point is what has been."""


def comments() -> object:
    """The number of the text only rises, so that nobody decides about another text than they saw; under which of
    them it was submitted is the same."""
    submitted = [comment.submitted_version for comment in Comment.objects.order_by("pk")]
    return rows_of(Comment, "version", "came_as"), submitted


def counts() -> object:
    """Versions, which caches go by, only rise."""
    return list(table.Discussion.objects.exclude(approved_count=0).order_by("pk").values_list("pk", "approved_count"))


STATE: dict[type[Model], Callable[[], object]] = {
    ModerationAction: nothing,  # the log itself
    table.ModerationNote: nothing,  # words of its rows
    table.AuthorWords: nothing,  # words of its rows
    table.FormerText: nothing,  # what texts were, those that were put back included
    table.DiscussionClock: nothing,  # only rises
    table.Reworded: nothing,  # which texts the worker is to index anew
    table.Discussion: counts,
    Comment: comments,
    table.Note: lambda: rows_of(table.Note, removed_at=None),  # what was taken back is kept for who looks for it
    table.PersonNote: lambda: rows_of(table.PersonNote, removed_at=None),
    Restriction: lambda: rows_of(Restriction, closed_at=None),  # closed ones are a person's history
    table.Mode: lambda: [row["id"] for row in rows_of(table.Mode, ended_at=None)],
    table.RuleVersion: lambda: changing.values_of("links", newest_rule()),  # every change is a version
    table.DiscussionSettings: lambda: table.DiscussionSettings.load().publish_after,  # no row is as one that says so
    table.LegalReport: notices,
    table.Consent: lambda: list(table.Consent.objects.exclude(answer="recalled").values()),
    RejectionReason: lambda: rows_of(RejectionReason, "version"),
}


def newest_rule() -> int:
    return max(table.RuleVersion.objects.filter(kind="links").values_list("number", flat=True), default=0)


def state() -> dict[str, object]:
    """Of every table of the comments' app."""
    models = [model for model in apps.get_app_config("comments").get_models() if not model._meta.proxy]
    return {model.__name__: STATE.get(model, lambda model=model: rows_of(model))() for model in models}


# What it is done to


def plant() -> World:
    """Comments in every state that people decide from, a thread, a report and an appeal against somebody else."""
    article, person = make_article(), Commenter.objects.create(user=make_user())
    text: dict[str, Any] = {
        "text": "A remark.",
        "html": markup.render("A remark."),
        "markup": markup.MARKUP,
        "commenter": person,
    }
    top = make_comment(article, status="approved", **text)
    planted = [top, make_comment(parent=top, status="approved", **text)]
    planted += [make_comment(article, status=status, **text) for status in ("pending", "unchecked", "spam", "pending")]
    Report.file(top, reason="rude")
    table.LegalReport.objects.create(comment=top, version=1, ground="hate", why="It stirs up hatred.", nonce="n")
    planted[-1].reject(by=make_moderator(), reason="insult")
    Appeal.file(planted[-1], words="Please look again.")
    person.recount()
    boss = make_user(staff=True, is_superuser=True)
    return World(boss, [comment.pk for comment in planted], person)


def done(world: World, name: str, place: int) -> bool:
    """Each act that is carried out is one row of the log, of its kind, by who did it; one that is refused is none."""
    kind, act = ACTS[name]
    before = ModerationAction.objects.count()
    with suppress(DecisionRefused, StaleDecision):
        act(world, world.comment(place))
        made = ModerationAction.objects.order_by("-pk")[: ModerationAction.objects.count() - before]
        assert [(row.kind, row.actor, row.undoes) for row in made] == [(kind, world.by.pk, None)], name
        return True
    assert ModerationAction.objects.count() == before, name
    return False


def undo_all(world: World, since: int) -> None:
    for action in ModerationAction.objects.filter(pk__gt=since).order_by("-pk"):
        before = ModerationAction.objects.count()
        undone = undoing.undo(action, by=world.by)
        assert (undone.undoes, undone.kind, undone.actor) == (action.pk, action.kind, world.by.pk)
        assert ModerationAction.objects.count() == before + 1


def last() -> int:
    return ModerationAction.objects.order_by("pk").values_list("pk", flat=True).last() or 0


@given(st.lists(st.tuples(st.sampled_from(sorted(ACTS)), st.integers(0, 5)), max_size=6))
def test_any_acts_and_then_undo_of_all_equal_the_start(sequence: list[tuple[str, int]]) -> None:
    with transaction.atomic():
        world = plant()
        start, since = state(), last()
        for name, place in sequence:
            done(world, name, place)
        undo_all(world, since)
        assert state() == start
        transaction.set_rollback(True)


BEFORE = {"lift": "restrict", "end a mode": "set a mode", "bring back": "defer", "feature no longer": "feature"}


@pytest.mark.parametrize("name", ACTS)
def test_each_act_can_be_done_changes_something_is_logged_once_and_is_undone(name: str) -> None:
    world = plant()
    if earlier := BEFORE.get(name):
        assert any(done(world, earlier, place) for place in range(6))
    start, since = state(), last()
    assert any(done(world, name, place) for place in range(6))
    assert state() != start
    undo_all(world, since)
    assert state() == start


def test_every_kind_of_act_is_here_and_can_be_undone() -> None:
    assert {kind.value for kind, _act in ACTS.values()} == set(Kind.values) == set(undoing.WAYS)
