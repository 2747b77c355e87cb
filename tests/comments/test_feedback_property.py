"""Invariant 8, for any sequence of decisions and undos, whatever time passes between them."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import groupby
from unittest.mock import patch

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from accounts.models import User
from comments import feedback
from comments.models import Comment, ModerationAction
from comments.models.feedback import Kind
from tests.comments.telling import jobs_left, make_judged, reports
from tests.factories import make_moderator
from tests.faults.waiting import work

pytestmark = pytest.mark.django_db

VERDICTS = st.sampled_from(["ham", "spam", "unknown"])
ACTS = st.sampled_from(["approve", "spam", "not spam", "reject", "undo"])
PAUSES = st.sampled_from([0, 0, 30, 61])
STEPS = st.lists(st.tuples(ACTS, PAUSES), max_size=9)


@pytest.fixture(autouse=True)
def _with_a_key(settings: Settings) -> None:
    settings.AKISMET_API_KEY = "c0ffee123456"


class Ledger:
    """What ought to be told, in plain words: what Akismet has, what is on its way, and the same before each act."""

    def __init__(self, verdict: str) -> None:
        self.verdict = verdict
        self.sent: list[str] = []
        self.waiting: tuple[str, float] | None = None
        self.rows = 0
        self.before: list[str | None] = []  # what Akismet held, or would, before each act that still can be undone

    @property
    def held(self) -> str | None:
        return self.waiting[0] if self.waiting else (self.sent[-1] if self.sent else None)

    def pass_until(self, now: float) -> None:
        if self.waiting and self.waiting[1] <= now:
            self.sent.append(self.waiting[0])
            self.waiting = None

    def decide(self, act: str, now: float) -> None:
        self.before.append(self.held)
        if act == "reject":
            self.waiting = None if self.held == "spam" else self.waiting
            return
        said = "spam" if act == "spam" else "ham"
        if self.waiting and self.waiting[0] != said:
            self.waiting = None
        if (self.held or silence(self.verdict)) != said:
            self._write(said, now)

    def undo(self, now: float) -> None:
        """An undo can itself be undone: it stands where the act stood."""
        wanted, held = self.before.pop(), self.held
        self.before.append(held)
        if held == wanted:
            return
        self.waiting = None
        if self.held != wanted and (wanted or self.held):
            self._write(wanted or {"spam": "ham", "ham": "spam"}[self.held or ""], now)

    def _write(self, said: str, now: float) -> None:
        self.rows += 1
        self.waiting = (said, now + 60)


def act_on(comment: Comment, act: str, by: User) -> None:
    match act:
        case "approve":
            comment.approve(by=by)
        case "spam":
            comment.mark_spam(by=by)
        case "not spam":
            comment.mark_not_spam(by=by)
        case "reject":
            comment.reject(by=by, reason="off_topic")
        case "undo":
            last = ModerationAction.objects.about(comment.pk).first()
            assert last
            comment.undo(last, by=by)


def what_happens(verdict: str, steps: list[tuple[str, int]]) -> Iterator[tuple[Comment, Ledger, list[str]]]:
    """Once, when all is over and everything that waited has left."""
    told: list[str] = []
    send = {kind: lambda payload, verdict, kind=kind: told.append(kind.value) for kind in Kind}
    moderators = [make_moderator(), make_moderator()]
    comment, ledger, now = make_judged(verdict), Ledger(verdict), 0.0
    with time_machine.travel(timezone.now(), tick=False) as clock, patch.dict(feedback.SEND, send):
        for number, (act, pause) in enumerate(steps):
            if act == "undo" and not ledger.before:
                continue
            act_on(comment, act, moderators[number % 2])
            ledger.undo(now) if act == "undo" else ledger.decide(act, now)
            for seconds in (pause, 61 * (number == len(steps) - 1)):
                clock.shift(timedelta(seconds=seconds))
                now += seconds
                ledger.pass_until(now)
                if seconds:
                    work()
        yield comment, ledger, told


@given(VERDICTS, STEPS)
def test_akismet_is_told_exactly_what_people_mean(verdict: str, steps: list[tuple[str, int]]) -> None:
    with transaction.atomic():
        for comment, ledger, told in what_happens(verdict, steps):
            assert told == ledger.sent
            assert len(reports(comment)) == ledger.rows
            assert [kind for kind, state in reports(comment) if state == "sent"] == told
            assert jobs_left() == 0
            assert meant(comment) in (None, told[-1] if told else silence(verdict))
            assert [kind for kind, _run in groupby(told)] == told
        transaction.set_rollback(True)


def meant(comment: Comment) -> str | None:
    """The last word of people; None where they say nothing of spam, or leave it to Akismet."""
    comment.refresh_from_db()
    return "ham" if comment.reason == "not_spam" else {"approved": "ham", "spam": "spam"}.get(comment.status)


def silence(verdict: str) -> str:
    """What Akismet believes of a text while it is told nothing; one that it never saw passes for ham."""
    return "ham" if verdict == "unknown" else verdict
