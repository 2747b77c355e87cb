"""Every version of a comment's text that is still kept: what moderators replaced, and what came with a request."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from comments.desk.reading import read_all
from comments.desk.rows import Row
from comments.queue import moment

KEPT = """
SELECT v.version, v.payload ->> 'comment_content', v.created_at, NULL
FROM comments_submission v WHERE v.comment_id = %(comment)s
UNION ALL
SELECT t.version, t.text, NULL, t.replaced_at FROM comments_formertext t WHERE t.comment_id = %(comment)s
"""


class Version(NamedTuple):
    number: int
    text: str
    at: datetime | None  # since when the comment said so


def read(row: Row) -> list[Version]:
    """From the first to the one that stands; a comment that was never edited has none to compare."""
    if row.text is None or row.emptied_at:
        return []
    texts, since = {row.version: row.text}, {1: row.created_at}
    for number, text, came_at, replaced_at in read_all(KEPT, {"comment": row.pk}):
        texts.setdefault(number, text)
        since |= {number: moment(came_at)} if came_at else {number + 1: moment(replaced_at)}
    return [Version(number, text, since.get(number)) for number, text in sorted(texts.items())]
