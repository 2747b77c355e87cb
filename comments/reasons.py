"""Every reason code there is: why a comment stands where it stands, for moderators and for its author.

`label` is a clause for the desk and the log ("every comment waits for a person"). `sentence` is what the author reads
on the status page; without one the author learns the status alone.
"""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

Text = str | Promise


class Reason(NamedTuple):
    label: Text
    sentence: Text = ""


REJECTIONS: dict[str, Reason] = {
    "off_topic": Reason(_("off topic"), _("It does not deal with the subject of the article.")),
    "insult": Reason(_("insult"), _("It attacks a person instead of answering what was said.")),
    "promotion": Reason(_("promotion"), _("It advertises something.")),
    "illegal": Reason(_("illegal"), _("It may break the law.")),
    "duplicate": Reason(_("duplicate"), _("The same text has been sent before.")),
    "other": Reason(_("other"), _("It does not keep to our guideline.")),
}
"""What a moderator chooses from when rejecting, in this order."""

RESTRICTIONS: dict[str, Reason] = {
    "repeated_insults": Reason(_("repeated attacks on people"), _("Your comments have attacked people.")),
    "repeated_promotion": Reason(_("repeated promotion"), _("Your comments have advertised something.")),
    "disruption": Reason(_("disruption"), _("Your comments have kept others from talking about the article.")),
    "unlawful": Reason(_("unlawful words"), _("Your comments may have broken the law.")),
    "evasion": Reason(_("evasion of an earlier restriction"), _("An earlier restriction was evaded.")),
    "other_cause": Reason(_("another cause"), _("Your comments did not keep to our guideline.")),
}
"""Why somebody is restricted, in the order in which a moderator chooses. The sentence is what they read."""

REASONS: dict[str, Reason] = REJECTIONS | {
    **RESTRICTIONS,
    # after the spam check
    "every_comment": Reason(_("every comment waits for a person")),
    "trap": Reason(_("the hidden field was filled in")),
    "too_fast": Reason(_("sent quicker than a person writes")),
    "links": Reason(_("it has several links")),
    "parent_hidden": Reason(_("the comment it answers is not public")),
    "on_hold": Reason(_("a moderator reads all that this person writes")),
    "restricted": Reason(_("its author is suspended or banned")),
    "not_checked": Reason(_("not spam-checked")),
    "not_checked_no_key": Reason(_("not spam-checked: Akismet is not configured")),
    "not_checked_gave_up": Reason(_("not spam-checked: no answer in 15 days")),
    "not_checked_unsendable": Reason(_("not spam-checked: it cannot be sent to Akismet")),
    "not_checked_staff": Reason(_("not spam-checked: written by staff")),
    "not_checked_nothing_stored": Reason(_("not spam-checked: the request it came with is no longer kept")),
    "akismet": Reason(_("the spam check takes it for spam")),
    "akismet_discard": Reason(_("the spam check takes it for blatant spam")),
    "trusted": Reason(_("published at once: an account with enough approved comments")),
    # by people
    "moderator": Reason(_("marked as spam by a moderator")),
    "not_spam": Reason(_("marked as not spam by a moderator")),
    "check_again": Reason(_("a moderator has asked for the spam check again")),
    "publishes_at_once": Reason(_("published by staff under their own name")),
    "edited": Reason(_("its author has changed the text")),
}


def label_of(code: str) -> str:
    """For moderators. A code from a newer or older release is shown as it is."""
    return str(REASONS[code].label) if code in REASONS else code.replace("_", " ")


def sentence_of(code: str) -> str:
    """For the author; empty when there is nothing to tell."""
    return str(REASONS[code].sentence) if code in REASONS else ""


def rejection_choices() -> list[tuple[str, str]]:
    return [(code, capfirst(str(reason.label))) for code, reason in REJECTIONS.items()]
