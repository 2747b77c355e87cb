"""The comment form: which fields there are, how long they may be, and what is said when one can't be taken."""

from typing import Any
from urllib.parse import urlsplit

from crispy_forms.layout import Div, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.forms import PageForm
from accounts.models import User
from comments import markup
from comments.models import Contact
from comments.spam import TRAP_FIELD
from comments.text import clean_line, clean_text, is_blank
from outbox import mail

# In characters. Four bytes each is the most UTF-8 needs; where a protocol counts bytes, that limit stands beside it.
LONGEST_COMMENT = 10_000
LONGEST_NAME = 60
LONGEST_EMAIL = 254
LONGEST_EMAIL_BYTES = 254
LONGEST_WEBSITE = 200
LONGEST_WEBSITE_BYTES = 500
LONGEST_TRAP = 200

PERSONAL = ("name", "email", "website", "remember")
KNOWN = ("email", "remember")  # of who has confirmed an address

_EMPTY = _("Please write something: there is no text in your comment.")
_NO_NAME = _("Enter the name that shall stand over your comment.")
_WEBSITE = _("Enter a whole web address such as https://example.org, or leave this empty.")


def posted(data: QueryDict) -> dict[str, str]:
    """The form's fields alone, cleaned; of one that is sent twice the last, of anything else nothing."""
    given = {name: str(data[name]) for name in CommentForm.base_fields if data.getlist(name)}
    return {name: clean_text(value) if name == "comment" else clean_line(value) for name, value in given.items()}


def limit_bytes(value: str, most: int) -> None:
    if len(value.encode()) > most:
        raise ValidationError(_("This is too long: shorten it to %(most)d bytes."), "max_bytes", {"most": most})


class CommentForm(PageForm):
    """Takes what `posted` returns. Whoever is signed in writes under the account's name and is not asked for one; who
    has confirmed an address is asked for a name alone."""

    comment = forms.CharField(
        label=_("Comment"),
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(
            attrs={
                "rows": 9,
                "dir": "auto",
                "data-most": LONGEST_COMMENT,
                "data-left": _("Characters left:"),
                "data-over": _("Characters too many:"),
            }
        ),
        help_text=_("*emphasis*, **strong**, `code`. A line that begins with &gt; is a quotation."),
        error_messages={
            "required": _EMPTY,
            "max_length": _("Your comment has %(show_value)d characters; shorten it to %(limit_value)d."),
        },
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
        error_messages={
            "required": _NO_NAME,
            "max_length": _("This name has %(show_value)d characters; shorten it to %(limit_value)d."),
        },
    )
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=LONGEST_EMAIL,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("Never shown. Moderators recognize you by it, and the spam check is told."),
        error_messages={
            "required": _("Enter your e-mail address. It is not shown to anybody but moderators and the spam check."),
            "invalid": _("Enter a whole e-mail address such as name@example.org."),
            "max_length": _("This address has %(show_value)d characters; one has at most %(limit_value)d."),
        },
    )
    website = forms.URLField(
        label=_("Website"),
        required=False,
        max_length=LONGEST_WEBSITE,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"autocomplete": "url"}),
        help_text=_("Your name will link to it."),
        error_messages={
            "invalid": _WEBSITE,
            "max_length": _("This address has %(show_value)d characters; shorten it to %(limit_value)d."),
        },
    )
    remember = forms.BooleanField(
        label=_("Remember me in this browser"),
        required=False,
        help_text=_("Keeps name, e-mail and website in a cookie for a year."),
    )
    replies = forms.BooleanField(
        label=_("Mail me the decision and replies"),
        required=False,
        help_text=_(
            "After the spam check a link is mailed by which you confirm your address; nothing else before that. Every"
            " mail has a link that ends it."
        ),
    )
    subject = forms.CharField(  # the trap, under the name that the spam check is told: TRAP_FIELD
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    token = forms.CharField(required=False, widget=forms.HiddenInput)
    parent = forms.CharField(required=False, widget=forms.HiddenInput)
    as_is = forms.BooleanField(required=False, widget=forms.HiddenInput)  # sent by a button, after a nudge

    def __init__(
        self,
        data: dict[str, str] | None = None,
        *,
        user: User | None = None,
        contact: Contact | None = None,
        **kwargs: Any,
    ) -> None:
        self.typed = {} if data is None else data
        super().__init__(None if data is None else self.typed, **kwargs)
        del self.fields["comment"].widget.attrs["maxlength"]  # browsers would cut off what is pasted, without a word
        self.user, self.contact = user, None if user else contact
        for name in PERSONAL if user else KNOWN if contact else ():
            del self.fields[name]
        if not mail.is_configured():
            del self.fields["replies"]
        elif self.contact or (user and not user.is_staff):  # whose address has been confirmed
            self.fields["replies"].help_text = _("Every mail has a link that ends it.")

    def clean_comment(self) -> str:
        comment: str = self.cleaned_data["comment"]
        self.html = "" if is_blank(comment) else markup.render(comment)
        if markup.is_blank(self.html):
            raise ValidationError(_EMPTY, "required")
        return comment

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if is_blank(name):
            raise ValidationError(_NO_NAME, "required")
        return name

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        limit_bytes(email, LONGEST_EMAIL_BYTES)
        return email

    def clean_website(self) -> str:
        website: str = self.cleaned_data["website"]
        if website:
            URLValidator(schemes=["http", "https"], message=_WEBSITE)(website)
            limit_bytes(website, LONGEST_WEBSITE_BYTES)
        if "@" in urlsplit(website).netloc:  # bank.example@evil.example
            raise ValidationError(_WEBSITE, "invalid")
        return website

    @property
    def trapped(self) -> str:
        """What stands in the field that people don't see."""
        return self.typed.get(TRAP_FIELD, "")[:LONGEST_TRAP]

    @property
    def layout(self) -> Layout:
        trap = Div(TRAP_FIELD, css_class="form-blind", aria_hidden="true")
        return Layout(*(name for name in self.fields if name not in (TRAP_FIELD, "as_is")), trap)


class EditForm(CommentForm):
    """A new text for a comment that is there; all else about it stays."""

    def __init__(self, data: dict[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields = {name: self.fields[name] for name in ("comment", "token")}

    @property
    def layout(self) -> Layout:
        return Layout(*self.fields)
