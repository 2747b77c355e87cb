"""Inlines of an article whose rows name another thing: a byline its author, a tagging its tag."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils.text import capfirst

from articles.admin.content_rows import ContentRowForm
from articles.admin.named_fields import NamedField


class NamingInline(admin.TabularInline):  # type: ignore[type-arg]
    NAMED: ClassVar[str]
    """The field that is typed as a name."""

    form = ContentRowForm
    extra = 0
    template = "admin/articles/article/rows.html"

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == self.NAMED:
            return NamedField(self.NAMED, label=capfirst(db_field.verbose_name))
        return super().formfield_for_dbfield(db_field, request, **kwargs)
