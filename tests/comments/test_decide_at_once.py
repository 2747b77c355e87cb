"""Two moderators decide about the same comment at the same moment, in real transactions, over the real URLs."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from io import StringIO
from itertools import pairwise
from threading import Barrier

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from accounts.models import User
from comments.models import Comment, Commenter, DecisionRefused, ModerationAction, Seen, StaleDecision, Status
from tests.comments.desk import QUEUE, press, shown
from tests.factories import make_article, make_comment, make_moderator

pytestmark = pytest.mark.django_db(transaction=True)
PARALLEL = 10
IS_DEEP = os.environ.get("TEST_DEPTH") == "deep"
ROUNDS = {"postgresql": 50 if IS_DEEP else 15, "sqlite": 10}  # SQLite has one writer at a time anyhow


def at_once(pool: ThreadPoolExecutor, calls: Sequence[Callable[[], int]]) -> list[int]:
    """All of them leave the barrier together, each with a database connection of its own."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], int]) -> int:
        barrier.wait(60)
        try:
            return call()
        finally:
            connection.close()

    return list(pool.map(run, calls))


def chain(comment: int) -> list[tuple[str, str]]:
    rows = ModerationAction.objects.filter(comment=comment).order_by("pk")
    return list(rows.values_list("from_status", "to_status"))


def assert_everything_agrees() -> None:
    """Kept counters, pages and log: each chain unbroken, and its end the status."""
    call_command("recount", "--check", stdout=StringIO())
    for comment in Comment.objects.all():
        links = chain(comment.pk)
        assert all(earlier[1] == later[0] for earlier, later in pairwise(links))
        assert not links or links[-1][1] == comment.status


def opposite_decisions(client: Client, page: str, comment: int, number: int) -> Callable[[], int]:
    act, more = ("reject", {"reason": "insult"}) if number % 2 else ("approve", {})
    return lambda: int(press(client, page, act, comment, **more).status_code)


def test_of_ten_opposite_decisions_at_once_one_wins_in_every_round() -> None:
    clients = [Client(), Client()]
    for client in clients:
        client.force_login(make_moderator())
    article, person = make_article(), Commenter.objects.create(email_key="k")
    with ThreadPoolExecutor(PARALLEL) as pool:
        for _round in range(ROUNDS[connection.vendor]):
            pk = make_comment(article, commenter=person).pk
            pages = [shown(client.get(f"{QUEUE}{pk}/")) for client in clients]
            calls = [opposite_decisions(clients[n % 2], pages[n % 2], pk, n) for n in range(PARALLEL)]
            answers = at_once(pool, calls)
            assert sorted(answers) == [303] + [409] * (PARALLEL - 1)
            assert len(chain(pk)) == 1
    assert_everything_agrees()


def test_opposite_verbs_that_saw_what_is_there_take_turns_and_lose_nothing() -> None:
    """Each decides on what it has just read; whoever comes late is refused, and reads again."""
    moderators = [make_moderator(), make_moderator()]
    comment = make_comment(commenter=Commenter.objects.create(email_key="k"))

    def decide(by: User, number: int) -> int:
        fresh = Comment.objects.get(pk=comment.pk)
        try:
            if number % 2:
                fresh.approve(by=by)
            else:
                fresh.reject(by=by, reason="insult")
        except StaleDecision:
            return 0
        return 1

    with ThreadPoolExecutor(PARALLEL) as pool:
        won = 0
        for _round in range(10):
            won += sum(at_once(pool, [partial(decide, moderators[n % 2], n) for n in range(PARALLEL)]))
    assert won == len(chain(comment.pk)) >= 10
    assert_everything_agrees()


def test_a_moderator_the_policy_an_edit_and_a_withdrawal_at_once_leave_one_unbroken_story() -> None:
    moderator, article = make_moderator(), make_article()
    with ThreadPoolExecutor(4) as pool:
        for _round in range(20):
            pk = make_comment(article, status="unchecked").pk
            at_once(pool, [partial(act, pk, moderator) for act in (approve, settle, edit, withdraw)])
            assert (
                Comment.objects.get(pk=pk).version
                == 1 + ModerationAction.objects.filter(comment=pk, reason="edited").count()
            )
    assert_everything_agrees()


def approve(pk: int, by: User) -> int:
    return _tried(lambda: Comment.objects.get(pk=pk).approve(by=by, seen=Seen("unchecked", 1)))


def settle(pk: int, by: User) -> int:
    return _tried(lambda: Comment.objects.get(pk=pk).settle(Status.SPAM, "akismet", seen=Seen("unchecked", 1)))


def edit(pk: int, by: User) -> int:
    return _tried(lambda: Comment.objects.get(pk=pk).edit("New.", "<p>New.</p>", 1))


def withdraw(pk: int, by: User) -> int:
    return _tried(lambda: Comment.objects.get(pk=pk).withdraw())


def reject(comment: Comment, by: User) -> None:
    comment.reject(by=by, reason="insult")


def _tried(change: Callable[[], object]) -> int:
    try:
        change()
    except (StaleDecision, DecisionRefused):
        return 0
    return 1


def test_parents_and_replies_decided_at_once_leave_the_page_right() -> None:
    """Approving a reply while its parent is rejected: either the reply is refused, or the parent stays as tombstone."""
    moderator = make_moderator()
    with ThreadPoolExecutor(2) as pool:
        for _round in range(20):
            parent = make_comment(status="approved")
            reply = make_comment(parent=parent)
            calls = [
                partial(_tried, partial(reply.approve, by=moderator)),
                partial(_tried, partial(reject, parent, moderator)),
            ]
            at_once(pool, calls)
            reply.refresh_from_db()
            parent.refresh_from_db()
            assert parent.status == "rejected"
            assert parent.on_page is (reply.status == "approved")
    assert_everything_agrees()
