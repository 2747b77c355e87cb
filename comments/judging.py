"""What each rule finds in the evidence about a comment: nothing, or why it should wait or go. Pure.

Of several that say the same the first in RULES gives the reason: a missing verdict, then what is known of the person,
then words, links and the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.reasons import label_of
from comments.rules.current import RuleSet
from comments.rules.kinds import FIELDS, TEXT, Settings
from comments.rules.saying import Said
from comments.rules.words import describe
from comments.spam import Verdict


class Finding(NamedTuple):
    result: str
    detail: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """`not_checked` is the reason code when there is no verdict; `parent_is_public` is None for what is no reply.

    `restriction` is the reason code of one in force. `publish_after` is the mode: None holds everything, and `place`
    says where it was set. `recent` are the person's decided and rejected comments of late; None: nobody has asked.
    """

    verdict: Verdict
    not_checked: str = "not_checked"
    detail: str = ""
    rules: RuleSet = field(default_factory=RuleSet)
    said: Said = field(default_factory=Said)
    restriction: str = ""
    recent: tuple[int, int] | None = None
    trap: bool = False
    seconds_to_post: int | None = None
    links: int = 0
    parent_is_public: bool | None = None
    publish_after: int | None = None
    place: str = ""
    is_proven: bool = False
    approved_count: int = 0


def _akismet(evidence: Evidence) -> Finding:
    match evidence.verdict:
        case Verdict.SPAM:
            return Finding("spam", evidence.detail, "akismet")
        case Verdict.DISCARD:
            return Finding("spam", _("blatant"), "akismet_discard")
        case Verdict.HAM:
            return Finding("pass", evidence.detail)
    return Finding("hold", evidence.detail, evidence.not_checked)


def _person(evidence: Evidence) -> Finding:
    if evidence.restriction:
        return Finding("hold", label_of(evidence.restriction), evidence.restriction)
    return Finding("pass", _("none"))


def _words(rule: str, result: str, reason: str) -> Callable[[Evidence], Finding]:
    def look(evidence: Evidence) -> Finding:
        chosen = evidence.rules.settings[rule]
        if not chosen["words"] and not chosen["parts"]:
            return Finding("not_run", _("no entries"))
        detail = _found(evidence, rule, chosen)
        return Finding(result, detail, reason) if detail else Finding("pass", _("none of them"))

    return look


def _found(evidence: Evidence, rule: str, chosen: Settings) -> str:
    """The entries, and the field for what is not in the text."""
    parts = []
    for name, hits in evidence.said.hits(evidence.rules.words, chosen["fields"]).items():
        told = describe(hit for hit in hits if hit.entry.rule == rule)
        if told:
            parts.append(told if name == TEXT else f"{FIELDS[name]}: {told}")
    return "; ".join(parts)


def _links(evidence: Evidence) -> Finding:
    least = evidence.rules.settings["links"]["least"]
    detail = ngettext("%d link", "%d links", evidence.links) % evidence.links
    if not least:
        return _off()
    return Finding("hold", detail, "links") if evidence.links >= least else Finding("pass", detail)


def _first(evidence: Evidence) -> Finding:
    """Nobody knows whose comments those of a typed address are."""
    wanted = evidence.rules.settings["first"]["comments"]
    if not wanted:
        return _off()
    if not evidence.is_proven:
        return Finding("hold", _("not confirmed"), "first_comment")
    detail = _("%(approved)d of %(wanted)d") % {"approved": evidence.approved_count, "wanted": wanted}
    return Finding("hold", detail, "first_comment") if evidence.approved_count < wanted else Finding("pass", detail)


def _rejections(evidence: Evidence) -> Finding:
    chosen = evidence.rules.settings["rejections"]
    if not chosen["percent"]:
        return _off()
    if evidence.recent is None:
        return Finding("not_run", _("nobody is known"))
    decided, rejected = evidence.recent
    detail = _("%(rejected)d of %(decided)d") % {"rejected": rejected, "decided": decided}
    is_often = decided >= chosen["least"] and rejected * 100 >= chosen["percent"] * decided
    return Finding("hold", detail, "often_rejected") if is_often else Finding("pass", detail)


def _trap(evidence: Evidence) -> Finding:
    if not evidence.rules.settings["trap"]["on"]:
        return _off()
    return Finding("hold", _("filled in"), "trap") if evidence.trap else Finding("pass", _("left empty"))


def _speed(evidence: Evidence) -> Finding:
    seconds, least = evidence.seconds_to_post, evidence.rules.settings["speed"]["seconds"]
    if not least:
        return _off()
    if seconds is None:
        return Finding("not_run", _("not known"))
    detail = ngettext("%d second", "%d seconds", seconds) % seconds
    return Finding("hold", detail, "too_fast") if seconds < least else Finding("pass", detail)


def _off() -> Finding:
    return Finding("not_run", _("switched off"))


def _parent(evidence: Evidence) -> Finding:
    if evidence.parent_is_public is None:
        return Finding("not_run", _("no reply"))
    if evidence.parent_is_public:
        return Finding("pass", _("public"))
    return Finding("hold", _("not public"), "parent_hidden")


PLACES: dict[str, Callable[[], str]] = {
    "": lambda: _("every comment waits for a person"),
    "section": lambda: _("every comment in this section waits for a person"),
    "article": lambda: _("every comment under this article waits for a person"),
}


def _mode(evidence: Evidence) -> Finding:
    if evidence.verdict is not Verdict.HAM:
        return Finding("not_run", _("asked only after ham"))
    if evidence.publish_after is None:
        return Finding("hold", PLACES[evidence.place](), "every_comment")
    if not evidence.is_proven:
        return Finding("hold", _("signed-in commenters and confirmed addresses only"), "every_comment")
    return Finding("pass", _("proven"))


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
    "person": _person,
    "words_reject": _words("words_reject", "reject", "word_rejected"),
    "words_hold": _words("words_hold", "hold", "word_held"),
    "words_flag": _words("words_flag", "flag", ""),
    "links": _links,
    "first": _first,
    "rejections": _rejections,
    "trap": _trap,
    "speed": _speed,
    "parent": _parent,
    "mode": _mode,
    "trust": _trust,
}
