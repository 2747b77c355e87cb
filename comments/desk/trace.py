"""What was checked about a comment: every attempt, and what each rule of the policy said to its answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from django.utils.translation import gettext as _

from comments.desk.rows import Attempt, Row
from comments.desk.words import VERDICTS, here
from comments.models import Check
from comments.policy import CHECKS, RESULTS, Step
from comments.rules.kinds import WORDS

STRONGEST = ("spam", "reject", "hold")  # of the results that decide, as the policy weighs them
TELLING = frozenset({"links", "speed", "first", "rejections", *WORDS})  # of the checks: what they saw is a sight


class TraceRow(NamedTuple):
    check: str
    result: str
    detail: str = ""
    rules: str = ""  # their version


def trace(attempt: Attempt) -> list[TraceRow]:
    """The spam check, then what every other rule said; those that did not run, in one row for each cause."""
    return list(_rows(attempt, _names(here()[0])))


def never_checked() -> TraceRow:
    names = _names(here()[0])
    return TraceRow(names["akismet"], names["not_run"])


def how_far(comment: Row, checks: Sequence[Attempt]) -> str:
    """Of a comment that is not checked yet; the attempts newest first."""
    attempts = [check for check in checks if check.version == comment.came_as and check.created_at >= comment.asked_at]
    if not attempts:
        return _("the spam check has not answered yet")
    if not attempts[0].fault:
        return _("the spam check has answered provisionally and will be asked again")
    told = {"attempts": len(attempts), "fault": attempts[0].detail or Check.Fault(attempts[0].fault).label}
    return _("the spam check has not answered; attempt %(attempts)s: %(fault)s") % told


def what_was_seen(checks: Sequence[Attempt]) -> str:
    """By the rule that decided when the policy last settled the comment, if that says more than the reason does."""
    steps: list[Step] = next((check.trace for check in checks if check.applied), [])
    against = [step for step in steps if step["result"] in STRONGEST]
    step = min(against, key=lambda step: STRONGEST.index(step["result"]), default=None)
    return step["detail"] if step and step["check"] in TELLING else ""


def found_words(checks: Sequence[Attempt]) -> bool:
    """Whether a list of words had something to say to it."""
    return any(_has_hit(step) for check in checks for step in check.trace)


def _has_hit(step: Step) -> bool:
    return step["check"] in WORDS and step["result"] not in ("pass", "not_run", "error")


def _rows(check: Attempt, names: dict[str, str]) -> Iterator[TraceRow]:
    result = names["error"] if check.fault else str(VERDICTS.get(check.verdict, check.verdict))
    steps: list[Step] = list(check.trace)
    spoken = [check.detail, *(step["detail"] for step in steps if step["check"] == "akismet" and not check.detail)]
    asides = [*spoken, check.recheck_reason, check.alert_code, "" if check.applied else _("not applied")]
    yield TraceRow(names["akismet"], result, "; ".join(part for part in asides if part))
    for (outcome, why, rules), alike in groupby(sorted(steps[1:], key=_not_run_last), key=_outcome):
        checks = ", ".join(names.get(step["check"], step["check"]) for step in alike)
        yield TraceRow(checks, names.get(outcome, outcome), why, rules)


@lru_cache(maxsize=16)
def _names(language: str | None) -> dict[str, str]:
    """Of checks and results, looked up once for each language: a page of cards has hundreds of them."""
    return {code: str(name) for code, name in (CHECKS | RESULTS).items()}


def _not_run_last(step: Step) -> tuple[bool, str]:
    return (True, step["detail"]) if step["result"] == "not_run" else (False, "")


def _outcome(step: Step) -> tuple[str, str, str]:
    return step["result"], step["detail"], _version(step)


def _version(step: Step) -> str:
    """Older traces know none."""
    return str(step.get("version", ""))
