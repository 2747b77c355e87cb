from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.admin import BoundedPaginator


class SharedAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    paginator = BoundedPaginator
    show_full_result_count = False

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """One by one, as from its own page: deleting is more than a row."""
        for each in queryset:
            each.delete()


def name_field(field: forms.Field) -> None:
    """For those who listen, where the admin writes no label: under a column's head, or beside a legend."""
    wrapped = isinstance(field.widget, RelatedFieldWidgetWrapper)
    widget = field.widget.widget if wrapped else field.widget
    widget.attrs["aria-label"] = field.label
