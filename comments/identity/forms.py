from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import PageForm
from comments.forms import LONGEST_EMAIL, LONGEST_EMAIL_BYTES, limit_bytes
from comments.text import clean_line


class AddressForm(PageForm):
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=LONGEST_EMAIL,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Enter the e-mail address that is to be confirmed."),
            "invalid": _("Enter a whole e-mail address such as name@example.org."),
            "max_length": _("This address has %(show_value)d characters; one has at most %(limit_value)d."),
        },
    )
    then = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        cleaned = None if data is None else {name: clean_line(str(data.get(name, ""))) for name in ("email", "then")}
        super().__init__(cleaned, **kwargs)

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        limit_bytes(email, LONGEST_EMAIL_BYTES)
        return email
