"""What a bulk asks for: the comments as they were seen, one act for all of them, and the number it will have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID, uuid4, uuid5

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from comments import bulk
from comments.desk.acts import ACTS, BACK, LONGEST_WORDS, MANY, Act
from comments.models import Seen, Status
from comments.queue import whole_number
from comments.reasons import rejection_choices

UNASKED = 20  # comments; whoever decides more at once has seen how many they are, and types their number


@dataclass(frozen=True, order=True)
class Choice:
    """A comment as the moderator saw it; what the value of its box says."""

    comment: int
    seen: Seen

    @classmethod
    def parse(cls, text: str) -> Self | None:
        number, _dot, rest = text.partition(".")
        status, _dot, version = rest.partition(".")
        comment, seen = whole_number(number), whole_number(version)
        return cls(comment, Seen(status, seen)) if comment and seen and status in Status.values else None

    def __str__(self) -> str:
        return f"{self.comment}.{self.seen.status}.{self.seen.version}"


class ChoicesField(forms.Field):
    """As many boxes as were ticked; each comment once."""

    widget = forms.MultipleHiddenInput
    default_error_messages = {"required": gettext_lazy("Choose at least one comment first.")}

    def to_python(self, value: Any) -> list[Choice]:
        texts = dict.fromkeys(value)
        if len(texts) > bulk.AT_MOST:
            told = {"limit": bulk.AT_MOST, "count": len(texts)}
            raise ValidationError(_("At most %(limit)s at once; these are %(count)s."), "too_many", told)
        choices = [choice for choice in map(Choice.parse, texts) if choice]
        if len({choice.comment for choice in choices}) < len(texts):
            raise ValidationError(_("The form has arrived damaged. Load the queue again."), "damaged")
        return choices


class NumberedForm(forms.Form):
    """`nonce` is of the page: the same form sent twice is the same batch, which is not carried out twice."""

    back = forms.CharField(required=False, max_length=BACK)
    nonce = forms.UUIDField(required=False)

    def number(self, *parts: object) -> UUID:
        nonce = self.cleaned_data["nonce"] or uuid4()
        return uuid5(nonce, "|".join(map(str, parts)))


class BulkForm(NumberedForm):
    act = forms.ChoiceField(
        choices=[(act.slug, act.label) for act in MANY],
        error_messages={"required": gettext_lazy("Choose what to do with them.")},
    )
    row = ChoicesField()
    reason = forms.ChoiceField(required=False, choices=lambda: [("", ""), *rejection_choices()])
    note = forms.CharField(required=False, max_length=LONGEST_WORDS)
    sentence = forms.CharField(required=False, max_length=LONGEST_WORDS)  # to the authors whose appeals are denied
    count = forms.IntegerField(required=False, error_messages={"invalid": gettext_lazy("Type a number.")})

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = self.cleaned_data
        if said.get("act") == "reject" and not said.get("reason") and "reason" not in self.errors:
            self.add_error("reason", ValidationError(_("Choose a reason first."), "no_reason"))
        if said.get("act") == "deny" and not said.get("sentence") and "sentence" not in self.errors:
            told = _("Write to the authors why the decisions stand.")
            self.add_error("sentence", ValidationError(told, "no_sentence"))
        self._ask_for_the_number(said)
        return said

    def _ask_for_the_number(self, said: dict[str, Any]) -> None:
        count = len(said.get("row", ()))
        if count > UNASKED and said.get("count") != count and "count" not in self.errors:
            asked = _("These are %(count)s comments. Type %(count)s below to decide all of them.")
            self.add_error("count", ValidationError(asked, "how_many", {"count": count}))

    @property
    def asked(self) -> Act:
        return ACTS[self.cleaned_data["act"]]

    @property
    def choices(self) -> list[Choice]:
        """Also of a form that lacks something else."""
        return list(self.cleaned_data.get("row", ()))

    def number_of(self, user: User) -> UUID:
        said = self.cleaned_data
        words = said["reason"], said["note"], said["sentence"]
        return self.number(user.pk, said["act"], *words, *sorted(self.choices))


class UndoForm(NumberedForm):
    def number_of(self, user: User, undone: UUID) -> UUID:
        return self.number(user.pk, "undo", undone)
