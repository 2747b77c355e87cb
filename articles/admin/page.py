from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from articles.admin.article_form import BODY_HELP
from articles.admin.shared import SharedAdmin
from articles.admin.writing import WritingWidget
from articles.models import StandingPage


class StandingPageForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        widgets = {"description": forms.Textarea(attrs={"rows": 2}), "body": WritingWidget(attrs={"rows": 30})}
        help_texts = {"body": BODY_HELP}


@admin.register(StandingPage)
class StandingPageAdmin(SharedAdmin):
    form = StandingPageForm
    list_display = ["title", "slug", "role", "is_public", "position"]
    list_filter = ["is_public"]
    prepopulated_fields = {"slug": ["title"]}
    fieldsets = [
        (None, {"fields": ["title", "slug", "is_public"]}),
        (_("Text"), {"fields": ["description", "body"]}),
        (_("Place"), {"fields": ["role", "position"]}),
    ]

    class Media:
        css = {"all": ["css/editing.css"]}

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        return obj.get_absolute_url() if obj and obj.is_public else None

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """An address that readers know doesn't follow the title by itself."""
        return {} if obj and obj.public_since else self.prepopulated_fields
