"""Moderators who contradict one another at the same moment, while workers deliver what they decide."""

import threading
from collections.abc import Callable
from itertools import groupby

import pytest
from django.db import connection
from pytest_django import Settings

from accounts.models import User
from comments.models import Comment, Feedback, ModerationAction, StaleDecision
from comments.models.feedback import FEEDBACK_JOB
from outbox.models import Job
from tests.akismet_server import AkismetServer
from tests.comments.submitted import make_payload
from tests.comments.telling import make_judged
from tests.factories import make_moderator
from tests.outbox.workers import running_workers, wait_until

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 6
ACTS: list[Callable[[Comment, User], object]] = [
    lambda comment, by: comment.approve(by=by),
    lambda comment, by: comment.mark_spam(by=by),
    lambda comment, by: comment.undo(ModerationAction.objects.about(comment.pk)[0], by=by),
    lambda comment, by: comment.mark_spam(by=by),
]


def decide(comment: int, by: User, act: Callable[[Comment, User], object]) -> None:
    for _ in range(ROUNDS):
        try:
            act(Comment.objects.get(pk=comment), by)
        except (StaleDecision, IndexError):
            continue
    connection.close()


def nothing_waits() -> bool:
    return not Job.objects.open().filter(kind=FEEDBACK_JOB).exists()


def test_the_last_word_of_several_arrives_last(akismet: AkismetServer, settings: Settings) -> None:
    settings.FEEDBACK_DELAY = 0
    settings.AKISMET_TIMEOUT = 1.0
    akismet.latency = 0.02
    comments = [make_judged(("ham", "spam")[number % 2]) for number in range(6)]
    for comment in comments:
        comment.submissions.update(payload=make_payload(content=f"Number {comment.pk}."))
    people = [make_moderator() for _ in ACTS]
    threads = [
        threading.Thread(target=decide, args=(comment.pk, by, act))
        for comment in comments
        for by, act in zip(people, ACTS, strict=True)
    ]
    with running_workers(2):
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        wait_until(nothing_waits)
    for number, comment in enumerate(comments):
        comment.refresh_from_db()
        sent = [call.endpoint for call in akismet.calls(match=f"Number {comment.pk}.")]
        rows = Feedback.objects.filter(comment=comment, state="sent").order_by("pk")
        assert [f"submit-{row.kind}" for row in rows] == sent == [endpoint for endpoint, _ in groupby(sent)]
        believed = sent[-1] if sent else ("submit-ham", "submit-spam")[number % 2]
        if comment.status == "approved" or comment.reason == "moderator":
            assert believed == {"approved": "submit-ham", "spam": "submit-spam"}[comment.status]
        assert not Feedback.objects.filter(comment=comment, state="waiting").exists()
