"""Before a comment is recorded: that a moderator will want to read it first, so that its author may change it."""

from __future__ import annotations

from comments import refusals
from comments.evidence import Writer
from comments.forms import CommentForm
from comments.rules import current
from comments.rules.automaton import OverBudget
from comments.rules.saying import Said
from comments.writers import publishes_at_once

RULE = "words_hold"


def check(form: CommentForm, writer: Writer) -> None:
    """Raises Refused, once: who says "as it is" is not asked again. Which words it is about stays the editors' own."""
    if form.cleaned_data["as_is"] or publishes_at_once(writer.user):
        return
    rules = current.in_force()
    chosen = rules.settings[RULE]
    if not chosen["nudge"]:
        return
    said = Said(form.html, writer.name, writer.email, writer.website)
    try:
        found = said.hits(rules.words, chosen["fields"])
    except OverBudget:
        return  # the check will hold it
    if any(hit.entry.rule == RULE for hits in found.values() for hit in hits):
        raise refusals.nudged()
