from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from comments.models import Ground
from comments.models.legal import LONGEST_EMAIL, LONGEST_LAW, LONGEST_NAME, LONGEST_PASSAGE, LONGEST_WORDS, NAMELESS
from comments.reporting.forms import TOO_LONG, TokenForm, text_field
from comments.text import is_blank

_NO_REASON = _("Say why it is against the law: without that nobody can decide.")


class LegalForm(TokenForm):
    """Asks for what article 16 (2) asks for. Where it stands is the comment itself."""

    PURPOSE, LONG = "legal", frozenset({"why"})

    ground = forms.ChoiceField(
        label=_("What is against the law?"),
        choices=Ground.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is against the law."), "invalid_choice": _("Choose one of these.")},
    )
    passage = text_field(
        _("Which words?"), LONGEST_PASSAGE, help_text=_("Copied from the comment, if it is a part of it.")
    )
    why = text_field(
        _("Why?"),
        LONGEST_WORDS,
        rows=6,
        required=_NO_REASON,
        help_text=_("What the facts are, and how you know. Who decides must be able to follow it."),
    )
    law = text_field(_("Which law or right?"), LONGEST_LAW, help_text=_("If you know it."))
    name = text_field(_("Your name"), LONGEST_NAME, autocomplete="name")
    email = forms.EmailField(
        label=_("Your e-mail"),
        required=False,
        max_length=LONGEST_EMAIL,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_(
            "The law asks for name and e-mail, except where children are abused. The commenter never sees them."
        ),
        error_messages={
            "invalid": _("Enter a whole e-mail address such as name@example.org."),
            "max_length": TOO_LONG,
        },
    )
    good_faith = forms.BooleanField(
        label=_("I believe in good faith that what I say here is right and complete"),
        error_messages={"required": _("Tick that you believe what you say.")},
    )

    def __init__(self, data: dict[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.order_fields([*(name for name in self.fields if name != "token"), "token"])

    def clean_why(self) -> str:
        why: str = self.cleaned_data["why"]
        if is_blank(why):
            raise ValidationError(_NO_REASON, "required")
        return why

    def clean(self) -> None:
        if self.cleaned_data.get("ground") in {None, *NAMELESS}:
            return
        for name, sentence in (
            ("name", _("Enter your name: the law asks for it here.")),
            ("email", _("Enter your e-mail address: the law asks for it here.")),
        ):
            if name not in self.errors and is_blank(self.cleaned_data.get(name, "")):
                self.add_error(name, ValidationError(sentence, "required"))
