from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments.judging import RULES, Evidence
from comments.models import Status
from comments.policy import CHECKS, RESULTS, Decision, decide, unanswered
from comments.reasons import REASONS
from comments.rules.current import RuleSet
from comments.rules.kinds import KINDS, WORDS
from comments.rules.saying import Said
from comments.rules.words import LONGEST
from comments.spam import Verdict

pytestmark = pytest.mark.once

NOT_CHECKED = [code for code in REASONS if code.startswith("not_checked")]
TRUSTED = Evidence(
    verdict=Verdict.HAM, seconds_to_post=40, parent_is_public=True, publish_after=3, is_proven=True, approved_count=3
)
LISTED = {"words": ["bad", "french fries"], "parts": ["pharm"]}
ENTRIES = st.lists(st.sampled_from(["bad", "remark", "kind words", "Ann"]), unique=True)
RULES_OF_ALL_SORTS: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {},
    optional={
        **{name: st.fixed_dictionaries({"words": ENTRIES, "parts": ENTRIES}) for name in WORDS},
        "links": st.fixed_dictionaries({"least": st.integers(0, 5)}),
        "first": st.fixed_dictionaries({"comments": st.integers(0, 5)}),
        "rejections": st.fixed_dictionaries({"percent": st.integers(0, 100), "least": st.integers(1, 5)}),
        "speed": st.fixed_dictionaries({"seconds": st.integers(0, 60)}),
        "trap": st.fixed_dictionaries({"on": st.booleans()}),
    },
)
EVIDENCE = st.builds(
    Evidence,
    rules=RULES_OF_ALL_SORTS.map(lambda chosen: RuleSet.of(chosen)),
    said=st.builds(
        Said, st.sampled_from(["<p>A remark.</p>", "<p>b<em>a</em>d</p>", ""]), st.sampled_from(["Ann", "Ed"])
    ),
    restriction=st.sampled_from(["", "on_hold", "restricted"]),
    recent=st.none() | st.tuples(st.integers(0, 9), st.integers(0, 9)),
    place=st.sampled_from(["", "section", "article"]),
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
def test_any_rule_that_objects_keeps_a_comment_from_being_approved(evidence: Evidence) -> None:
    decision = decide(evidence)
    if any(step["result"] in ("hold", "reject", "spam", "error") for step in decision.trace):
        assert decision.status != Status.APPROVED


SEVERITY = [Status.APPROVED, Status.PENDING, Status.REJECTED, Status.SPAM]


@given(EVIDENCE, RULES_OF_ALL_SORTS)
def test_adding_rules_never_lets_through_what_was_stopped(evidence: Evidence, chosen: dict[str, Any]) -> None:
    without = replace(evidence, rules=NO_RULES)
    assert SEVERITY.index(decide(replace(evidence, rules=RuleSet.of({**OFF, **chosen}))).status) >= SEVERITY.index(
        decide(without).status
    )


OFF: dict[str, Any] = {"links": {"least": 0}, "speed": {"seconds": 0}, "trap": {"on": False}}
NO_RULES = RuleSet.of(OFF)


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
        ({"restriction": "on_hold"}, "on_hold"),
        ({"said": Said("<p>So bad.</p>"), "rules": RuleSet.of({"words_hold": LISTED})}, "word_held"),
        ({"said": Said(name="Bad"), "rules": RuleSet.of({"words_hold": LISTED})}, "word_held"),
        ({"said": Said(email="x@bad.example"), "rules": RuleSet.of({"words_hold": LISTED})}, "word_held"),
        ({"said": Said(website="https://e-pharm.example/x"), "rules": RuleSet.of({"words_hold": LISTED})}, "word_held"),
        ({"said": Said("<p>" + "a " * LONGEST + "</p>"), "rules": RuleSet.of({"words_flag": LISTED})}, "rule_failed"),
        ({"rules": RuleSet.of({"first": {"comments": 4}})}, "first_comment"),
        ({"rules": RuleSet.of({"rejections": {"percent": 50, "least": 4}}), "recent": (4, 2)}, "often_rejected"),
        ({"rules": RuleSet.of({"links": {"least": 1}}), "links": 1}, "links"),
        ({"rules": RuleSet.of({"speed": {"seconds": 41}})}, "too_fast"),
        ({"rules": RuleSet.of({"links": {"least": "two"}})}, "rule_failed"),
        ({"verdict": Verdict.UNKNOWN, "not_checked": "not_checked_no_key"}, "not_checked_no_key"),
        ({"verdict": Verdict.PROVISIONAL}, "not_checked"),
    ],
)
def test_each_of_these_alone_holds_the_trusted(changes: dict[str, object], reason: str) -> None:
    assert changed(**changes)[:2] == (Status.PENDING, reason)


@pytest.mark.parametrize(
    "changes",
    [
        {"seconds_to_post": 3},
        {"seconds_to_post": None},
        {"links": 1},
        {"links": 9, "rules": RuleSet.of({"links": {"least": 0}})},
        {"trap": True, "rules": RuleSet.of({"trap": {"on": False}})},
        {"said": Said("<p>Bad.</p>"), "rules": RuleSet.of({"words_flag": LISTED})},
        {"said": Said("<p>Badly.</p>"), "rules": RuleSet.of({"words_reject": LISTED})},
        {"said": Said(name="Bad"), "rules": RuleSet.of({"words_hold": {**LISTED, "fields": ["text"]}})},
        {"rules": RuleSet.of({"rejections": {"percent": 50, "least": 5}}), "recent": (4, 4)},
        {"rules": RuleSet.of({"rejections": {"percent": 50}})},
        {"rules": RuleSet.of({"first": {"comments": 3}})},
    ],
)
def test_these_hold_nobody(changes: dict[str, object]) -> None:
    assert changed(**changes).status == Status.APPROVED


REJECTING = {"said": Said("<p>French fries, b4d ones.</p>"), "rules": RuleSet.of({"words_reject": LISTED})}


def test_a_listed_word_rejects_and_tells_its_author() -> None:
    decision = changed(**REJECTING)
    assert decision[:2] == (Status.REJECTED, "word_rejected")
    assert REASONS["word_rejected"].sentence
    found = next(step for step in decision.trace if step["check"] == "words_reject")
    assert found == {"check": "words_reject", "result": "reject", "detail": "“french fries”, “bad”", "version": 0}


def test_rejecting_beats_holding_and_spam_beats_both() -> None:
    assert changed(**REJECTING, trap=True, restriction="on_hold").status == Status.REJECTED
    assert changed(**REJECTING, verdict=Verdict.SPAM).status == Status.SPAM


def test_a_missing_verdict_does_not_keep_a_listed_word_from_rejecting() -> None:
    assert changed(**REJECTING, verdict=Verdict.UNKNOWN).status == Status.REJECTED


def test_each_rule_that_editors_keep_tells_its_version() -> None:
    rules = RuleSet.of({"links": {"least": 5}}, {"links": 3})
    versions = {step["check"]: step.get("version") for step in changed(rules=rules).trace}
    assert versions == dict.fromkeys(RULES) | dict.fromkeys(KINDS, 0) | {"links": 3}


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


def test_rules_weigh_by_what_they_found_and_those_that_hold_the_unknown_weigh_nothing() -> None:
    assert decide(Evidence(verdict=Verdict.HAM)).weight == 0
    linked = decide(Evidence(verdict=Verdict.HAM, links=9))
    assert (linked.status, linked.weight) == (Status.PENDING, 3)
    assert decide(Evidence(verdict=Verdict.HAM, links=9, trap=True, restriction="on_hold")).weight == 12
