"""Forms in which somebody shows once more that an account is theirs, bounded like signing in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from allauth.account.models import EmailAddress
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.forms import Limited, PageForm
from accounts.limits import give_back
from accounts.readers.forms import CURRENT, LONGEST_PASSWORD, email_field
from accounts.second_factor.forms import PasswordForm
from accounts.tries import cost_of_a_try


class Proof(Limited, PageForm):
    """The password of one of those who say that an address is theirs, whoever is signed in here: it alone says who is
    there. `proven` is then what they say; tries count for the first one, whose link it was."""

    title = _("Your address is not confirmed")
    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs=CURRENT),
    )

    def __init__(self, *args: Any, request: HttpRequest, claims: Sequence[EmailAddress], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request, self.claims = request, claims
        self.proven = claims[0]

    def clean_password(self) -> str:
        tried = cost_of_a_try(self.request, self.claims[0].user.username)
        self.begin(tried)
        password: str = self.cleaned_data["password"]
        proven = next((claim for claim in self.claims if claim.user.check_password(password)), None)
        if proven is None:
            raise ValidationError(_("This is not the password of this account."), "wrong_password")
        give_back(tried)
        self.proven = proven
        return password


class AddAddress(PasswordForm):
    email = email_field(_("A link is sent there, by which you confirm that it is yours."))
    field_order = ("email", "password")

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class ActOnAddress(PasswordForm):
    """What the button says that was pressed stands in `act`."""

    hidden = ("act",)
    act = forms.ChoiceField(choices=[(each, each) for each in ("main", "remove")])
