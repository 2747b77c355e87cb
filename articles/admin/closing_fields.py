"""Until when an article takes comments, on its form: no part of the text, so that it is so as soon as it is saved."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import closing
from articles.closing import Closing

LONGEST = 3_650  # days, as the column has it


class ClosingFields(forms.ModelForm):  # type: ignore[type-arg]
    closing = forms.ChoiceField(label=_("Comments are"), choices=Closing, widget=forms.RadioSelect)
    closing_at = forms.DateTimeField(
        label=_("Until"),
        required=False,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    closing_after = forms.IntegerField(
        label=_("Days"),
        required=False,
        min_value=1,
        max_value=LONGEST,
        help_text=_("Counted from the publication, also where that is still ahead."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stood = {name: getattr(self.instance, name) for name in closing.COLUMNS}
        choice = closing.chosen(self.instance)
        at = self.instance.comments_close_at if choice is Closing.DATE else None
        known: dict[str, Any] = {
            "closing": choice,
            "closing_at": at,
            "closing_after": self.instance.comments_close_after,
        }
        self.initial.update(known | dict(self.initial))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors.keys() & {"closing", "closing_at", "closing_after"} or "closing" not in cleaned:
            return cleaned
        choice, at, days = (cleaned[name] for name in ("closing", "closing_at", "closing_after"))
        if choice == Closing.DATE:
            self._ask_for_a_time_ahead(at)
        if choice == Closing.DAYS and days is None:
            self.add_error("closing_after", forms.ValidationError(_("Say for how many days."), "no_days"))
        return cleaned

    def _ask_for_a_time_ahead(self, at: Any) -> None:
        if at is None:
            message = _("Say on which day and at what time.")
            self.add_error("closing_at", forms.ValidationError(message, "no_time"))
        elif at <= timezone.now() and "closing_at" in self.changed_data:
            message = _("That time has passed. Choose one ahead, or close the discussion.")
            self.add_error("closing_at", forms.ValidationError(message, "past"))

    @property
    def beside(self) -> dict[str, Any]:
        """Columns that were changed and are no part of the text."""
        if "closing" not in self.cleaned_data:
            return {}
        at, days = (self.cleaned_data[name] for name in ("closing_at", "closing_after"))
        wanted = closing.columns(Closing(self.cleaned_data["closing"]), at, days)
        return {name: value for name, value in wanted.items() if value != self.stood[name]}
