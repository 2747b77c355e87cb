"""Models that stand in the admin with pages of their own: the stock forms change none of them."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest


class ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    """Superusers included."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class OwnPages(ReadOnly):
    """On the admin's front page for whoever may see them."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)
