"""The form by which readers tell the editors of a mistake. It asks for no cookie, and nothing of it is ever public."""

import re
import unicodedata
from http import HTTPStatus

from crispy_forms.layout import Div, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts import origins
from accounts.forms import PageForm
from accounts.limits import LimitReached
from articles import mistakes, reading
from articles.models import Article, ArticleAddress
from articles.models.mistake import EMAIL_AFTER_COMING, EMAIL_AFTER_HANDLING, LONGEST_EMAIL, LONGEST_QUOTE, LONGEST_TEXT
from articles.views import answer_for_the_past

TRAP = "subject"
_SPACES = re.compile(r"[^\S\n]+")
_UNSEEN = {"Cc", "Cf", "Cs", "Mn", "Zl", "Zp", "Zs"}
_TOO_LONG = gettext_lazy("This has %(show_value)d characters; shorten it to %(limit_value)d.")
_EMPTY = gettext_lazy("Please say what is wrong.")


class MistakeForm(PageForm):
    """Takes what `posted` returns."""

    quote = forms.CharField(
        label=gettext_lazy("The sentence it is about"),
        required=False,
        max_length=LONGEST_QUOTE,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto", "class": "field-short"}),
        help_text=gettext_lazy("Copied from the article, if it is one sentence."),
        error_messages={"max_length": _TOO_LONG},
    )
    text = forms.CharField(
        label=gettext_lazy("What is wrong, and what is right?"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        help_text=gettext_lazy("If you can, say how you know."),
        error_messages={"required": _EMPTY, "max_length": _TOO_LONG},
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        required=False,
        max_length=LONGEST_EMAIL,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "invalid": gettext_lazy("Enter a whole e-mail address such as name@example.org, or leave this empty."),
            "max_length": gettext_lazy("This address has %(show_value)d characters; one has at most %(limit_value)d."),
        },
    )
    subject = forms.CharField(
        label=gettext_lazy("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(self, data: dict[str, str] | None = None) -> None:
        super().__init__(data)
        self.typed = data
        days = {"handled": EMAIL_AFTER_HANDLING.days, "came": EMAIL_AFTER_COMING.days}
        self.fields["email"].help_text = (
            _(
                "If we may ask back. Editors alone see it; it is deleted %(handled)d days after they have dealt with"
                " this, and %(came)d days after it came at the latest."
            )
            % days
        )

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if all(unicodedata.category(sign) in _UNSEEN for sign in text):
            raise ValidationError(_EMPTY, "required")
        return text

    def clean(self) -> None:
        """The trap is emptied: a person whose browser filled it in sends the form once more."""
        if self.typed and self.typed.get(TRAP):
            self.typed[TRAP] = ""
            self.add_error(None, ValidationError(_("Is this from you? Your text is kept: send it again."), "trap"))

    @property
    def layout(self) -> Layout:
        return Layout("quote", "text", "email", Div(TRAP, css_class="form-blind", aria_hidden="true"))


def posted(data: QueryDict) -> dict[str, str]:
    """The form's fields alone; of one that is sent twice the last. What no page should show or obey is taken out."""
    given = {name: _clean(str(data[name])) for name in MistakeForm.base_fields if data.getlist(name)}
    return given | {name: " ".join(given[name].split()) for name in given if name != "text"}


def _clean(value: str) -> str:
    lines = value.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    seen = "".join(sign for sign in lines if sign == "\n" or unicodedata.category(sign) not in {"Cc", "Cs"})
    return _SPACES.sub(" ", seen).strip()


@csrf_exempt  # accounts/origins.py is asked instead: a reader has no cookie, and needs none
@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def report_mistake(request: HttpRequest, section: str, slug: str) -> HttpResponse:
    article = _find(section, slug)
    if article is None or (request.method != "POST" and (article.section.slug, article.slug) != (section, slug)):
        return answer_for_the_past(request, f"/{section}/{slug}/", address_of)
    if request.method == "POST":
        return _take(request, article)
    return _show(request, article, None if "sent" in request.GET else MistakeForm())


def address_of(article: Article) -> str:
    return reverse("articles:mistake", args=[article.section.slug, article.slug])


def _find(section: str, slug: str) -> Article | None:
    """Under any address that it ever had: a form that was open while the article moved must not lose its text."""
    article = reading.find_published(section, slug)
    former = None if article else ArticleAddress.objects.in_use(f"/{section}/{slug}/")
    return former.article if former and former.article and former.article.is_public else article


def _take(request: HttpRequest, article: Article) -> HttpResponse:
    form = MistakeForm(posted(request.POST))
    if not form.is_valid():
        return _show(request, article, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    if origins.is_foreign(request):
        sentence = _(
            "Your browser says that this form was sent from another site. Your text is kept: send it from here."
        )
        form.refuse(sentence, "foreign_origin")
        return _show(request, article, form, HTTPStatus.FORBIDDEN)
    try:
        mistakes.report(request, article, form.cleaned_data)
    except LimitReached as reached:
        return _refuse_for_now(request, article, form, reached.retry_after)
    return HttpResponseRedirect(f"{address_of(article)}?sent=1", status=HTTPStatus.SEE_OTHER)


def _refuse_for_now(request: HttpRequest, article: Article, form: MistakeForm, seconds: int) -> HttpResponse:
    sentence = ngettext(
        "Too many reports at once. Your text is kept: send it again in %(seconds)d second.",
        "Too many reports at once. Your text is kept: send it again in %(seconds)d seconds.",
        seconds,
    ) % {"seconds": seconds}
    form.refuse(sentence, "too_fast")
    response = _show(request, article, form, HTTPStatus.TOO_MANY_REQUESTS)
    response.headers["Retry-After"] = str(seconds)
    return response


def _show(request: HttpRequest, article: Article, form: MistakeForm | None, status: int = 200) -> HttpResponse:
    response = render(request, "articles/mistake.html", {"article": article, "form": form}, status=status)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
