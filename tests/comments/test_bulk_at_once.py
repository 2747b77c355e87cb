"""Bulks beside each other and beside single decisions, in real transactions on connections of their own."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from io import StringIO
from threading import Barrier
from typing import Any
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test import Client

from accounts.models import User
from comments import bulk
from comments.bulk import PORTION, Step
from comments.models import Batch, Comment, Commenter, ModerationAction, Seen, StaleDecision
from tests.comments.bulk import as_seen, batches, send, undo
from tests.comments.desk import words
from tests.factories import make_article, make_comment, make_moderator

pytestmark = pytest.mark.django_db(transaction=True)
SEEN = Seen("unchecked", 1)


@pytest.fixture
def comments() -> list[Comment]:
    """Two articles and three people, so that whoever decides about two comments needs the same rows as others."""
    articles = [make_article(), make_article()]
    people = [Commenter.objects.create(email_key=str(number)) for number in range(3)]
    return [make_comment(articles[n % 2], commenter=people[n % 3], status="unchecked") for n in range(PORTION * 2 + 2)]


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    barrier = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        barrier.wait(30)
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def client_of(name: str) -> Client:
    client = Client()
    client.force_login(make_moderator(name, first_name=name.title()))
    return client


def assert_each_was_decided_once(comments: Sequence[Comment]) -> None:
    """And the log, the counters and the pages agree."""
    assert ModerationAction.objects.count() == len(comments)
    assert set(ModerationAction.objects.values_list("comment", flat=True)) == {comment.pk for comment in comments}
    last = dict(ModerationAction.objects.values_list("comment", "to_status"))
    assert dict(Comment.objects.values_list("pk", "status")) == last
    call_command("recount", "--check", stdout=StringIO())


def test_two_moderators_with_the_same_choice_decide_each_comment_once(
    comments: list[Comment], caplog: pytest.LogCaptureFixture
) -> None:
    """In opposite orders, with opposite acts."""
    clients, rows = [client_of("ann"), client_of("bob")], as_seen(comments)
    answers = at_once(
        lambda: send(clients[0], "approve", rows),
        lambda: send(clients[1], "spam", reversed(rows)),
    )
    assert_each_was_decided_once(comments)
    assert "deadlock" not in caplog.text
    assert {answer.status_code for answer in answers} <= {200, 303, 409}
    lost = [answer for answer in answers if answer.status_code != 303]
    assert all("Already decided by" in words(answer) and "too busy" not in words(answer) for answer in lost)


def test_single_decisions_beside_a_bulk_lose_and_spoil_nothing(
    comments: list[Comment], caplog: pytest.LogCaptureFixture
) -> None:
    client, by = client_of("ann"), make_moderator("bob")

    def one_by_one(some: Sequence[Comment]) -> None:
        for comment in some:
            _decide_alone(comment.pk, by)

    answer, *_others = at_once(
        lambda: send(client, "approve", as_seen(comments)),
        lambda: one_by_one(comments[::-1]),
        lambda: one_by_one(comments[::3]),
    )
    assert_each_was_decided_once(comments)
    assert answer.status_code in (200, 303, 409)
    assert "deadlock" not in caplog.text


def _decide_alone(pk: int, by: User) -> None:
    comment = Comment.objects.get(pk=pk)
    with suppress(StaleDecision):
        comment.reject(by=by, reason="insult", seen=SEEN) if pk % 2 else comment.approve(by=by, seen=SEEN)


def test_two_undos_of_one_bulk_undo_it_once(comments: list[Comment]) -> None:
    clients = [client_of("ann"), client_of("bob")]
    send(clients[0], "approve", as_seen(comments))
    number = batches()[0]
    at_once(*(lambda client=client: undo(client, number) for client in clients))
    assert set(Comment.objects.values_list("status", flat=True)) == {"unchecked"}
    assert ModerationAction.objects.filter(undoes__isnull=False).count() == len(comments)
    call_command("recount", "--check", stdout=StringIO())


class Killed(BaseException):
    """What ends a process passes everything by."""


def test_who_is_killed_leaves_whole_portions_and_the_log_says_which(comments: list[Comment]) -> None:
    by, decided = make_moderator(), list[Comment]()

    def decide(comment: Comment) -> ModerationAction:
        if len(decided) == PORTION + 3:
            raise Killed
        decided.append(comment)
        return comment.approve(by=by, batch=batch)

    batch = Batch()
    with pytest.raises(Killed):
        bulk.carry_out([Step(comment.pk, comment.pk, decide) for comment in comments], batch)
    approved = set(Comment.objects.approved().values_list("pk", flat=True))
    assert len(approved) == PORTION
    assert set(ModerationAction.objects.values_list("comment", flat=True)) == approved
    call_command("recount", "--check", stdout=StringIO())


def failing(times: int, after: int) -> Any:
    """The database refuses some portions, as PostgreSQL does with the victim of a deadlock."""
    left, whole = [None] * after + [OperationalError("deadlock detected")] * times, bulk._together

    def together(*portion: Any) -> Any:
        if error := left.pop(0) if left else None:
            raise error
        return whole(*portion)

    return patch.object(bulk, "_together", together)


def test_a_portion_that_the_database_breaks_off_is_tried_again(comments: list[Comment]) -> None:
    with failing(1, after=1):
        assert send(client_of("ann"), "approve", as_seen(comments)).status_code == 303
    assert_each_was_decided_once(comments)


def test_when_the_database_stays_away_the_rest_is_left_and_said(comments: list[Comment]) -> None:
    client, rows = client_of("ann"), as_seen(comments)
    with failing(2, after=1):
        answer = send(client, "approve", rows)
    assert answer.status_code == 200
    assert f"{len(comments) - PORTION} comments were left as they are" in words(answer)
    assert "It was not reached: the database was too busy." in words(answer)
    assert Comment.objects.approved().count() == PORTION
    assert send(client, "approve", rows).status_code == 200
    assert_each_was_decided_once(comments)
