"""Invariant 8, for any sequence of decisions, undos and edits, whatever time passes between them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
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
from comments.models import Check, Comment, ModerationAction, Status
from comments.models.feedback import Kind
from tests.comments.submitted import make_payload
from tests.comments.telling import MACHINE, jobs_left, make_judged
from tests.factories import make_moderator, make_submission
from tests.faults.waiting import work

pytestmark = pytest.mark.django_db

VERDICTS = st.sampled_from(["ham", "spam", "unknown"])
ACTS = st.sampled_from(["approve", "spam", "not spam", "reject", "undo", "edit"])
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


@dataclass
class Story:
    """`ledgers` and `told` have a place for each text; `told` is what left, as it was sent."""

    comment: Comment
    verdict: str
    ledgers: list[Ledger]
    told: list[tuple[str, Mapping[str, str], str]] = field(default_factory=list)

    def edit(self) -> None:
        """By its author, from elsewhere; then Akismet judges the new text as it did the old one."""
        self.comment.edit(text := f"Text {len(self.ledgers) + 1}", f"<p>{text}</p>", 1)
        address, (status, reason) = f"203.0.113.{len(self.ledgers)}", MACHINE[self.verdict]
        make_submission(self.comment, ip=address, payload=make_payload(content=text, user_ip=address))
        Check.objects.create(comment=self.comment, version=self.comment.version, verdict=self.verdict, applied=True)
        self.comment.settle(Status(status), reason, seen=self.comment.seen)
        self.ledgers.append(Ledger(self.verdict))

    def step(self, act: str, by: User, now: float) -> None:
        ledger = self.ledgers[-1]
        self.comment.refresh_from_db()
        if act == "edit":
            if self.comment.status != "spam":
                self.edit()
        elif act != "undo":
            act_on(self.comment, act, by)
            ledger.decide(act, now)
        elif ledger.before:
            act_on(self.comment, act, by)
            ledger.undo(now)

    def kinds(self, version: int) -> list[str]:
        """What left about that text, in order."""
        text = self.comment.submissions.get(version=version).payload["comment_content"]
        return [kind for kind, payload, _verdict in self.told if payload["comment_content"] == text]


def live_through(verdict: str, steps: list[tuple[str, int]]) -> Story:
    """Until everything that waited has left."""
    story = Story(make_judged(verdict), verdict, [Ledger(verdict)])
    send = {kind: partial(lambda kind, *sent: story.told.append((kind, *sent)), kind.value) for kind in Kind}
    moderators, now = [make_moderator(), make_moderator()], 0.0
    with time_machine.travel(timezone.now(), tick=False) as clock, patch.dict(feedback.SEND, send):
        for number, (act, pause) in enumerate([*steps, ("", 61)]):
            if act:
                story.step(act, moderators[number % 2], now)
            now += pause
            clock.shift(pause)
            for ledger in story.ledgers:
                ledger.pass_until(now)
            if pause:
                work()
    return story


@given(VERDICTS, STEPS)
def test_akismet_is_told_exactly_what_people_mean(verdict: str, steps: list[tuple[str, int]]) -> None:
    with transaction.atomic():
        story = live_through(verdict, steps)
        assert jobs_left() == 0
        for version, ledger in enumerate(story.ledgers, start=1):
            rows = list(story.comment.feedback.filter(version=version).order_by("pk"))
            assert story.kinds(version) == ledger.sent
            assert [kind for kind, _run in groupby(ledger.sent)] == ledger.sent
            assert len(rows) == ledger.rows
            assert [row.kind for row in rows if row.state == "sent"] == ledger.sent
        check_what_left(story)
        last = story.kinds(len(story.ledgers))
        assert meant(story.comment) in (None, last[-1] if last else silence(verdict))
        transaction.set_rollback(True)


def check_what_left(story: Story) -> None:
    """Each as the request came, with its author's address, and the verdict that it contradicts."""
    came = list(story.comment.submissions.values_list("payload", flat=True))
    assert all(payload in came for _kind, payload, _verdict in story.told)
    assert {told for _kind, _payload, told in story.told} <= {story.verdict}
    assert {payload["user_ip"] for payload in came} == set(story.comment.submissions.values_list("ip", flat=True))


def meant(comment: Comment) -> str | None:
    """The last word of people; None where they say nothing of spam, or leave it to Akismet."""
    comment.refresh_from_db()
    return "ham" if comment.reason == "not_spam" else {"approved": "ham", "spam": "spam"}.get(comment.status)


def silence(verdict: str) -> str:
    """What Akismet believes of a text while it is told nothing; one that it never saw passes for ham."""
    return "ham" if verdict == "unknown" else verdict
