"""Many checks at once, other settings from one call to the next, and the way to the service."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from pytest_django import Settings

from comments import spam
from comments.spam import Verdict
from tests.akismet_server import AkismetServer
from tests.comments.submitted import make_payload

pytestmark = pytest.mark.once


def test_five_hundred_checks_by_sixteen_threads_keep_their_answers_apart(akismet: AkismetServer) -> None:
    def check(number: int) -> spam.Answer:
        return spam.check(make_payload(content=f"recheck-after:{number}"))

    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(check, range(1, 501)))
    assert [answer.recheck_after for answer in answers] == list(range(1, 501))
    assert len({answer.guid for answer in answers}) == 500
    assert akismet.connections.open <= 16
    assert akismet.connections.ever < 100


def test_one_threads_trouble_is_not_anothers(akismet: AkismetServer, settings: Settings) -> None:
    settings.AKISMET_TIMEOUT = 0.5
    akismet.fail("hang", match="poison")

    def check(number: int) -> Verdict:
        try:
            return spam.check(make_payload(content="poison" if number % 2 else "verdict:spam")).verdict
        except spam.PassingFault:
            return Verdict.UNKNOWN

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(check, range(8))) == [Verdict.SPAM, Verdict.UNKNOWN] * 4


def test_settings_count_from_the_next_call_on(akismet: AkismetServer, settings: Settings) -> None:
    spam.check(make_payload())
    with AkismetServer(key="another-key0") as other:
        settings.AKISMET_API_URL, settings.AKISMET_API_KEY = other.url, other.key
        settings.SITE_URL = "https://other.example.com"
        spam.check(make_payload())
        (call,) = other.calls()
    assert (call.fields["api_key"], call.fields["blog"]) == ("another-key0", "https://other.example.com/")
    assert len(akismet.calls()) == 1


@pytest.mark.parametrize("prefix", ["/akismet", "/a/b/", "/"])
def test_the_service_may_stand_behind_a_prefix(akismet: AkismetServer, settings: Settings, prefix: str) -> None:
    settings.AKISMET_API_URL = akismet.url + prefix
    assert spam.check(make_payload()).verdict is Verdict.HAM
    assert akismet.calls()[0].target == prefix.rstrip("/") + "/1.1/comment-check"


@pytest.mark.parametrize("name", ["http_proxy", "HTTPS_PROXY", "ALL_PROXY"])
def test_a_proxy_in_the_environment_learns_nothing(
    akismet: AkismetServer, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    with AkismetServer() as proxy:
        monkeypatch.setenv(name, proxy.url)
        assert spam.check(make_payload()).verdict is Verdict.HAM
        assert proxy.connections.ever == 0


def test_a_connection_that_the_service_closed_is_not_used_again(akismet: AkismetServer) -> None:
    spam.check(make_payload())
    akismet.connections.end()
    assert spam.check(make_payload()).verdict is Verdict.HAM
    assert akismet.connections.ever == 2


def test_importing_the_boundary_opens_and_verifies_nothing() -> None:
    """Neither a missing nor a broken environment of the package may keep the site from starting."""
    program = "import comments.spam; print('imported')"
    environment = {"PATH": "", "PYTHON_AKISMET_BLOG_URL": "no address"}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "imported\n"
