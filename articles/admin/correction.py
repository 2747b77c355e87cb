from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from articles.admin.shared import SharedAdmin
from articles.models import Correction


@admin.register(Correction)
class CorrectionAdmin(SharedAdmin):
    """They are made where the article is changed, can be worded better, and stay."""

    list_display = ["article", "text", "at"]
    list_select_related = ["article"]
    ordering = ["-pk"]
    fields = ["article", "at", "text"]
    readonly_fields = ["article", "at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
