from math import ceil
from typing import Any, cast

from allauth.account.models import EmailAddress
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, UsernameField
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.forms import Form, TextInput
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.limits import LimitReached, Spent, give_back, take
from accounts.models import User
from accounts.tries import cost_of_a_try

WHAT_IS_GOOD = cast(
    str,
    _(
        "Ten characters or more, and not one of those that everybody thinks of. A few words that only you would put"
        " together are good; digits and signs need not be in it."
    ),
)
"""About a new password."""


def fields_with_errors_under(title: Promise, *fields: str) -> FormHelper:
    """Renders these fields, else all, alone: the form's tag, token and button stand in the template."""
    helper = FormHelper()
    helper.layout = Layout(*fields) if fields else None
    helper.form_tag = False
    helper.disable_csrf = True
    helper.form_error_title = title
    return helper


class PageForm(Form):
    """Its tag, token and buttons stand in the template of its page."""

    title: Promise | None = None
    """Over the list of errors; without one it says that nothing is sent yet."""

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.layout = self.layout
        helper.form_tag = False
        helper.disable_csrf = True
        helper.form_error_title = self.title or ""
        return helper

    @property
    def layout(self) -> Layout | None:
        """None shows all fields in their order."""
        return None

    def refuse(self, sentence: str, code: str) -> None:
        """Says in the list of errors why it is not taken as a whole."""
        self.full_clean()
        self.add_error(None, ValidationError(sentence, code))


class Limited:
    """A form that looks at a password or a code, so often and no more."""

    retry_after = 0
    """Seconds to wait, when there were too many tries and nothing was looked at."""

    def begin(self, tried: Spent) -> None:
        try:
            with transaction.atomic():
                take(tried)
        except LimitReached as refusal:
            self.retry_after = refusal.retry_after
            raise ValidationError(self.too_many(refusal.retry_after), "too_many_tries") from refusal

    def too_many(self, seconds: int) -> str:
        minutes = ceil(seconds / 60)
        return ngettext(
            "Too many tries. Your password was not looked at: wait %(minutes)d minute and try again.",
            "Too many tries. Your password was not looked at: wait %(minutes)d minutes and try again.",
            minutes,
        ) % {"minutes": minutes}


class SignInForm(Limited, AuthenticationForm):
    """One name, one password. Says the same of a wrong password, an unknown name and an account that may not enter."""

    helper = fields_with_errors_under(_("You are not signed in"))
    username = UsernameField(
        label=_("Username or e-mail address"), max_length=254, widget=TextInput(attrs={"autofocus": True})
    )

    error_messages = AuthenticationForm.error_messages | {
        "invalid_login": _("This name and password don’t belong together. Mind capital and small letters."),
    }

    def clean(self) -> dict[str, Any]:
        if not {"username", "password"} <= self.cleaned_data.keys():
            return self.cleaned_data
        typed = self.cleaned_data["username"]
        self.cleaned_data["username"] = username_of(typed)
        tried = cost_of_a_try(cast(HttpRequest, self.request), self.cleaned_data["username"], typed)
        self.begin(tried)
        cleaned = super().clean()
        give_back(tried)
        return cleaned


def username_of(name: str) -> str:
    """Of the account that has confirmed this address, unless it is somebody's username. All names cost the same."""
    confirmed = EmailAddress.objects.filter(email=name.strip().lower(), verified=True)
    meant = User.objects.filter(Q(username=name) | Q(pk__in=confirmed.values("user")))
    found = list(meant.values_list("username", flat=True))
    return name if name in found or not found else str(found[0])


class StaffSignInForm(SignInForm):
    """The admin's door, which also refuses who has no business in there."""

    def confirm_login_allowed(self, user: User) -> None:
        super().confirm_login_allowed(user)
        if not user.is_staff:
            raise self.get_invalid_login_error()


class NewPasswordForm(Limited, PasswordChangeForm):
    helper = fields_with_errors_under(_("Your password is not changed"))

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        old, new, again = (self.fields[name] for name in ("old_password", "new_password1", "new_password2"))
        old.label, again.label = _("Your password"), _("The new password once more")
        new.help_text, again.help_text = WHAT_IS_GOOD, ""

    def clean_old_password(self) -> str:
        tried = cost_of_a_try(self.request, self.user.username)
        self.begin(tried)
        password: str = super().clean_old_password()
        give_back(tried)
        return password
