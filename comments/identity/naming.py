"""What a public name of an account has to be, as that of a guest has."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.readers import names
from comments.evidence import Writer
from comments.forms import LONGEST_NAME
from comments.identity import reserved
from comments.text import clean_line, is_blank


def register() -> None:
    names.RULES.append(as_kept)


def as_kept(name: str, user: User | None) -> str:
    """A rule of accounts/readers/names.py."""
    name = clean_line(name)
    if is_blank(name):
        raise ValidationError(_("Enter the name that shall stand over your comments."), "required")
    if len(name) > LONGEST_NAME:
        told = {"show_value": len(name), "limit_value": LONGEST_NAME}
        raise ValidationError(
            _("This name has %(show_value)d characters; shorten it to %(limit_value)d."), "max_length", told
        )
    if "@" in name:
        raise ValidationError(_("This looks like an e-mail address, and everybody would see it."), "address")
    if reserved.is_taken(Writer(user, name, "", "")):
        raise ValidationError(_reserved(), "reserved_name")
    return name


def _reserved() -> str:
    return _(
        "This name is that of somebody of this newspaper, or could be taken for it. If it is your name as well, add"
        " something that tells you apart."
    )
