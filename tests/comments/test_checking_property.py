"""Invariant 3, whatever the service answers in whatever order."""

from collections.abc import Callable
from datetime import timedelta
from unittest.mock import patch

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from comments import spam
from comments.models import Comment, Commenter, DiscussionSettings
from comments.spam import Answer, CommentFault, ConfigurationFault, PassingFault, RateLimited, Verdict
from outbox import jobs
from tests.factories import make_user
from tests.faults.waiting import attempts, log_of, make_waiting, work

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _with_a_key(settings: Settings) -> None:
    settings.AKISMET_API_KEY = "c0ffee123456"


Said = Callable[[], Answer]


def raising(fault: Exception) -> Said:
    def say() -> Answer:
        raise fault

    return say


SAID: list[tuple[str, Said]] = [
    ("ham", lambda: Answer(Verdict.HAM)),
    ("spam", lambda: Answer(Verdict.SPAM)),
    ("discard", lambda: Answer(Verdict.DISCARD)),
    ("provisional", lambda: Answer(Verdict.PROVISIONAL, recheck_after=120)),
    ("passing", raising(PassingFault("no answer"))),
    ("429", raising(RateLimited("slow down", 60))),
    ("refused", raising(ConfigurationFault("invalid"))),
    ("own", raising(CommentFault("cannot be encoded"))),
]
STEPS = st.lists(st.tuples(st.sampled_from(SAID), st.sampled_from([1, 15, 60, 120, 600, 1_296_000])), max_size=4)


@given(STEPS)
def test_nothing_is_public_whose_check_did_not_end_in_ham(steps: list[tuple[tuple[str, Said], int]]) -> None:
    with transaction.atomic():
        comment = checked(steps)
        verdicts = [attempt.verdict for attempt in attempts(comment) if attempt.applied]
        last = attempts(comment)[-1] if steps else None
        assert len(verdicts) == (comment.status != "unchecked") == len(log_of(comment))
        if comment.status == "approved":
            assert verdicts[0] in ("ham", "provisional")
        if verdicts == ["provisional"]:
            assert len(attempts(comment)) >= 2
        if last and comment.status == "unchecked":
            assert last.fault or last.verdict == "provisional"
        transaction.set_rollback(True)


def checked(steps: list[tuple[tuple[str, Said], int]]) -> Comment:
    """A comment of somebody who is published at once after ham, after these answers and pauses."""
    DiscussionSettings.objects.create(pk=1, publish_after=0)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        comment = make_waiting(commenter=Commenter.objects.create(user=make_user()))
        jobs.enqueue("comments.give_up", 0)
        for (_, say), pause in steps:
            with (
                patch.object(spam, "check", lambda payload, say=say: say()),
                patch.object(spam, "verify_key", lambda: Answer(Verdict.UNKNOWN)),
                patch.object(spam, "usage_limit", side_effect=PassingFault("no answer")),
            ):
                work()
            clock.shift(timedelta(seconds=pause))
    comment.refresh_from_db()
    return comment
