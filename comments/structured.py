"""The public comments of one page as things of schema.org: see articles/structured.py.

From the rows that the page has read already, all texts at once: a full page has 220 of them.
"""

import re
from collections.abc import Sequence
from typing import Any

from django.conf import settings

from comments import markup
from comments.models import Status
from comments.pages import Page, Row, permalink

_TAG = re.compile(r"<[^>]+>")
_BETWEEN = "<>"  # is no tag, and no HTML holds it as words


def of_page(page: Page, address: str) -> list[dict[str, Any]]:
    """In the order of their numbers, whichever thread they are in; those that stand there, no tombstones."""
    public = {row.pk: row for row in (*page.threads, *page.replies) if row.status == Status.APPROVED}
    base = settings.SITE_URL + address
    texts = plain([markup.render(row.text) if row.text else row.html for row in public.values()])
    return [_comment(row, text, base, row.parent in public) for row, text in zip(public.values(), texts, strict=True)]


def plain(texts: Sequence[str]) -> list[str]:
    """Of HTML that our markup wrote."""
    bare = _TAG.sub("", _BETWEEN.join(texts)).split(_BETWEEN)
    return [_unescaped(words) if "&" in words else words for words in bare] if texts else []


def _unescaped(words: str) -> str:
    """What nh3 writes between tags knows four entities."""
    return words.replace("&nbsp;", "\u00a0").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _comment(row: Row, text: str, base: str, is_answer: bool) -> dict[str, Any]:
    known: dict[str, Any] = {
        "@type": "Comment",
        "@id": permalink(base, row.pk),
        "text": text,
        "datePublished": row.created_at.isoformat(timespec="seconds"),
        "author": {"@type": "Person", "name": row.name},
    }
    return known | {"parentItem": {"@id": permalink(base, row.parent)}} if is_answer else known
