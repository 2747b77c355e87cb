from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms import Limited, PageForm, fields_with_errors_under
from accounts.second_factor.forms import PasswordForm
from comments.models.report import WORDS
from comments.text import clean_text


class AppealForm(PageForm):
    words = forms.CharField(
        label=_("What should they know?"),
        required=False,
        max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        help_text=_("Moderators alone read this."),
        error_messages={"max_length": _("This has %(show_value)d characters; shorten it to %(limit_value)d.")},
    )

    def clean_words(self) -> str:
        return clean_text(self.cleaned_data["words"])


def word() -> str:
    """What somebody types who means it."""
    return gettext("erase")


class EraseForm(Limited, forms.Form):
    helper = fields_with_errors_under(_("Nothing is erased"))
    word = forms.CharField(widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["word"]
        field.label = gettext("Type “%(word)s”, if that is what you want") % {"word": word()}
        field.error_messages["required"] = self.told

    @property
    def told(self) -> str:
        return gettext("Type “%(word)s”, so that nothing is erased by mistake.") % {"word": word()}

    def clean_word(self) -> str:
        if str(self.cleaned_data["word"]).strip().casefold() != word().casefold():
            raise ValidationError(self.told, "word")
        return word()


class EraseAccountForm(EraseForm, PasswordForm):
    """A browser may stand unattended, and what is erased does not come back."""

    field_order = ("word", "password")
