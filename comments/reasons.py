"""Every reason code there is: why a comment stands where it stands, for moderators and for its author.

`label` is a clause for the desk and the log ("every comment waits for a person"). `sentence` is what the author reads
on the status page; without one the author learns the status alone. Those of rejections are kept by the editors:
comments/rejections.py reads them.
"""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comments import rejections

Text = str | Promise


class Reason(NamedTuple):
    label: Text
    sentence: Text = ""


COMPLAINTS: dict[str, Reason] = {
    "insult": Reason(_("insult"), _("It attacks a person.")),
    "promotion": Reason(_("promotion"), _("It advertises something.")),
    "off_topic": Reason(_("off topic"), _("It has nothing to do with the article.")),
    "private": Reason(_("private matters"), _("It tells private things about somebody.")),
    "unlawful": Reason(_("unlawful words"), _("It may break the law.")),
    "untrue": Reason(_("false claim"), _("It states as a fact what is not true.")),
    "other": Reason(_("something else"), _("It goes against the guideline in another way.")),
}
"""What readers choose from when they report a comment, in this order. The sentence is what they choose."""

RESTRICTIONS: dict[str, Reason] = {
    "repeated_insults": Reason(_("repeated attacks on people"), _("Your comments have attacked people.")),
    "repeated_promotion": Reason(_("repeated promotion"), _("Your comments have advertised something.")),
    "disruption": Reason(_("disruption"), _("Your comments have kept others from talking about the article.")),
    "unlawful": Reason(_("unlawful words"), _("Your comments may have broken the law.")),
    "evasion": Reason(_("evasion of an earlier restriction"), _("An earlier restriction was evaded.")),
    "other_cause": Reason(_("another cause"), _("Your comments did not keep to our guideline.")),
}
"""Why somebody is restricted, in the order in which a moderator chooses. The sentence is what they read."""

REASONS: dict[str, Reason] = {
    **RESTRICTIONS,
    # after the spam check
    "every_comment": Reason(_("every comment waits for a person")),
    "trap": Reason(_("the hidden field was filled in")),
    "too_fast": Reason(_("sent quicker than a person writes")),
    "links": Reason(_("it has several links")),
    "parent_hidden": Reason(_("the comment it answers is not public")),
    "on_hold": Reason(_("a moderator reads all that this person writes")),
    "restricted": Reason(_("its author is suspended or banned")),
    "word_rejected": Reason(_("it has words of the list that rejects"), _("It has words that are not published here.")),
    "word_held": Reason(_("it has words of the list that holds")),
    "first_comment": Reason(_("its author is new or not confirmed")),
    "often_rejected": Reason(_("its author was often rejected of late")),
    "rule_failed": Reason(_("a rule could not be applied")),
    "not_checked": Reason(_("not spam-checked")),
    "not_checked_no_key": Reason(_("not spam-checked: Akismet is not configured")),
    "not_checked_gave_up": Reason(_("not spam-checked: no answer in 15 days")),
    "not_checked_unsendable": Reason(_("not spam-checked: it cannot be sent to Akismet")),
    "not_checked_staff": Reason(_("not spam-checked: written by staff")),
    "not_checked_nothing_stored": Reason(_("not spam-checked: the request it came with is no longer kept")),
    "akismet": Reason(_("the spam check takes it for spam")),
    "akismet_discard": Reason(_("the spam check takes it for blatant spam")),
    "trusted": Reason(_("published at once: an account with enough approved comments")),
    # of an import
    "imported": Reason(_("it waited when it was moved here from the former site")),
    "imported_trash": Reason(_("it was in the trash of the former site")),
    "imported_spam": Reason(_("it was spam on the former site")),
    # by people
    "moderator": Reason(_("marked as spam by a moderator")),
    "not_spam": Reason(_("marked as not spam by a moderator")),
    "put_back": Reason(_("put back by a moderator, to be decided anew")),
    "rule_undone": Reason(_("a moderator has taken back what a rule decided")),
    "check_again": Reason(_("a moderator has asked for the spam check again")),
    "publishes_at_once": Reason(_("published by staff under their own name")),
    "edited": Reason(_("its author has changed the text")),
    "erased": Reason(_("its author had all that was kept about them erased")),
}


def label_of(code: str) -> str:
    """For moderators. A code from a newer or older release is shown as it is."""
    found = _find(code)
    return str(found.label) if found else code.replace("_", " ")


def complaint_of(code: str) -> str:
    """Why a reader has reported a comment."""
    return str(COMPLAINTS[code].label) if code in COMPLAINTS else code.replace("_", " ")


def sentence_of(code: str) -> str:
    """For the author; empty when there is nothing to tell."""
    found = _find(code)
    return str(found.sentence) if found else ""


def clause_of(code: str) -> str:
    """Of the guideline, which the author is told; empty when the editors name none."""
    found = rejections.find(code)
    return found.clause if found else ""


def rejection_choices() -> list[tuple[str, str]]:
    return rejections.choices()


def _find(code: str) -> Reason | rejections.Rejection | None:
    return REASONS.get(code) or (rejections.find(code) if code else None)
