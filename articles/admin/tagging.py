from typing import Any

from django.contrib import admin

from articles.admin.content_rows import ContentRowForm, ContentRows
from articles.models import Tagging


class TaggingRows(ContentRows):
    NAME = "tags"

    def as_initial(self, row: int) -> dict[str, Any]:
        return {"tag": row}

    def as_content(self, cleaned: dict[str, Any]) -> int:
        tag: int = cleaned["tag"].pk
        return tag


class TaggingInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Tagging
    form = ContentRowForm
    formset = TaggingRows
    extra = 0
    autocomplete_fields = ["tag"]
