from typing import Any

from articles.admin.content_rows import ContentRows
from articles.admin.naming_inline import NamingInline
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


class BylineInline(NamingInline):
    NAMED = "author"

    model = Byline
    formset = BylineRows
