"""Each way in which the service can fail, and what the comment, the attempts, the breaker and the log then show."""

import time
from typing import Any

import pytest
import time_machine
from django.apps import apps
from pytest_django import Settings

from comments import breaker
from tests.akismet_server import AkismetServer
from tests.comments.test_checking import make_trusted
from tests.faults.waiting import attempts, log_of, make_waiting, standing, work

pytestmark = pytest.mark.django_db

PASSING: list[tuple[str, dict[str, Any]]] = [
    ("status", {"status": 500}),
    ("status", {"status": 503, "body": "false"}),
    ("status", {"status": 400, "body": "true"}),
    ("body", {"body": "maybe"}),
    ("html", {}),
    ("empty", {}),
    ("undecodable", {}),
    ("uppercase", {}),
    ("whitespace", {}),
    ("byte-order-mark", {}),
    ("reset", {}),
    ("reset-midway", {}),
    ("close", {}),
    ("truncated", {}),
    ("not-http", {}),
    ("gzip", {}),
    ("huge", {}),
    ("gzip-bomb", {}),
]
LONG_AFTER = 15.0  # a loaded machine is slow; a dripping answer takes longer still, and silence has no end
SLOW: list[tuple[str, dict[str, Any]]] = [
    ("hang", {}),
    ("hang-after-head", {}),
    ("drip", {"part": "head"}),
    ("drip", {"part": "body"}),
]
CONFIGURATION: list[tuple[str, dict[str, Any]]] = [
    ("invalid", {}),
    ("invalid-key", {}),
    ("missing-field", {}),
    ("error-header", {}),
    ("redirect", {}),
    ("status", {"status": 401}),
    ("status", {"status": 404}),
]


@pytest.mark.parametrize(("kind", "options"), PASSING)
def test_after_passing_trouble_a_comment_waits_unchecked_and_is_checked_later(
    akismet: AkismetServer, clock: time_machine.Traveller, kind: str, options: dict[str, Any]
) -> None:
    akismet.fail(kind, times=1, **options)
    comment = make_waiting()
    work()
    assert standing(comment) == ("unchecked", "")
    assert log_of(comment) == []
    (attempt,) = attempts(comment)
    assert (attempt.verdict, attempt.fault, attempt.applied) == ("unknown", "passing", False)
    assert attempt.trace[0] == {"check": "akismet", "result": "error", "detail": attempt.detail}
    clock.shift(15)
    work()
    assert standing(comment) == ("pending", "every_comment")
    assert [call.fields.get("recheck_reason") for call in akismet.calls("comment-check")] == [None, "retry"]


@pytest.mark.parametrize(("kind", "options"), SLOW)
def test_whoever_is_slow_is_waited_for_no_longer_than_the_limit(
    akismet: AkismetServer, settings: Settings, kind: str, options: dict[str, Any]
) -> None:
    settings.AKISMET_TIMEOUT = 0.3
    akismet.fail(kind, **options)
    comment = make_waiting()
    begun = time.monotonic()
    work()
    assert time.monotonic() - begun < LONG_AFTER
    assert standing(comment) == ("unchecked", "")
    (attempt,) = attempts(comment)
    assert attempt.fault == "passing"
    assert 250 <= attempt.took_ms < LONG_AFTER * 1_000


def test_nobody_listening_is_passing_trouble(akismet: AkismetServer, settings: Settings) -> None:
    settings.AKISMET_API_URL = "http://127.0.0.1:9"
    comment = make_waiting()
    work()
    assert standing(comment) == ("unchecked", "")
    assert attempts(comment)[0].fault == "passing"


@pytest.mark.parametrize(("kind", "options"), CONFIGURATION)
def test_after_a_refusal_a_comment_waits_unchecked_until_the_operator_has_acted(
    akismet: AkismetServer, clock: time_machine.Traveller, kind: str, options: dict[str, Any]
) -> None:
    akismet.fail(kind, **options)
    comment = make_waiting()
    work()
    assert standing(comment) == ("unchecked", "")
    assert log_of(comment) == []
    (attempt,) = attempts(comment)
    assert (attempt.verdict, attempt.fault, attempt.applied) == ("unknown", "configuration", False)
    assert breaker.state().name == "configuration"
    assert breaker.state().detail == attempt.detail
    akismet.recover()
    clock.shift(60)
    work()
    assert standing(comment) == ("pending", "every_comment")
    assert breaker.state().name == ""


def test_an_error_beside_false_publishes_nobody(akismet: AkismetServer, clock: time_machine.Traveller) -> None:
    """The trusted commenter, too, is held: the key is suspended, and `false` means nothing."""
    akismet.fail("error-header", error="Your key is suspended.")
    comment = make_waiting(commenter=make_trusted(approved=3))
    for _ in range(10):
        work()
        assert standing(comment) == ("unchecked", "")
        clock.shift(600)
    assert "Your key is suspended." in breaker.state().detail


def test_the_key_is_in_no_row_and_no_log_whatever_happens(
    akismet: AkismetServer, clock: time_machine.Traveller, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG"):
        for kind, options in [*PASSING, *CONFIGURATION, ("body", {"body": akismet.key})]:
            akismet.fail(kind, times=1, **options)
            make_waiting()
            work()
            clock.shift(3600)
        akismet.fail("invalid", debug_help=f"{akismet.key} is not a key")
        make_waiting()
        work()
    rows = [row for model in apps.get_models() for row in model._default_manager.values()]
    assert len(rows) > 50
    assert akismet.key not in repr(rows)
    assert akismet.key not in "".join(f"{record.__dict__}" for record in caplog.records)
