from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.text import capfirst

from articles.admin.content_rows import ContentRowForm, ContentRows
from articles.admin.named_fields import NamedField
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
    template = "admin/articles/article/rows.html"

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "tag":
            return NamedField("tag", label=capfirst(db_field.verbose_name))
        return super().formfield_for_dbfield(db_field, request, **kwargs)
