"""Several workers, people who decide meanwhile, and answers that come late."""

import threading
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from django.utils import timezone

from comments import breaker
from comments.models import Check, Comment, ModerationAction, StaleDecision
from comments.models.comment import CHECK_JOB
from outbox import jobs
from outbox.models import Job
from tests.akismet_server import AkismetServer
from tests.factories import make_moderator, make_submission
from tests.faults.waiting import attempts, log_of, make_many, make_waiting, standing
from tests.outbox.workers import running_workers, wait_until

pytestmark = pytest.mark.django_db(transaction=True)


def nothing_waits() -> bool:
    return not Job.objects.open().filter(kind=CHECK_JOB).exists()


@pytest.mark.parametrize("number", [1, 2, 4])
def test_each_comment_gets_exactly_one_verdict_from_however_many_workers(akismet: AkismetServer, number: int) -> None:
    comments = make_many(60)
    with running_workers(number):
        wait_until(nothing_waits)
    assert {standing(comment) for comment in comments} == {("pending", "every_comment")}
    assert Counter(Check.objects.filter(applied=True).values_list("comment", flat=True)) == Counter(
        comment.pk for comment in comments
    )
    assert Check.objects.count() == ModerationAction.objects.count() == len(akismet.calls("comment-check")) == 60
    assert akismet.journal.peak <= 4 * number


def test_of_several_workers_one_probes(akismet: AkismetServer) -> None:
    """Twelve threads ask at the same moment whether a comment may go."""
    akismet.fail("empty")
    make_many(12)
    with running_workers():
        wait_until(lambda: breaker.state().name == "passing")
    breaker.try_now()
    before = len(akismet.calls("comment-check"))
    admitted = []
    start = threading.Barrier(12)

    def ask() -> None:
        start.wait()
        with transaction.atomic():
            admitted.append(breaker.gate.admit(timezone.now()))
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(admitted) == [False] * 11 + [True]
    assert len(akismet.calls("comment-check")) == before


def test_trouble_met_by_four_workers_ends_in_one_verdict_each(akismet: AkismetServer) -> None:
    """Faults, a 429 and a refusal among sixty comments, with whatever order the threads make of it."""
    akismet.fail("empty", times=5, skip=10)
    akismet.fail("rate-limited", retry_after=1, times=1, skip=20)
    akismet.fail("reset", times=2, skip=30)
    comments = make_many(60)

    def hurry() -> bool:
        """Nobody waits for the clock: what is put off is due now."""
        breaker.try_now()
        Job.objects.open().filter(kind=CHECK_JOB, claimed_by="").update(due_at=comments[0].created_at)
        return nothing_waits()

    with running_workers(4):
        wait_until(hurry)
    assert {standing(comment)[0] for comment in comments} == {"pending"}
    assert Counter(Check.objects.filter(applied=True).values_list("comment", flat=True)) == Counter(
        comment.pk for comment in comments
    )
    assert breaker.state().name == ""


@contextmanager
def answer_under_way(akismet: AkismetServer, comment: Comment) -> Generator[None]:
    """The block runs while Akismet thinks; the answer comes after it."""
    akismet.latency = 60
    with running_workers():
        akismet.wait_for(1, "comment-check", comment.text)
        yield
        akismet.latency = 0
        akismet.recover()
        wait_until(nothing_waits)


def test_an_answer_that_comes_after_a_person_decided_changes_nothing(akismet: AkismetServer) -> None:
    comment, moderator = make_waiting("verdict:spam"), make_moderator()
    with answer_under_way(akismet, comment):
        Comment.objects.get(pk=comment.pk).approve(by=moderator)
    assert standing(comment) == ("approved", "")
    (attempt,) = attempts(comment)
    assert (attempt.verdict, attempt.applied) == ("spam", False)
    assert [row[:2] for row in log_of(comment)] == [("unchecked", "approved")]


def test_undoing_that_decision_applies_the_answer_that_came_meanwhile(akismet: AkismetServer) -> None:
    comment, moderator = make_waiting("verdict:spam"), make_moderator()
    with answer_under_way(akismet, comment):
        decision = Comment.objects.get(pk=comment.pk).approve(by=moderator)
    Comment.objects.get(pk=comment.pk).undo(decision, by=moderator)
    with running_workers():
        wait_until(nothing_waits)
    assert standing(comment) == ("spam", "akismet")
    assert len(akismet.calls("comment-check")) == 1


def test_an_answer_about_an_older_text_is_kept_and_not_applied(akismet: AkismetServer) -> None:
    comment = make_waiting("verdict:ham")
    with answer_under_way(akismet, comment):
        edited = Comment.objects.get(pk=comment.pk)
        edited.edit("verdict:spam", "<p>verdict:spam</p>", 1)
        make_submission(edited, payload={"user_ip": "198.51.100.7", "comment_content": edited.text})
        jobs.enqueue(CHECK_JOB, comment.pk)
        akismet.wait_for(1, "comment-check", "verdict:spam")
    assert standing(comment) == ("spam", "akismet")
    assert {(attempt.version, attempt.verdict, attempt.applied) for attempt in attempts(comment)} == {
        (1, "ham", False),
        (2, "spam", True),
    }


def test_a_withdrawn_comment_stays_withdrawn(akismet: AkismetServer) -> None:
    comment = make_waiting()
    with answer_under_way(akismet, comment):
        Comment.objects.get(pk=comment.pk).withdraw()
    assert standing(comment)[0] == "withdrawn"


def test_an_answer_to_an_older_question_is_not_applied(akismet: AkismetServer) -> None:
    """While it was under way somebody had the comment back and asked anew."""
    comment, moderator = make_waiting("verdict:ham"), make_moderator()
    with answer_under_way(akismet, comment):
        Comment.objects.get(pk=comment.pk).mark_not_spam(by=moderator)
        Comment.objects.get(pk=comment.pk).check_again(by=moderator)
        akismet.wait_for(2, "comment-check")
    assert standing(comment) == ("pending", "every_comment")
    assert sorted(attempt.applied for attempt in attempts(comment)) == [False, True]
    assert [call.fields.get("recheck_reason") for call in akismet.calls("comment-check")] == [None, "recheck_queue"]


def test_people_and_workers_who_decide_at_the_same_time_lock_each_other_out_and_never_up(
    akismet: AkismetServer,
) -> None:
    """Approvals lock discussion and comment, verdicts comment, breaker and job; no deadlock, one decision each."""
    akismet.fail("empty", times=4)
    comments, moderator = make_many(30), make_moderator()

    def decide(some: list[Comment]) -> None:
        for comment in some:
            try:
                Comment.objects.get(pk=comment.pk).approve(by=moderator)
            except StaleDecision:
                Comment.objects.get(pk=comment.pk).reject(by=moderator, reason="insult")
        connection.close()

    people = [threading.Thread(target=decide, args=[comments[start::3]]) for start in range(3)]
    with running_workers(2):
        for person in people:
            person.start()
        for person in people:
            person.join()
    for comment in comments:
        status = standing(comment)[0]
        assert status in ("approved", "rejected")
        assert log_of(comment)[-1][1] == status
    assert not Job.objects.filter(failures__gt=0).exists()
