"""The forms by which an export is asked for: the options of the commands, and a proof of who asks."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any
from urllib.parse import urlsplit

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.second_factor.forms import PasswordForm
from articles.models import Article, ArticleAddress
from articles.models import Status as ArticleStatus
from articles.states import SCHEDULED
from comments.models import Status as CommentStatus
from moving.lists.articles import articles_asked_for
from moving.lists.comments import comments_asked_for
from moving.lists.listing import FORMATS

LONGEST_NAME = 80
A_NAME = re.compile(r"[^\W_][\w .-]*")
FORMAT_LABELS = {"csv": _("CSV, for a spreadsheet"), "jsonl": _("JSON lines, for a program")}
LARGEST_NUMBER = 2**63 - 1

type Options = dict[str, Any]


class DownloadForm(PasswordForm):
    title = _("Nothing is downloaded")


class ExportForm(PasswordForm):
    """`options` is what of it is kept and handed to the worker: plain values."""

    title = _("Nothing is exported")
    field_order = (
        *("name", "format", "status", "since", "since_time", "until", "until_time", "article", "people"),
        "password",
    )
    ending = "zip"
    name = forms.CharField(
        label=_("Name of the file"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_name(self) -> str:
        """Without an ending, which the format gives. No path, nothing hidden, nothing that a system obeys."""
        name = str(self.cleaned_data["name"]).removesuffix(f".{self.ending}")
        if not A_NAME.fullmatch(name) or name.endswith((".", " ")):
            raise ValidationError(
                _("Use letters, digits, spaces, dots, hyphens and underscores, and begin with a letter or digit."),
                "bad_name",
            )
        return name

    def options(self) -> Options:
        return {"name": f"{self.cleaned_data['name']}.{self.ending}"}


class ArchiveForm(ExportForm):
    pass


class WordPressForm(ExportForm):
    ending = "xml"


class Day(forms.DateField):
    """`min` and `max` keep the years within what every database and clock can hold."""

    widget = forms.DateInput(attrs={"type": "date", "min": "1000-01-01", "max": "2999-12-31"}, format="%Y-%m-%d")

    def clean(self, value: Any) -> date | None:
        day: date | None = super().clean(value)
        if day and not 1000 <= day.year <= 2999:
            raise ValidationError(self.error_messages["invalid"], "invalid")
        return day


class Hour(forms.TimeField):
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class ListForm(ExportForm):
    """Of rows with a status and a time, as CSV or JSON lines."""

    format = forms.ChoiceField(
        label=_("Format"),
        choices=[(name, FORMAT_LABELS[name]) for name in FORMATS],
        initial="csv",
        widget=forms.RadioSelect,
    )
    status = forms.MultipleChoiceField(
        label=_("Only these states"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: all of them."),
    )
    since = Day(label=_("From this day on"), required=False)
    since_time = Hour(
        label=_("From: time of day"), required=False, help_text=_("By the clock of the site; else midnight.")
    )
    until = Day(label=_("Before this day"), required=False)
    until_time = Hour(label=_("Before: time of day"), required=False)
    statuses: Sequence[tuple[str, Any]] = ()

    @property
    def helper(self) -> FormHelper:
        """Day and time beside each other."""
        helper = super().helper
        names = [name for name in self.fields if name not in {"since_time", "until_time"}]
        pairs = {name: Div(name, f"{name}_time", css_class="moving-pair") for name in ("since", "until")}
        helper.layout = Layout(*(pairs.get(name, name) for name in names))
        return helper

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["status"].choices = list(self.statuses)  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        self.ending = self.data.get("format", "")
        return super().clean_name()

    def clean_since_time(self) -> datetime | None:
        return self._moment("since")

    def clean_until_time(self) -> datetime | None:
        return self._moment("until")

    def _moment(self, name: str) -> datetime | None:
        day, hour = self.cleaned_data.get(name), self.cleaned_data[f"{name}_time"]
        if hour and not day and name not in self.errors:
            raise ValidationError(_("Choose the day, too."), "no_day")
        return timezone.make_aware(datetime.combine(day, hour or time.min)) if day else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        since, until = cleaned.get("since_time"), cleaned.get("until_time")
        if since and until and since >= until:
            self.add_error("until", ValidationError(_("This is not after the day from which on."), "ends_before"))
        elif not self.errors and not self.found().exists():
            raise ValidationError(_("Nothing is like this: the file would be empty."), "nothing")
        return cleaned

    @abstractmethod
    def found(self) -> QuerySet[Any]:
        """What the file would list."""

    def options(self) -> Options:
        cleaned = self.cleaned_data
        kept: Options = {"format": cleaned["format"], "status": cleaned["status"]}
        times = {name: cleaned[f"{name}_time"] for name in ("since", "until")}
        return super().options() | kept | {name: at.isoformat() if at else None for name, at in times.items()}


class ArticlesForm(ListForm):
    statuses = (*ArticleStatus.choices, (SCHEDULED, _("scheduled")))

    def found(self) -> QuerySet[Any]:
        return articles_asked_for(*(self.cleaned_data[name] for name in ("status", "since_time", "until_time")))


class CommentsForm(ListForm):
    statuses = tuple(CommentStatus.choices)
    article = forms.CharField(
        label=_("Only under this article"),
        required=False,
        max_length=300,
        help_text=_("Its address, or its number."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    people = forms.BooleanField(label=_("With e-mail and IP addresses, where they are still kept"), required=False)

    def clean_article(self) -> int | None:
        given = str(self.cleaned_data["article"]).strip()
        if not given:
            return None
        if (number := number_of_article(given)) is None:
            raise ValidationError(_("No article has this address or number."), "no_article")
        return number

    def found(self) -> QuerySet[Any]:
        asked = ("status", "since_time", "until_time", "article")
        return comments_asked_for(*(self.cleaned_data[name] for name in asked))

    def options(self) -> Options:
        return super().options() | {name: self.cleaned_data[name] for name in ("article", "people")}


def number_of_article(given: str) -> int | None:
    """By its number, or by an address that it has, or had, in public."""
    if given.isascii() and given.isdecimal() and int(given) <= LARGEST_NUMBER:
        return Article.objects.filter(pk=int(given)).values_list("pk", flat=True).first()
    try:
        path = urlsplit(given).path
    except ValueError:
        return None
    found = ArticleAddress.objects.in_use(f"/{path.strip('/')}/"[:200])
    return found.article_id if found else None
