import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments.models import Status
from comments.policy import CHECKS, RESULTS, RULES, Decision, Evidence, decide, unanswered
from comments.reasons import REASONS
from comments.spam import Verdict

NOT_CHECKED = [code for code in REASONS if code.startswith("not_checked")]
TRUSTED = Evidence(
    verdict=Verdict.HAM, seconds_to_post=40, parent_is_public=True, publish_after=3, is_proven=True, approved_count=3
)
EVIDENCE = st.builds(
    Evidence,
    verdict=st.sampled_from(Verdict),
    not_checked=st.sampled_from(NOT_CHECKED),
    detail=st.text(max_size=5),
    trap=st.booleans(),
    seconds_to_post=st.none() | st.integers(0, 10**9),
    links=st.integers(0, 50),
    parent_is_public=st.sampled_from([None, True, False]),
    publish_after=st.none() | st.integers(0, 5),
    is_proven=st.booleans(),
    approved_count=st.integers(0, 10),
)


def changed(**changes: object) -> Decision:
    return decide(Evidence(**vars(TRUSTED) | changes))


def step(decision: Decision, check: str) -> str:
    return next(step["result"] for step in decision.trace if step["check"] == check)


@given(EVIDENCE)
def test_nothing_is_approved_whose_check_did_not_end_in_ham(evidence: Evidence) -> None:
    if evidence.verdict is not Verdict.HAM:
        assert decide(evidence).status != Status.APPROVED


@given(EVIDENCE)
def test_nothing_is_approved_without_a_proven_identity_that_has_earned_it(evidence: Evidence) -> None:
    if decide(evidence).status == Status.APPROVED:
        assert evidence.is_proven
        assert evidence.publish_after is not None
        assert evidence.approved_count >= evidence.publish_after


@given(EVIDENCE)
def test_any_rule_that_holds_keeps_a_comment_from_being_approved(evidence: Evidence) -> None:
    decision = decide(evidence)
    if any(step["result"] in ("hold", "spam") for step in decision.trace):
        assert decision.status != Status.APPROVED


@given(EVIDENCE)
def test_spam_is_spam_and_nothing_else_is(evidence: Evidence) -> None:
    is_spam = evidence.verdict in (Verdict.SPAM, Verdict.DISCARD)
    assert (decide(evidence).status == Status.SPAM) == is_spam


@given(EVIDENCE)
def test_nothing_hangs_under_a_hidden_parent(evidence: Evidence) -> None:
    if evidence.parent_is_public is False:
        assert decide(evidence).status != Status.APPROVED


@given(EVIDENCE)
def test_every_rule_reports_in_words_that_can_be_shown(evidence: Evidence) -> None:
    decision = decide(evidence)
    assert [step["check"] for step in decision.trace] == list(RULES) == list(CHECKS)
    assert {step["result"] for step in decision.trace} <= RESULTS.keys()
    assert decision.reason in REASONS


def test_the_trusted_are_published_when_nothing_speaks_against_it() -> None:
    assert changed()[:2] == (Status.APPROVED, "trusted")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"trap": True}, "trap"),
        ({"seconds_to_post": 0}, "too_fast"),
        ({"seconds_to_post": 2}, "too_fast"),
        ({"links": 2}, "links"),
        ({"parent_is_public": False}, "parent_hidden"),
        ({"publish_after": None}, "every_comment"),
        ({"is_proven": False}, "every_comment"),
        ({"approved_count": 2}, "every_comment"),
        ({"verdict": Verdict.UNKNOWN, "not_checked": "not_checked_no_key"}, "not_checked_no_key"),
        ({"verdict": Verdict.PROVISIONAL}, "not_checked"),
    ],
)
def test_each_of_these_alone_holds_the_trusted(changes: dict[str, object], reason: str) -> None:
    assert changed(**changes)[:2] == (Status.PENDING, reason)


@pytest.mark.parametrize("changes", [{"seconds_to_post": 3}, {"seconds_to_post": None}, {"links": 1}])
def test_these_hold_nobody(changes: dict[str, object]) -> None:
    assert changed(**changes).status == Status.APPROVED


@pytest.mark.parametrize(("verdict", "reason"), [(Verdict.SPAM, "akismet"), (Verdict.DISCARD, "akismet_discard")])
def test_spam_beats_what_would_hold(verdict: Verdict, reason: str) -> None:
    assert changed(verdict=verdict, trap=True, links=9)[:2] == (Status.SPAM, reason)


def test_a_missing_verdict_is_told_before_all_other_reasons() -> None:
    decision = changed(verdict=Verdict.UNKNOWN, not_checked="not_checked_gave_up", trap=True, links=9)
    assert decision.reason == "not_checked_gave_up"
    assert step(decision, "links") == "hold"


def test_rules_that_ask_for_trust_are_not_run_without_ham_and_say_so() -> None:
    decision = changed(verdict=Verdict.SPAM)
    assert (step(decision, "mode"), step(decision, "trust")) == ("not_run", "not_run")
    assert all(step["detail"] for step in decision.trace if step["result"] == "not_run")


def test_an_attempt_without_an_answer_says_that_all_other_rules_wait() -> None:
    trace = unanswered("Akismet did not answer within 10 s.")
    assert trace[0] == {"check": "akismet", "result": "error", "detail": "Akismet did not answer within 10 s."}
    assert {step["result"] for step in trace[1:]} == {"not_run"}
