"""What moderators read of each kind of act: one line for a kind, or for a kind with one of its reasons.

The reason codes stand beside it in the log, in their own words (comments/reasons.py).
"""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.models import Kind


class Words(NamedTuple):
    done: Promise | str
    undone: Promise | str


WORDS: dict[str, Words] = {
    Kind.DEFER: Words(gettext_lazy("Put off"), gettext_lazy("No longer put off as it was")),
    f"{Kind.DEFER}.brought_back": Words(gettext_lazy("Brought back"), gettext_lazy("Put off again")),
    Kind.FEATURE: Words(gettext_lazy("Featured"), gettext_lazy("Featured no longer")),
    f"{Kind.FEATURE}.unfeatured": Words(gettext_lazy("Featured no longer"), gettext_lazy("Featured again")),
    Kind.EDIT: Words(gettext_lazy("Text changed by a moderator"), gettext_lazy("Text as it was before the change")),
    Kind.NOTE: Words(gettext_lazy("Note written"), gettext_lazy("Note taken back")),
    Kind.REASON: Words(gettext_lazy("Reason for rejections changed"), gettext_lazy("Reason as it was before")),
    Kind.RESTRICT: Words(gettext_lazy("Restricted"), gettext_lazy("Restriction taken back")),
    Kind.LIFT: Words(gettext_lazy("Restriction ended early"), gettext_lazy("Restriction in force again")),
    Kind.KEPT: Words(gettext_lazy("Kept: reports dismissed"), gettext_lazy("Reports open again")),
    Kind.DENIED: Words(gettext_lazy("Appeal denied"), gettext_lazy("Appeal open again")),
    Kind.PERSON_NOTE: Words(gettext_lazy("Note on a person written"), gettext_lazy("Note on a person taken back")),
    Kind.QUESTION: Words(gettext_lazy("Question of the article"), gettext_lazy("Question as it was before")),
    f"{Kind.QUESTION}.question_asked": Words(
        gettext_lazy("Asked its writer for a question of the article"), gettext_lazy("Request taken back")
    ),
    f"{Kind.QUESTION}.question_agreed": Words(gettext_lazy("Its writer agreed to a question of the article"), ""),
    f"{Kind.QUESTION}.question_refused": Words(gettext_lazy("Its writer said no to a question of the article"), ""),
    f"{Kind.QUESTION}.question_withdrawn": Words(gettext_lazy("Its writer took back the consent to a question"), ""),
    f"{Kind.QUESTION}.question_recalled": Words(
        gettext_lazy("Request for a question taken back"), gettext_lazy("Request for a question stands again")
    ),
    f"{Kind.QUESTION}.question_used": Words(
        gettext_lazy("Made a question of the article"), gettext_lazy("Question taken out of the article")
    ),
    f"{Kind.QUESTION}.question_taken_out": Words(
        gettext_lazy("Question taken out of the article"), gettext_lazy("Question put back into the article's text")
    ),
    Kind.RULE: Words(gettext_lazy("Rule changed"), gettext_lazy("Rule as it was before")),
    Kind.SETTINGS: Words(gettext_lazy("Discussion settings changed"), gettext_lazy("Settings as they were before")),
    Kind.MODE_SET: Words(gettext_lazy("Mode set"), gettext_lazy("Mode as it was before")),
    Kind.MODE_ENDED: Words(gettext_lazy("Mode ended"), gettext_lazy("Mode in force again")),
    Kind.KEPT: Words(gettext_lazy("Reports dismissed"), gettext_lazy("Reports open again")),
    Kind.DENIED: Words(gettext_lazy("Appeal denied"), gettext_lazy("Appeal open again")),
    Kind.LEGAL: Words(gettext_lazy("Notice of illegal content decided"), gettext_lazy("Notice open again")),
}


def said(kind: str, reason: str, *, is_undo: bool) -> str:
    words = WORDS.get(f"{kind}.{reason}") or WORDS.get(kind)
    if words is None:
        return name_of(kind)
    return str(words.undone if is_undo else words.done)


def name_of(kind: str) -> str:
    """A kind of a newer release is shown as it is."""
    return str(Kind(kind).label) if kind in Kind.values else kind.replace("_", " ")


def choices() -> list[tuple[str, str]]:
    return [("", _("any")), *((kind, name_of(kind)) for kind in Kind.values)]
