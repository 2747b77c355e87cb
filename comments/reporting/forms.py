"""The forms: which fields there are, how long they may be, and what is said when one can't be taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from crispy_forms.layout import Layout
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.forms import PageForm
from comments.models.report import WORDS
from comments.reasons import COMPLAINTS
from comments.text import clean_line, clean_text

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

TOO_LONG = _("This has %(show_value)d characters; shorten it to %(limit_value)d.")


def text_field(
    label: StrOrPromise,
    longest: int,
    *,
    rows: int = 1,
    required: StrOrPromise | None = None,
    help_text: StrOrPromise = "",
    **attrs: str,
) -> forms.CharField:
    """Of one line, or of several `rows`; `required` is what is said when it is empty, `attrs` are the widget's."""
    known = {"dir": "auto", **attrs}
    several = forms.Textarea(attrs={"rows": rows, "class": "field-short"} | known)
    return forms.CharField(
        label=label,
        required=required is not None,
        max_length=longest,
        widget=several if rows > 1 else forms.TextInput(attrs=known),
        help_text=help_text,
        error_messages={"max_length": TOO_LONG} | ({"required": required} if required else {}),
    )


class TokenForm(PageForm):
    """Takes what `posted` returns. `PURPOSE` is what its token is signed for."""

    PURPOSE: ClassVar[str]
    LONG: ClassVar[frozenset[str]]  # fields with line breaks

    token = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: dict[str, str] | None = None, **kwargs: Any) -> None:
        self.typed = {} if data is None else data
        super().__init__(None if data is None else self.typed, **kwargs)

    @classmethod
    def posted(cls, data: QueryDict) -> dict[str, str]:
        """The form's fields alone, cleaned; of one that is sent twice the last."""
        given = {name: str(data[name]) for name in cls.base_fields if data.getlist(name)}
        return {name: clean_text(value) if name in cls.LONG else clean_line(value) for name, value in given.items()}

    @property
    def layout(self) -> Layout:
        return Layout(*self.fields)


class ReportForm(TokenForm):
    PURPOSE, LONG = "report", frozenset({"words"})

    reason = forms.ChoiceField(
        label=_("What is wrong with it?"),
        choices=lambda: [(code, reason.sentence) for code, reason in COMPLAINTS.items()],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what is wrong with it."),
            "invalid_choice": _("Choose one of these."),
        },
    )
    words = text_field(_("In your own words"), WORDS, rows=4, help_text=_("Moderators alone read this."))
    tell = forms.BooleanField(label="", required=False)

    def __init__(self, data: dict[str, str] | None = None, *, address: str = "", **kwargs: Any) -> None:
        """`address`: proven, of whoever reports; without one no letter is offered here."""
        super().__init__(data, **kwargs)
        if address:
            self.fields["tell"].label = _("Write to me at %(address)s when it is decided") % {"address": address}
        else:
            del self.fields["tell"]
