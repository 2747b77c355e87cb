"""Answers of calls that were under way together: what comes late changes nothing that came before it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments.models import Breaker
from comments.models.breaker import Cause
from comments.spam import ConfigurationFault, PassingFault, RateLimited, SpamCheckError

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)

TIME_OUT = PassingFault("no answer")
PAUSE = RateLimited("slow down", 60)
REFUSAL = ConfigurationFault("invalid")


def after(*faults: SpamCheckError) -> Breaker:
    """One fault a second, each at a comment of its own."""
    breaker = Breaker()
    for number, fault in enumerate(faults):
        breaker.note(fault, number, NOW + number * SECOND)
    return breaker


def test_time_outs_do_not_end_a_pause() -> None:
    breaker = after(PAUSE, TIME_OUT, TIME_OUT, TIME_OUT)
    assert (breaker.cause, breaker.probe_at) == (Cause.RATE_LIMITED, NOW + 60 * SECOND)


def test_time_outs_do_not_end_a_refusal() -> None:
    breaker = after(REFUSAL, TIME_OUT, TIME_OUT, TIME_OUT)
    assert breaker.waits_for_key
    assert breaker.probe_at == NOW + 60 * SECOND


def test_further_refusals_do_not_put_off_asking_about_the_key() -> None:
    assert after(REFUSAL, REFUSAL, REFUSAL).probe_at == NOW + 60 * SECOND


def test_a_refusal_does_not_end_a_pause() -> None:
    breaker = after(RateLimited("slow down", 600), REFUSAL)
    assert breaker.probe_at == breaker.not_before == NOW + 600 * SECOND


def test_of_two_pauses_the_one_that_ends_later_counts() -> None:
    assert after(PAUSE, RateLimited("slow down", 5)).not_before == NOW + 60 * SECOND
    assert after(RateLimited("slow down", 5), PAUSE).not_before == NOW + 61 * SECOND


def test_it_is_open_since_the_first_fault_that_opened_it() -> None:
    assert after(TIME_OUT, TIME_OUT, TIME_OUT, REFUSAL, PAUSE).opened_at == NOW + 2 * SECOND


@pytest.mark.parametrize("faults", [(TIME_OUT,) * 3, (PAUSE,), (REFUSAL,)])
def test_closing_leaves_nothing_of_it(faults: tuple[SpamCheckError, ...]) -> None:
    breaker = after(*faults)
    breaker.close()
    assert not breaker.is_open
    assert not breaker.holds_back(NOW)


@given(st.lists(st.sampled_from([TIME_OUT, PAUSE, REFUSAL]), max_size=12))
def test_no_call_is_made_before_a_pause_is_over_whatever_else_happens(faults: list[SpamCheckError]) -> None:
    breaker = after(*faults)
    pauses = [NOW + (number + 60) * SECOND for number, fault in enumerate(faults) if fault is PAUSE]
    if pauses:
        assert breaker.holds_back(max(pauses) - SECOND)
        assert breaker.rests(max(pauses) - SECOND)
