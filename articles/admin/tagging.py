from typing import Any

from articles.admin.content_rows import ContentRows
from articles.admin.naming_inline import NamingInline
from articles.models import Tagging


class TaggingRows(ContentRows):
    NAME = "tags"

    def as_initial(self, row: int) -> dict[str, Any]:
        return {"tag": row}

    def as_content(self, cleaned: dict[str, Any]) -> int:
        tag: int = cleaned["tag"].pk
        return tag


class TaggingInline(NamingInline):
    NAMED = "tag"

    model = Tagging
    formset = TaggingRows
