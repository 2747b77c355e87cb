"""Inlines whose rows are part of the text: what is typed goes into a revision, and never by itself into a table."""

from abc import ABC, abstractmethod
from typing import Any

from django import forms

from articles import revising
from articles.admin.shared import name_field

BLANKS = 1  # rows for more, where no script adds any


class ContentRowForm(forms.ModelForm):  # type: ignore[type-arg]
    """A row without a position goes to the end."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["position"].required = False
        self.fields["position"].initial = None
        if "position" not in (kwargs.get("initial") or {}):
            self.initial.pop("position", None)

    def validate_unique(self) -> None:
        """A row of the table is no rival: it is what this one replaces."""

    def validate_constraints(self) -> None:
        """As above."""


class Removable:
    """Stands where the admin's template looks for a row of the table, beside which it puts the box to remove it."""

    pk = None

    def __str__(self) -> str:
        return ""


class ContentRows(forms.BaseInlineFormSet, ABC):  # type: ignore[type-arg]
    """Shows the rows that the working content names. Their order is that of `position`, then that of the page."""

    NAME = ""
    """Of these rows in a content."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        other = kwargs.pop("initial", None)  # rows that were typed and not saved
        kwargs["queryset"] = self.model._default_manager.none()  # type: ignore[union-attr]
        super().__init__(*args, **kwargs)
        self.opened = revising.opened(self.instance).get(self.NAME, []) if self.instance.pk else []
        if not self.is_bound:
            self.show([self.as_initial(row) for row in self.opened] if other is None else other)

    def show(self, rows: list[dict[str, Any]]) -> None:
        self.initial_extra = [row | {"position": place} for place, row in enumerate(rows, start=1)]
        self.extra = len(rows) + BLANKS

    @property
    def initial_forms(self) -> list[Any]:
        return self.forms

    def get_queryset(self) -> Any:
        return [Removable()] * self.total_form_count()

    @property
    def extra_forms(self) -> list[Any]:
        return []

    def initial_form_count(self) -> int:
        return 0

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        for field in form.fields.values():
            name_field(field)

    def content(self) -> list[Any]:
        """As a revision keeps them."""
        filled = [form for form in self.forms if form.has_changed() and not form.cleaned_data.get("DELETE")]
        rows = sorted((form.cleaned_data for form in filled), key=_place)
        return [self.as_content(row) for row in rows]

    @abstractmethod
    def as_initial(self, row: Any) -> dict[str, Any]:
        """What the fields of a row show of it."""

    @abstractmethod
    def as_content(self, cleaned: dict[str, Any]) -> Any:
        """What a content keeps of a row that was typed."""

    def save(self, commit: bool = True) -> list[Any]:
        """Nothing here; the admin asks afterwards what came of it."""
        self.new_objects: list[Any] = []
        self.changed_objects: list[Any] = []
        self.deleted_objects: list[Any] = []
        return []


def _place(row: dict[str, Any]) -> float:
    return float("inf") if row.get("position") is None else float(row["position"])
