from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import PageForm
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
