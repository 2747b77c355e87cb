from typing import Any

from django import forms
from django.contrib import admin

from articles.admin.shared import name_field
from articles.models import Byline


class BylineForm(forms.ModelForm):  # type: ignore[type-arg]
    def clean(self) -> dict[str, Any]:
        """A byline that is added takes the author's present title; one that is emptied later stays bare."""
        cleaned = super().clean() or {}
        author = cleaned.get("author")
        if self.instance.pk is None and author and not cleaned.get("job_title"):
            cleaned["job_title"] = author.job_title
        return cleaned


class BylineFormSet(forms.BaseInlineFormSet):  # type: ignore[type-arg]
    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        for field in form.fields.values():
            name_field(field)


class BylineInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Byline
    form = BylineForm
    formset = BylineFormSet
    extra = 0
    autocomplete_fields = ["author"]
