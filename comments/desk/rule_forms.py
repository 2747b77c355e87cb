"""One form for each kind of rule. What `values` gives is what a version of the rule keeps."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.forms import PageForm
from comments.rules.folding import fold
from comments.rules.kinds import FIELDS

ENTRIES = 5_000
LONGEST_ENTRY = 100
SHORTEST_PART = 3  # Latin letters; a Chinese word has one or two signs
TOLD = 10  # faulty lines at once
SCRIPTS_WITHOUT_SPACES = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI")


class EntriesField(forms.CharField):
    """A word or phrase on each line; errors name the line."""

    widget = forms.Textarea(attrs={"rows": 12, "dir": "auto", "spellcheck": "false", "autocomplete": "off"})

    def __init__(self, *, shortest: int, **options: Any) -> None:
        super().__init__(required=False, max_length=ENTRIES * LONGEST_ENTRY, strip=False, **options)
        self.shortest = shortest

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else "\n".join(value or ())

    def clean(self, value: Any) -> list[str]:
        lines = super().clean(value).splitlines()
        if sum(bool(line.strip()) for line in lines) > ENTRIES:
            told = {"most": ENTRIES, "count": sum(bool(line.strip()) for line in lines)}
            raise ValidationError(_("At most %(most)d entries; these are %(count)d."), "too_many", told)
        faults = list(self._faults(lines))
        if faults:
            raise ValidationError([ValidationError(fault, "line") for fault in faults[:TOLD]])
        return [" ".join(line.split()) for line in lines if line.strip()]

    def _faults(self, lines: list[str]) -> Iterator[str]:
        met: dict[str, int] = {}
        for number, line in enumerate(lines, start=1):
            if line.strip():
                key = fold(line).bases.strip()
                fault = self._fault(line.strip(), key, met.setdefault(key, number), number)
                if fault:
                    yield _("Line %(line)d (“%(entry)s”): %(fault)s") % {
                        "line": number,
                        "entry": "".join(filter(str.isprintable, line.strip()))[:40],
                        "fault": fault,
                    }

    def _fault(self, entry: str, key: str, first: int, number: int) -> str:
        if any(unicodedata.category(char) == "Cc" and char != "\t" for char in entry):
            return _("it has control characters.")
        if len(entry) > LONGEST_ENTRY:
            return _("it has %(length)d characters; at most %(most)d.") % {"length": len(entry), "most": LONGEST_ENTRY}
        if not key:
            return _("it has no letter, digit or picture.")
        if len(key.replace(" ", "")) < _shortest(key, self.shortest):
            return _("it is too short and would hit everywhere; at least %(least)d letters.") % {"least": self.shortest}
        if first != number:
            return _("it says the same as line %(first)d.") % {"first": first}
        return ""


def _shortest(key: str, least: int) -> int:
    """A picture is one sign, and so may be a word where words are not set apart by spaces."""
    if any(not char.isascii() and unicodedata.category(char) == "So" for char in key):
        return 1
    return (
        min(least, 2) if any(unicodedata.name(char, "").startswith(SCRIPTS_WITHOUT_SPACES) for char in key) else least
    )


class RuleForm(PageForm):
    """`seen` is the version that was looked at."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    @property
    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}


class WordsForm(RuleForm):
    words = EntriesField(
        shortest=2,
        label=lazy("Words and phrases"),
        help_text=lazy("One on each line. They hit as whole words: “class” has no hit of a shorter word inside it."),
    )
    parts = EntriesField(
        shortest=SHORTEST_PART,
        label=lazy("Parts of words"),
        help_text=lazy(
            "These hit inside words, too. For languages without spaces between words, and for names of shops."
        ),
    )
    fields = forms.MultipleChoiceField(  # type: ignore[assignment]  # a form's own fields are known as base_fields
        choices=list(FIELDS.items()), label=lazy("Look for them in"), widget=forms.CheckboxSelectMultiple
    )
    accents = forms.BooleanField(
        required=False,
        label=lazy("Accents count"),
        help_text=lazy("“año” is not “ano” then. Where they don't count, “fück” is read without its dots."),
    )


class HeldWordsForm(WordsForm):
    nudge = forms.BooleanField(
        required=False,
        label=lazy("Tell writers before it is recorded"),
        help_text=lazy("They may change their comment, or send it to a moderator as it is. No word is named."),
    )


class LinksForm(RuleForm):
    least = forms.IntegerField(
        min_value=0, max_value=100, label=lazy("Hold from this many links on"), help_text=lazy("0 switches it off.")
    )


class FirstForm(RuleForm):
    comments = forms.IntegerField(
        min_value=0,
        max_value=1000,
        label=lazy("Hold the first comments of each account"),
        help_text=lazy(
            "So many have to be approved first. Guests, whose address nobody has confirmed, always wait then."
            " 0 switches it off."
        ),
    )


class RejectionsForm(RuleForm):
    percent = forms.IntegerField(
        min_value=0,
        max_value=100,
        label=lazy("Hold from this share of rejections on, in percent"),
        help_text=lazy("Of the person's last 200 decided comments; spam counts as rejected. 0 switches it off."),
    )
    days = forms.IntegerField(min_value=1, max_value=3650, label=lazy("Decided in the last days"))
    least = forms.IntegerField(min_value=1, max_value=200, label=lazy("Of at least so many decisions"))


class SpeedForm(RuleForm):
    seconds = forms.IntegerField(
        min_value=0,
        max_value=3600,
        label=lazy("Hold what took less than this, in seconds"),
        help_text=lazy("0: never."),
    )


class TrapForm(RuleForm):
    on = forms.BooleanField(required=False, label=lazy("Hold comments with the hidden field filled in"))


FORMS: Mapping[str, type[RuleForm]] = {
    "words_reject": WordsForm,
    "words_hold": HeldWordsForm,
    "words_flag": WordsForm,
    "links": LinksForm,
    "first": FirstForm,
    "rejections": RejectionsForm,
    "speed": SpeedForm,
    "trap": TrapForm,
}
