from typing import Any

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest

from accounts.models import User
from articles.admin.shared import SharedAdmin
from articles.models import Author


@admin.register(Author)
class AuthorAdmin(SharedAdmin):
    list_display = ["name", "job_title", "user"]
    list_select_related = ["user"]
    search_fields = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}
    raw_id_fields = ["portrait"]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Staff to choose from: a search through all accounts is open to superusers only."""
        if db_field.name == "user":
            people = User.objects.filter(Q(is_staff=True) | Q(author__isnull=False))
            kwargs["queryset"] = people.order_by("username")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
