from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.text import capfirst

from articles.admin.content_rows import ContentRowForm, ContentRows
from articles.admin.named_fields import NamedField
from articles.models import Byline


class BylineRows(ContentRows):
    NAME = "bylines"

    def as_initial(self, row: dict[str, Any]) -> dict[str, Any]:
        return row

    def content(self) -> list[Any]:
        """Whoever takes another's place in a row does not take the title that was left standing there."""
        for form, was in zip(self.forms, self.opened, strict=False):
            author = form.cleaned_data.get("author")
            if author and author.pk != was["author"] and form.cleaned_data["job_title"] == was["job_title"]:
                form.cleaned_data["job_title"] = ""
        return super().content()

    def as_content(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        """A byline that is added takes the author's present title; one that is emptied later stays bare."""
        author, title = cleaned["author"], cleaned["job_title"]
        is_new = author.pk not in {row["author"] for row in self.opened}
        return {"author": author.pk, "job_title": title or (author.job_title if is_new else "")}


class BylineInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Byline
    form = ContentRowForm
    formset = BylineRows
    extra = 0
    template = "admin/articles/article/rows.html"

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "author":
            return NamedField("author", label=capfirst(db_field.verbose_name))
        return super().formfield_for_dbfield(db_field, request, **kwargs)
