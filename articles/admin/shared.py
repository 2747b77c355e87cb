from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from accounts.admin import BoundedPaginator
from articles.admin.picture_widget import PictureWidget
from articles.models import Picture


class SharedAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    paginator = BoundedPaginator
    show_full_result_count = False

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.related_model is Picture:
            kwargs["widget"] = PictureWidget(db_field.remote_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """One by one, as from its own page: deleting is more than a row."""
        for each in queryset:
            each.delete()


class OneRow(admin.ModelAdmin):  # type: ignore[type-arg]
    """For a model of one row, which need not exist before it is saved."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        if object_id != "1":
            return None
        return self.model._default_manager.filter(pk=1).first() or self.model(pk=1)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[1]))


def name_field(field: forms.Field) -> None:
    """For those who listen, where the admin writes no label: under a column's head, or beside a legend."""
    wrapped = isinstance(field.widget, RelatedFieldWidgetWrapper)
    widget = field.widget.widget if wrapped else field.widget
    widget.attrs["aria-label"] = field.label
