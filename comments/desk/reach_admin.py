"""Who moderates some sections only: kept by senior moderators for others, never for themselves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import ForeignKey, QuerySet
from django.forms import ModelChoiceField
from django.http import HttpRequest

from accounts.models import User
from comments.desk.answers import moderator
from comments.models import Reach
from comments.reach import sections_of


class ReachAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Nobody sees the own row, and who is limited themselves limits nobody; superusers may all."""

    list_display = ("moderator", "named_sections")
    fields = ("moderator", "sections")
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Reach]:
        rows = super().get_queryset(request).select_related("moderator").prefetch_related("sections")
        return rows if request.user.is_superuser else rows.exclude(moderator=moderator(request))

    @admin.display(description=Reach._meta.get_field("sections").verbose_name)
    def named_sections(self, reach: Reach) -> str:
        return ", ".join(section.name for section in reach.sections.all()) or "–"

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_view_permission(request, obj) and _is_unlimited(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and _is_unlimited(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and _is_unlimited(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and _is_unlimited(request)

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField[Any] | None:
        others = User.objects.order_by("username")
        kwargs["queryset"] = others if request.user.is_superuser else others.exclude(pk=moderator(request).pk)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change, widgets={"sections": forms.CheckboxSelectMultiple}, **kwargs)


def _is_unlimited(request: HttpRequest) -> bool:
    return sections_of(moderator(request)) is None
