"""The daily run as operators meet it: what it prints, what it leaves to the next run, what is said when it fails."""

import re
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from importlib import import_module
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.housekeeping import LIMITS_KEPT, SESSIONS
from accounts.limits import Limit
from comments import retention, terms
from comments.forgetting import REQUESTS, SPAM_TEXTS
from comments.models import Comment, RetentionRun, Submission
from outbox import retention as mechanism
from outbox import rewriting
from outbox.housekeeping import FINISHED_JOBS, KEEP_FINISHED
from outbox.models import Job
from outbox.retention import Kind, forget_overdue
from outbox.worker import Worker
from tests.factories import make_article, make_comment, make_moderator, make_submission
from tests.plans import plan

pytestmark = pytest.mark.django_db


def ago(days: float) -> datetime:
    return timezone.now() - timedelta(days=days)


def make_overdue(count: int) -> None:
    article = make_article()
    for _ in range(count):
        make_submission(make_comment(article), created_at=ago(91))


def said(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def test_the_command_says_how_much_of_each_kind_went() -> None:
    make_overdue(3)
    make_comment(status="spam", decided_at=ago(31))
    expected = [f"        3  {REQUESTS.name}", f"        1  {SPAM_TEXTS.name}"]
    others = (*retention.KINDS, *retention.of_apps_above)[2:]
    would, did = said("retention", "--dry-run").splitlines(), said("retention").splitlines()
    assert (would[0], did[0]) == ("Would remove:", "Removed:")
    assert would[1:3] == did[1:3] == expected
    assert would[3:] == did[3:] == [f"        0  {kind.name}" for kind in others]
    assert not Submission.objects.exists()


def test_a_dry_run_is_no_run() -> None:
    said("retention", "--dry-run")
    assert RetentionRun.last() is None


def test_the_outbox_command_says_when_it_last_ran_and_what_went() -> None:
    assert "retention:\n  last run: never" in said("outbox")
    make_overdue(2)
    retention.run()
    last = RetentionRun.last_end()
    assert last
    report = said("outbox")
    assert f"  last run: {last.isoformat(timespec='seconds')}" in report
    assert f"  {REQUESTS.name}: 2" in report


def degraded(client: Client) -> list[str]:
    return list(client.get("/readyz").json()["degraded"])


@pytest.mark.parametrize(("days", "late"), [(2.9, False), (3.1, True)])
def test_the_site_is_degraded_when_it_has_not_ended_for_three_days(days: float, late: bool, client: Client) -> None:
    RetentionRun.objects.create(pk=1, ended_at=ago(days))
    assert ("retention" in degraded(client)) == late


@pytest.mark.parametrize(("days", "late"), [(2.9, False), (3.1, True)])
def test_before_its_first_end_the_time_counts_from_its_job(days: float, late: bool, client: Client) -> None:
    assert "retention" not in degraded(client)
    Job.objects.create(kind="comments.retention", created_at=ago(days))
    assert ("retention" in degraded(client)) == late


def broken(keys: list[Any], now: datetime) -> int:
    raise DatabaseError("no such luck")


def test_a_kind_that_fails_keeps_no_other_and_the_run_does_not_count_as_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    make_overdue(1)
    make_comment(status="spam", decided_at=ago(31))
    faulty = Kind(REQUESTS.name, REQUESTS.overdue, broken)
    monkeypatch.setattr(retention, "KINDS", (faulty, *retention.KINDS[1:]))
    Job.objects.create(kind="comments.retention")
    Worker().drain()
    job = Job.objects.get(kind="comments.retention")
    assert (job.failures, job.error, job.state) == (1, "DatabaseError", "open")
    assert Comment.objects.exclude(emptied_at=None).count() == 1
    assert RetentionRun.last() is None


def test_it_goes_by_portions_and_passes_by_what_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mechanism, "BATCH", 2)
    make_overdue(3)
    make_submission(make_comment())
    make_overdue(4)
    portions = [len(keys) for keys in REQUESTS.overdue(timezone.now())]
    assert portions == [2, 2, 2, 1]
    assert forget_overdue([REQUESTS], timezone.now()) == {REQUESTS.name: 7}
    assert Submission.objects.count() == 1


@pytest.mark.parametrize("kind", [SPAM_TEXTS, FINISHED_JOBS, SESSIONS], ids=lambda kind: kind.name)
def test_what_is_found_in_the_order_of_a_time_is_found_once_at_a_border(
    kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Several of the same moment, and more than a portion of them."""
    monkeypatch.setattr(mechanism, "BATCH", 2)
    moment = ago(60)
    for number in range(5):
        make_comment(status="spam", decided_at=moment)
        Job.objects.create(kind="x", ref=number, state="done", finished_at=moment)
        Session.objects.create(session_key=f"key{number}", session_data="", expire_date=moment)
    found = [key for keys in kind.overdue(timezone.now()) for key in keys]
    assert len(found) == len(set(found)) == 5


@pytest.mark.django_db(transaction=True)
def test_a_comment_about_which_somebody_decides_just_now_is_passed_by_and_waited_for_by_nobody() -> None:
    moderator, other = make_moderator(), make_comment(status="spam", decided_at=ago(31))
    spam = make_comment(status="spam", decided_at=ago(31))
    make_submission(spam)
    with ThreadPoolExecutor(1) as thread:
        with transaction.atomic():
            spam.mark_not_spam(by=moderator)
            removed = thread.submit(run_and_close)
            if connection.features.has_select_for_update_skip_locked:
                assert removed.result(60)[SPAM_TEXTS.name] == 1, "it does not wait for the one who holds the row"
        assert (removed.result(60)[SPAM_TEXTS.name], removed.result()[REQUESTS.name]) == (1, 0)
    emptied = dict(Comment.objects.values_list("pk", "emptied_at"))
    assert emptied[other.pk]
    assert emptied[spam.pk] is None
    assert Submission.objects.get().comment_id == spam.pk


def run_and_close() -> dict[str, int]:
    try:
        return retention.run()
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_what_went_before_a_kill_stays_gone_and_the_next_run_ends_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mechanism, "BATCH", 2)
    make_overdue(5)
    monkeypatch.setattr(mechanism, "breathe", killed)
    with pytest.raises(KeyboardInterrupt):
        retention.run()
    connection.close()
    assert Submission.objects.count() == 3
    monkeypatch.setattr(mechanism, "breathe", not_in_a_transaction)
    assert retention.run()[REQUESTS.name] == 3
    assert not Submission.objects.exists()


def killed(took: float) -> None:
    raise KeyboardInterrupt


def not_in_a_transaction(took: float) -> None:
    """Between portions nobody waits for us."""
    assert not connection.in_atomic_block


def test_it_rests_as_long_as_it_worked_though_never_long(monkeypatch: pytest.MonkeyPatch) -> None:
    rests: list[float] = []
    monkeypatch.setattr("outbox.retention.time.sleep", rests.append)
    mechanism.breathe(0.03)
    mechanism.breathe(7)
    assert rests == [0.03, 0.1]


def plan_of_last_portion(kind: Kind) -> str:
    with CaptureQueriesContext(connection) as captured:
        list(kind.overdue(timezone.now()))
    return plan(captured[-1]["sql"])


@pytest.mark.parametrize(("kind", "index"), [(SPAM_TEXTS, "comment_spam_text"), (FINISHED_JOBS, "job_finished")])
def test_what_is_overdue_is_found_by_an_index_that_holds_little_else(kind: Kind, index: str) -> None:
    found = plan_of_last_portion(kind)
    assert index in found
    assert not re.search(r"TEMP B-TREE|\bSCAN\b|Seq Scan", found), found


def test_requests_are_read_once_in_their_order_and_their_comments_by_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mechanism, "BATCH", 1)
    make_overdue(2)
    found = plan_of_last_portion(REQUESTS)
    assert re.search(r"comments_submission USING INTEGER PRIMARY KEY \(rowid>|comments_submission_pkey", found), found
    assert re.search(r"comments_comment USING INTEGER PRIMARY KEY \(rowid=|comments_comment_pkey", found), found


def test_the_jobs_that_did_parts_of_it_before_are_taken_off() -> None:
    for kind in ("accounts.forget", "outbox.forget", "comments.retention"):
        Job.objects.create(kind=kind)
    step = import_module("comments.migrations.0009_one_job_forgets")
    step.drop_former_jobs(apps, connection.schema_editor())
    assert Job.objects.get().kind == "comments.retention"


# The files of SQLite


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("size", "whatever", "rewritten"), [(2**40, False, True), (0, False, False), (0, True, True)])
def test_a_file_that_is_small_or_asked_for_is_written_anew(
    size: int, whatever: bool, rewritten: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rewriting, "QUICKLY_REWRITTEN", size)
    with CaptureQueriesContext(connection) as captured:
        rewriting.clean_files(whatever_the_size=whatever)
    ran = [query["sql"] for query in captured]
    on_sqlite = connection.vendor == "sqlite"
    assert ("VACUUM" in ran) == (rewritten and on_sqlite)
    assert ("PRAGMA wal_checkpoint(TRUNCATE)" in ran) == on_sqlite


def patience() -> str:
    """How long a statement waits for others, as the connection has it now."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout" if connection.vendor == "sqlite" else "SHOW lock_timeout")
        return str(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_the_patience_of_the_connection_is_as_before() -> None:
    before = patience()
    rewriting.clean_files()
    assert patience() == before


# What is written about it


def test_the_guide_for_operators_has_the_figures_in_force() -> None:
    guide = (Path(settings.BASE_DIR) / "docs/operators.md").read_text()
    table = dict(
        re.findall(r"^\| (.+?) \| (.+?) \|$", guide.partition("## What is deleted, and when")[2], re.MULTILINE)
    )
    decision, posting = terms.SUBMISSION_AFTER_DECISION.days, terms.SUBMISSION_AFTER_POSTING.days
    assert table["a comment's request: address, e-mail, browser, referrer, what was sent to Akismet"] == (
        f"{decision} days after the last decision, at most {posting} days after posting"
    )
    assert table["text, name and website of spam"] == f"{terms.SPAM_TEXT_AFTER_DECISION.days} days after the decision"
    assert (
        table["private links to a comment's state"]
        == f"{terms.STATUS_LINK_AFTER_DECISION.days} days after the decision"
    )
    assert table["what a comment said before an edit"] == f"{terms.FORMER_TEXT_AFTER_EDIT.days} days after the edit"
    assert (
        table["a moderator's words to an author"] == f"{terms.STATUS_LINK_AFTER_DECISION.days} days after the decision"
    )
    assert table["limits (pseudonyms of addresses)"] == f"{LIMITS_KEPT.days} days at most"
    assert table["finished jobs"] == f"{KEEP_FINISHED.days} days"


def test_every_limit_is_full_again_so_soon_that_the_daily_run_keeps_the_promise() -> None:
    import_module("newsroom.urls")
    ours = [
        vars(module) for name, module in sys.modules.items() if name.startswith(("accounts.", "articles.", "comments."))
    ]
    limits = {value for known in ours for value in known.values() if isinstance(value, Limit)}
    assert len(limits) >= 20
    assert [limit for limit in limits if timedelta(days=1, seconds=limit.burst * limit.every) > LIMITS_KEPT] == []
