from __future__ import annotations

from math import ceil
from typing import Any

from crispy_forms.helper import FormHelper
from django.core.exceptions import ValidationError
from django.forms import CharField, ChoiceField, Form, PasswordInput, TextInput
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts import proof
from accounts.forms import Limited, fields_with_errors_under
from accounts.limits import give_back
from accounts.models import User
from accounts.second_factor import codes, demand, secret
from accounts.tries import cost_of_a_code, cost_of_a_try

A_CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "autocapitalize": "off", "spellcheck": "false"}


class AboutAccount(Limited, Form):
    def __init__(self, *args: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request, self.user = request, user


class CodeForm(AboutAccount):
    """A code of the app or a recovery code, used up when it is right."""

    helper = fields_with_errors_under(_("The code is not accepted"))
    code = CharField(
        label=_("Code"),
        max_length=20,
        widget=TextInput(attrs=A_CODE | {"autofocus": True}),
        help_text=_("The six digits that your authenticator app shows now, or one of your recovery codes."),
    )

    def clean_code(self) -> str:
        tried = cost_of_a_code(self.request, self.user.pk, self.user.username)
        self.begin(tried)
        if not codes.spend(self.user, self.cleaned_data["code"]):
            raise ValidationError(_("This is not the code of now, or it has been used already."), "wrong_code")
        give_back(tried)
        return str(self.cleaned_data["code"])

    def too_many(self, seconds: int) -> str:
        minutes = ceil(seconds / 60)
        return ngettext(
            "Too many tries. Your code was not looked at: wait %(minutes)d minute and try again.",
            "Too many tries. Your code was not looked at: wait %(minutes)d minutes and try again.",
            minutes,
        ) % {"minutes": minutes}


class PasswordForm(AboutAccount):
    """Who changes what protects an account proves once more that it is theirs: a browser may stand unattended."""

    title = _("Nothing is changed")
    hidden: tuple[str, ...] = ()
    """Fields that stand in the template."""
    proofs: tuple[str, ...] = ("password",)
    """Fields that need not be filled in where something has just been shown that is worth more."""
    password = CharField(
        label=_("Your password"), strip=False, widget=PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if proof.is_fresh(self.request):
            for name in self.proofs:
                del self.fields[name]

    @property
    def helper(self) -> FormHelper:
        return fields_with_errors_under(self.title, *(name for name in self.fields if name not in self.hidden))

    def clean_password(self) -> str:
        tried = cost_of_a_try(self.request, self.user.username)
        self.begin(tried)
        if not self.user.check_password(self.cleaned_data["password"]):
            raise ValidationError(_("This is not your password."), "wrong_password")
        give_back(tried)
        return str(self.cleaned_data["password"])


class SetUpForm(PasswordForm):
    title = _("Your second factor is not set up")
    hidden = ("sealed",)
    sealed = CharField()
    code = CharField(
        label=_("Code"),
        max_length=20,
        widget=TextInput(attrs=A_CODE),
        help_text=_("The six digits that the app shows."),
    )
    field_order = ("sealed", "code", "password")

    def clean_sealed(self) -> str:
        """The secret itself, which the page carries to and fro."""
        try:
            return secret.opened(self.cleaned_data["sealed"], self.user)
        except secret.Unreadable:
            raise ValidationError(_("This page was open for too long: scan the new picture."), "too_old") from None

    def clean_code(self) -> int:
        """The half minute to which it belongs."""
        code = "".join(self.cleaned_data["code"].split())
        counter = codes.counter_of(self.cleaned_data["sealed"], code) if "sealed" in self.cleaned_data else None
        if counter is None:
            raise ValidationError(_("This is not the code of now. Is the clock of your device right?"), "wrong_code")
        return counter


class ChangeForm(PasswordForm, CodeForm):
    """For new recovery codes, or to do without: whoever has lost the device shows one of the old codes."""

    hidden = ("act",)
    proofs = ("password", "code")
    act = ChoiceField(choices=[("codes", ""), ("remove", "")])
    field_order = ("act", "password", "code")

    def clean_act(self) -> str:
        """Codes stand in for something, and what stands in for the app is a passkey."""
        act, factors = str(self.cleaned_data["act"]), codes.factors_of(self.user)
        left = factors.exclude(type=codes.TOTP) if act == "remove" else factors
        if act == "remove" and demand.is_asked_of(self.user) and not left.exists():
            raise ValidationError(_("Your role asks for a second factor: it can't be removed."), "is_asked_for")
        if not factors.exists():
            raise ValidationError(_("You have no second factor."), "none")
        return act

    def clean_code(self) -> str:
        """Not used up by a form that is refused for something else."""
        return super().clean_code() if {"act", "password"} <= self.cleaned_data.keys() else ""
