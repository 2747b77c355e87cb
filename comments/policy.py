"""What becomes of a comment: verdict and evidence in, status and reason out, with a trace of every rule. Pure.

Spam beats hold, and hold beats approve. Without a ham verdict nothing is approved.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, TypedDict

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from comments.models import Status
from comments.spam import Verdict

QUICKER_THAN_PEOPLE = 3  # seconds between opening the form and sending it
LINKS_THAT_HOLD = 2

CHECKS: dict[str, Promise] = {
    "akismet": lazy("spam check"),
    "trap": lazy("hidden field"),
    "speed": lazy("time to write"),
    "links": lazy("links"),
    "parent": lazy("comment it answers"),
    "mode": lazy("who may publish at once"),
    "trust": lazy("approved comments before"),
}
RESULTS: dict[str, Promise] = {
    "pass": lazy("nothing against it"),
    "hold": lazy("for a person to decide"),
    "spam": lazy("spam"),
    "error": lazy("no usable answer"),
    "not_run": lazy("not run"),
}


class Step(TypedDict):
    """One line of a trace: keys of CHECKS and RESULTS, and what the rule saw."""

    check: str
    result: str
    detail: str


class Finding(NamedTuple):
    result: str
    detail: str = ""
    reason: str = ""


class Decision(NamedTuple):
    status: Status
    reason: str
    trace: list[Step]


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """`not_checked` is the reason code when there is no verdict; `parent_is_public` is None for what is no reply."""

    verdict: Verdict
    not_checked: str = "not_checked"
    detail: str = ""
    trap: bool = False
    seconds_to_post: int | None = None
    links: int = 0
    parent_is_public: bool | None = None
    publish_after: int | None = None
    is_proven: bool = False
    approved_count: int = 0


def decide(evidence: Evidence) -> Decision:
    findings = {name: rule(evidence) for name, rule in RULES.items()}
    trace = [Step(check=name, result=found.result, detail=found.detail) for name, found in findings.items()]
    for result, status in (("spam", Status.SPAM), ("hold", Status.PENDING)):
        for found in findings.values():
            if found.result == result:
                return Decision(status, found.reason, trace)
    return Decision(Status.APPROVED, "trusted", trace)


def unanswered(detail: str) -> list[Step]:
    """The trace of an attempt that brought no verdict: the rules wait for one."""
    waiting = Finding("not_run", _("waits for the spam check"))
    findings = dict.fromkeys(RULES, waiting) | {"akismet": Finding("error", detail)}
    return [Step(check=name, result=found.result, detail=found.detail) for name, found in findings.items()]


def _akismet(evidence: Evidence) -> Finding:
    match evidence.verdict:
        case Verdict.SPAM:
            return Finding("spam", evidence.detail, "akismet")
        case Verdict.DISCARD:
            return Finding("spam", _("blatant"), "akismet_discard")
        case Verdict.HAM:
            return Finding("pass", evidence.detail)
    return Finding("hold", evidence.detail, evidence.not_checked)


def _trap(evidence: Evidence) -> Finding:
    return Finding("hold", _("filled in"), "trap") if evidence.trap else Finding("pass", _("left empty"))


def _speed(evidence: Evidence) -> Finding:
    seconds = evidence.seconds_to_post
    if seconds is None:
        return Finding("not_run", _("not known"))
    detail = ngettext("%d second", "%d seconds", seconds) % seconds
    return Finding("hold", detail, "too_fast") if seconds < QUICKER_THAN_PEOPLE else Finding("pass", detail)


def _links(evidence: Evidence) -> Finding:
    detail = ngettext("%d link", "%d links", evidence.links) % evidence.links
    return Finding("hold", detail, "links") if evidence.links >= LINKS_THAT_HOLD else Finding("pass", detail)


def _parent(evidence: Evidence) -> Finding:
    if evidence.parent_is_public is None:
        return Finding("not_run", _("no reply"))
    if evidence.parent_is_public:
        return Finding("pass", _("public"))
    return Finding("hold", _("not public"), "parent_hidden")


def _mode(evidence: Evidence) -> Finding:
    if evidence.verdict is not Verdict.HAM:
        return Finding("not_run", _("asked only after ham"))
    if evidence.publish_after is None:
        return Finding("hold", _("every comment waits for a person"), "every_comment")
    if not evidence.is_proven:
        return Finding("hold", _("signed-in commenters only"), "every_comment")
    return Finding("pass", _("signed in"))


def _trust(evidence: Evidence) -> Finding:
    """A typed name or address is worth nothing here; `_mode` has said so."""
    if evidence.verdict is not Verdict.HAM:
        return Finding("not_run", _("asked only after ham"))
    if evidence.publish_after is None or not evidence.is_proven:
        return Finding("not_run", _("would change nothing"))
    figures = {"approved": evidence.approved_count, "wanted": evidence.publish_after}
    detail = _("%(approved)d of %(wanted)d") % figures
    if evidence.approved_count < evidence.publish_after:
        return Finding("hold", detail, "every_comment")
    return Finding("pass", detail)


RULES: dict[str, Callable[[Evidence], Finding]] = {
    "akismet": _akismet,
    "trap": _trap,
    "speed": _speed,
    "links": _links,
    "parent": _parent,
    "mode": _mode,
    "trust": _trust,
}
