"""The test server as a process of its own, steered over its control addresses."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from comments import spam
from tests.akismet_server import AkismetServer, Remote, running
from tests.comments.submitted import make_payload

pytestmark = pytest.mark.once


@pytest.fixture
def remote(settings: Settings) -> Iterator[Remote]:
    with running(blog=f"{settings.SITE_URL}/") as server:
        settings.AKISMET_API_KEY, settings.AKISMET_API_URL = server.key, server.url
        settings.AKISMET_TIMEOUT = 5.0
        yield server


def test_calls_are_written_down_and_waited_for(remote: Remote) -> None:
    spam.check(make_payload(content="verdict:spam"))
    (call,) = remote.wait_for(1, "comment-check")
    assert call["fields"]["comment_content"] == "verdict:spam"
    assert call["answer"] == "true"
    with pytest.raises(AssertionError, match="1 of 2 calls"):
        remote.wait_for(2, seconds=0.1)


def test_faults_come_and_go(remote: Remote) -> None:
    remote.fail("rate-limited", times=1, match="Tuesday", retry_after=60)
    with pytest.raises(spam.RateLimited):
        spam.check(make_payload())
    assert spam.check(make_payload()).verdict is spam.Verdict.HAM
    remote.fail("status")
    remote.recover()
    assert spam.check(make_payload()).verdict is spam.Verdict.HAM


def test_a_fault_meets_only_the_calls_it_is_meant_for(akismet: AkismetServer) -> None:
    akismet.fail("status", match="Tuesday", endpoint="comment-check", skip=1, times=1)
    spam.report_spam(make_payload())
    spam.check(make_payload(content="something else"))
    spam.check(make_payload())
    with pytest.raises(spam.PassingFault):
        spam.check(make_payload())
    spam.check(make_payload())


def test_whatever_hangs_is_let_go(akismet: AkismetServer, settings: Settings) -> None:
    settings.AKISMET_TIMEOUT = 0.2
    akismet.fail("hang")
    with pytest.raises(spam.PassingFault):
        spam.check(make_payload())
    assert akismet.wait_for(1)[0].fault == "hang"
    akismet.recover()
    akismet.journal.wait_until_idle()


def test_an_unknown_fault_is_refused(akismet: AkismetServer) -> None:
    with pytest.raises(ValueError, match="no such fault"):
        akismet.fail("earthquake")
