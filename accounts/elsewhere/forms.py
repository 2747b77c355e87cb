from __future__ import annotations

from django.forms import CharField, TextInput
from django.utils.translation import gettext_lazy as _

from accounts.forms import PageForm, fields_with_errors_under
from accounts.readers import names
from accounts.second_factor.forms import PasswordForm


class JoinForm(PageForm):
    """What a newcomer wants to be called here: what the other site calls them is a proposal that they see first."""

    helper = fields_with_errors_under(_("Your account is not made"))
    name = CharField(
        label=_("Public name"),
        max_length=60,
        widget=TextInput(attrs={"autocomplete": "nickname"}),
        help_text=_("It stands beside your comments, for everybody to read."),
    )

    def clean_name(self) -> str:
        return names.cleaned(self.cleaned_data["name"])


class ConnectForm(PasswordForm):
    """A further way into an account is opened by its owner alone, not by whoever finds the browser."""

    title = _("Nothing is connected")
