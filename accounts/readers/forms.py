"""What readers type about their account. Its helpers and errors are those of all forms here; a view says what becomes
of what is valid."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.forms import WHAT_IS_GOOD, PageForm
from accounts.models import User
from accounts.readers import names

LONGEST_PASSWORD = 500  # characters: more are nobody's, and cost hashing
CURRENT, NEW = ({"autocomplete": each} for each in ("current-password", "new-password"))


def email_field(help_text: str | Promise = "") -> forms.EmailField:
    return forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=cast(str, help_text),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Enter your e-mail address."),
            "invalid": _("Enter a whole e-mail address such as name@example.org."),
            "max_length": _("This address has %(show_value)d characters; one has at most %(limit_value)d."),
        },
    )


def new_password_field(label: str | Promise) -> forms.CharField:
    return forms.CharField(
        label=cast(str, label),
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs=NEW),
        help_text=WHAT_IS_GOOD,
        error_messages={"required": _("Choose a password.")},
    )


class ForAddress(PageForm):
    """For the link to a new password, and for that of the sign-up once more."""

    email = email_field()

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class PublicName(PageForm):
    title = _("Your name is not changed")
    name = forms.CharField(
        label=_("Public name"),
        widget=forms.TextInput(attrs={"autocomplete": "nickname", "dir": "auto"}),
        help_text=_("It stands over your comments, for everybody to see."),
        error_messages={"required": _("Enter the name that shall stand over your comments.")},
    )

    def __init__(self, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_name(self) -> str:
        return names.cleaned(self.cleaned_data["name"], self.user)


class SignUp(PublicName, ForAddress):
    title = _("Your account is not made")
    email = email_field(_("Never shown. A link is sent there, by which you confirm that it is yours."))
    password = new_password_field(_("Password"))
    field_order = ("email", "name", "password")

    def _post_clean(self) -> None:
        """Once the other fields are known, which a password must not be like."""
        super()._post_clean()  # type: ignore[misc]
        known = {"email": self.cleaned_data.get("email", ""), "public_name": self.cleaned_data.get("name", "")}
        validate(self, User(**known))


class SetPassword(PageForm):
    title = _("Your password is not changed")
    password = new_password_field(_("New password"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        validate(self, self.user)


def validate(form: PageForm, user: User) -> None:
    """By Django's validators, as the settings have them."""
    if password := form.cleaned_data.get("password"):
        try:
            password_validation.validate_password(password, user)
        except ValidationError as refused:
            form.add_error("password", refused)
