from __future__ import annotations

from django.forms import CharField, TextInput
from django.utils.translation import gettext_lazy as _

from accounts.passkeys.keys import LONGEST_NAME
from accounts.second_factor.forms import PasswordForm


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


class RemoveForm(PasswordForm):
    title = _("The passkey is not removed")
