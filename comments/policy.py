"""What becomes of a comment: verdict and evidence in, status and reason out, with a trace of every rule. Pure.

Spam beats rejection, that beats hold, and hold beats approve. Without a ham verdict nothing is approved, and a rule
that fails holds. What the rules are is comments/judging.py.
"""

import logging
from collections.abc import Mapping
from typing import NamedTuple, NotRequired, TypedDict

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from comments.judging import RULES, Evidence, Finding
from comments.models import Status
from comments.rules.automaton import OverBudget
from comments.rules.current import RuleSet
from comments.rules.kinds import KINDS

log = logging.getLogger("comments.policy")

CHECKS: dict[str, Promise] = {
    "akismet": lazy("spam check"),
    "person": lazy("restrictions of the person"),
    "words_reject": lazy("words that reject"),
    "words_hold": lazy("words that hold"),
    "words_flag": lazy("words that are marked"),
    "links": lazy("links"),
    "first": lazy("first comments"),
    "rejections": lazy("recent rejections"),
    "trap": lazy("hidden field"),
    "speed": lazy("time to write"),
    "parent": lazy("comment it answers"),
    "mode": lazy("who may publish at once"),
    "trust": lazy("approved comments before"),
}
RESULTS: dict[str, Promise] = {
    "pass": lazy("nothing against it"),
    "flag": lazy("marked for moderators"),
    "hold": lazy("for a person to decide"),
    "reject": lazy("rejected"),
    "spam": lazy("spam"),
    "error": lazy("no usable answer"),
    "not_run": lazy("not run"),
}


class Step(TypedDict):
    """One line of a trace: keys of CHECKS and RESULTS, what the rule saw, and its version if editors can change it."""

    check: str
    result: str
    detail: str
    version: NotRequired[int]


class Decision(NamedTuple):
    status: Status
    reason: str
    trace: list[Step]
    weight: int = 0
    """What the rules add to its priority, where it waits."""


def decide(evidence: Evidence) -> Decision:
    findings = {name: carefully(name, evidence) for name in RULES}
    trace = [_step(name, found, evidence.rules) for name, found in findings.items()]
    for results, status in DECIDING:
        for found in findings.values():
            if found.result in results:
                return Decision(status, found.reason, trace, _weight(findings))
    return Decision(Status.APPROVED, "trusted", trace)


DECIDING = (
    (("spam",), Status.SPAM),
    (("reject",), Status.REJECTED),
    (("hold", "error"), Status.PENDING),
)


WEIGHTS = {"person": 6, "words_hold": 6, "rejections": 4, "words_flag": 3, "links": 3, "trap": 3, "speed": 1}
"""As reports count, each of which weighs 1 to 10. Rules that hold whatever nobody knows yet weigh nothing."""


def _weight(findings: Mapping[str, Finding]) -> int:
    return sum(WEIGHTS.get(name, 0) for name, found in findings.items() if found.result in ("flag", "hold"))


def carefully(name: str, evidence: Evidence) -> Finding:
    """A rule that can't say anything is one that holds."""
    try:
        return RULES[name](evidence)
    except OverBudget:
        return Finding("error", _("too long or too intricate to look through"), "rule_failed")
    except Exception as fault:
        log.exception("a rule has failed", extra={"rule": name})
        return Finding("error", type(fault).__name__, "rule_failed")


def _step(name: str, found: Finding, rules: RuleSet) -> Step:
    step = Step(check=name, result=found.result, detail=found.detail)
    return Step(**step, version=rules.version(name)) if name in KINDS else step


def unanswered(detail: str) -> list[Step]:
    """The trace of an attempt that brought no verdict: the rules wait for one."""
    waiting = Finding("not_run", _("waits for the spam check"))
    findings = dict.fromkeys(RULES, waiting) | {"akismet": Finding("error", detail)}
    return [Step(check=name, result=found.result, detail=found.detail) for name, found in findings.items()]
