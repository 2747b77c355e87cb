"""What is asked for when somebody is restricted or noted about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.desk.people_reading import Person
from comments.models import Removal, RestrictionKind, Scope
from comments.reasons import RESTRICTIONS
from comments.restrictions.acts import Terms

type End = Callable[[datetime], datetime | None]

ENDS: dict[str, tuple[Promise | str, End]] = {
    "hour": (gettext_lazy("for an hour"), lambda now: now + timedelta(hours=1)),
    "day": (gettext_lazy("for a day"), lambda now: now + timedelta(days=1)),
    "week": (gettext_lazy("for 7 days"), lambda now: now + timedelta(days=7)),
    "date": (gettext_lazy("until the time below"), lambda now: None),
    "none": (gettext_lazy("without an end"), lambda now: None),
}
KINDS = {
    RestrictionKind.HOLD: gettext_lazy("Always hold: a moderator reads each comment first"),
    RestrictionKind.SUSPENDED: gettext_lazy("Suspend: no comments for a time"),
    RestrictionKind.BANNED: gettext_lazy("Ban: no comments"),
}
REMOVALS = {
    "": gettext_lazy("Leave what they wrote"),
    Removal.Act.REJECT: gettext_lazy("Reject all that they wrote"),
    Removal.Act.SPAM: gettext_lazy("Mark all that they wrote as spam"),
}
NO_NUMBER = {"invalid": gettext_lazy("Type the number in digits.")}


class NoteForm(forms.Form):
    text = forms.CharField(max_length=1_000, error_messages={"required": gettext_lazy("Write the note first.")})


class NumberForm(forms.Form):
    """`number` is of a restriction, or of an act in the log."""

    number = forms.IntegerField(min_value=1, max_value=2**63 - 1)


class RestrictForm(forms.Form):
    """`expected` is how many comments the preview showed, `typed` the number that it asked for."""

    kind = forms.ChoiceField(choices=list(KINDS.items()))
    scope = forms.ChoiceField()
    end = forms.ChoiceField(choices=[(code, words) for code, (words, _at) in ENDS.items()])
    until = forms.DateTimeField(required=False)
    reason = forms.ChoiceField(
        choices=lambda: [(code, capfirst(str(reason.label))) for code, reason in RESTRICTIONS.items()],
        error_messages={"required": gettext_lazy("Choose a reason: the person will read it.")},
    )
    note = forms.CharField(required=False, max_length=1_000)
    remove = forms.ChoiceField(required=False, choices=list(REMOVALS.items()))
    expected = forms.IntegerField(required=False, min_value=0)
    people = forms.IntegerField(required=False, min_value=0)
    typed = forms.IntegerField(required=False, error_messages=NO_NUMBER)

    def __init__(self, person: Person, data: Any = None) -> None:
        super().__init__(data, initial={"kind": "hold", "end": "week", "reason": ""})
        self.person = person
        self.fields["scope"].choices = person.scopes  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = self.cleaned_data
        if said.get("end") == "date" and not said.get("until") and "until" not in self.errors:
            self.add_error("until", ValidationError(_("Say until when."), "no_end"))
        needs_end = said.get("kind") == RestrictionKind.SUSPENDED or said.get("scope") == Scope.NETWORK
        if said.get("end") == "none" and needs_end:
            self.add_error("end", ValidationError(_("A suspension and a network need an end."), "no_end"))
        return said

    @property
    def told(self) -> dict[str, Any]:
        """For the page that asks again: what was chosen, in words and as fields to be sent once more."""
        names = ("kind", "scope", "end", "until", "reason", "note", "remove")
        labels = {name: dict(self.fields[name].choices) for name in ("kind", "scope")}  # type: ignore[attr-defined]
        return {
            "kept": [(name, self.data.get(name, "")) for name in names],
            "kind": labels["kind"][self.cleaned_data["kind"]],
            "whom": labels["scope"][self.cleaned_data["scope"]],
        }

    @property
    def terms(self) -> Terms:
        said = self.cleaned_data
        scope, end = said["scope"], ENDS[said["end"]][1]
        until = said["until"] if said["end"] == "date" else end(timezone.now())
        subject = self.person.subject_of(scope)
        return Terms(said["kind"], scope, subject, said["reason"], until, said["note"])
