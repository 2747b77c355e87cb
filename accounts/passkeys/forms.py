from __future__ import annotations

from django.forms import CharField, TextInput
from django.utils.translation import gettext_lazy as _

from accounts.forms import fields_with_errors_under
from accounts.passkeys.keys import LONGEST_NAME
from accounts.second_factor.forms import AboutAccount, PasswordForm


class AddForm(PasswordForm):
    """Asked before the device is: a key that lies on it already must not be refused for a wrong password."""

    title = _("No passkey was added")
    name = CharField(
        label=_("Name"),
        required=False,
        max_length=LONGEST_NAME,
        widget=TextInput(attrs={"autocomplete": "off"}),
        help_text=_("By which you know it again later, such as “telephone” or “blue key”."),
    )
    field_order = ("name", "password")


class RenameForm(AboutAccount):
    helper = fields_with_errors_under(_("The name is not changed"))
    name = CharField(
        label=_("Name"),
        max_length=LONGEST_NAME,
        widget=TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
        help_text=_("By which you know it again later, such as “telephone” or “blue key”."),
        error_messages={"required": _("Enter a name by which you know it again.")},
    )


class RemoveForm(PasswordForm):
    title = _("The passkey is not removed")
