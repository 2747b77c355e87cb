"""What an archive does not hold, since it follows from what it does: worked out anew by whoever takes it in.

Smaller copies of pictures, the index of comments' words and the numbers of alike texts are the worker's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import batched

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from articles import figures
from articles.models import Article, SearchEntry
from articles.models.search_entry import entries_of
from comments import alike, markup, recount
from comments.models import Comment
from database import bulk
from moving import letters, media
from moving.archives.kind import Kind
from moving.archives.records import Record
from moving.refused import Refused
from moving.rows import AT_ONCE
from outbox import jobs
from outbox.models import Job

COUNTED = (
    """INSERT INTO comments_discussion (article_id, version, approved_count, last_activity)
    SELECT article_id, 1, COUNT(*) FILTER (WHERE status = 'approved'),
        COALESCE(MAX(created_at) FILTER (WHERE status = 'approved'), MAX(created_at))
    FROM comments_comment GROUP BY article_id""",
    """UPDATE comments_comment SET reply_count = (
        SELECT COUNT(*) FROM comments_comment r WHERE r.root_id = comments_comment.id AND r.status = 'approved'
    ) WHERE id IN (SELECT root_id FROM comments_comment WHERE status = 'approved' AND root_id IS NOT NULL)""",
    """UPDATE comments_commenter SET (approved_count, rejected_count, spam_count) = (
        SELECT COUNT(*) FILTER (WHERE status = 'approved'), COUNT(*) FILTER (WHERE status = 'rejected'),
            COUNT(*) FILTER (WHERE status = 'spam')
        FROM comments_comment WHERE commenter_id = comments_commenter.id
    )""",
    """INSERT INTO comments_recommended (comment_id, count)
    SELECT comment_id, COUNT(*) FROM comments_recommendation GROUP BY comment_id""",
)

# Whatever is approved is on the page, and what is above something there; nothing else is.
SHOWN_WRONGLY = """
SELECT DISTINCT article_id FROM comments_comment c WHERE status = 'approved' AND NOT on_page
    OR status <> 'approved' AND on_page <> EXISTS (
        SELECT 1 FROM comments_comment r WHERE r.parent_id = c.id AND r.on_page
    )
"""


def completed(kind: Kind, records: Iterator[Record]) -> Iterator[Record]:
    """With the columns and lists that are rebuilt. Read once all kinds before are there."""
    complete = _COMPLETE[kind.name]() if kind.name in _COMPLETE else dict
    for record in records:
        try:
            yield record | complete(record)
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise Refused(_("A line of %(kind)s is not what such a record can be."), kind=kind.name) from error


def _of_picture(record: Record) -> Record:
    if not media.is_harmless(record["file"]):
        raise ValueError(record["file"])
    return {}


def _of_text(record: Record) -> Record:
    """Cleaned once more, as every text is that is saved: an archive may have been written by anybody."""
    rendered, shown = figures.render(record["body"])
    columns = {"body": rendered.source, "body_html": rendered.html, "body_markup": rendered.markup}
    return columns | {"body_words": rendered.words, "figures": [picture.pk for picture in shown]}


def _of_comment(sections: dict[int, int], record: Record) -> Record:
    html = markup.render(record["text"])
    return {"html": html, "markup": markup.MARKUP, "section": sections[record["article"]]}


def _of_job(record: Record) -> Record:
    return {"held_at": timezone.now()} if record["state"] == "open" else {}


_COMPLETE: dict[str, Callable[[], Callable[[Record], Record]]] = {
    "pictures": lambda: _of_picture,
    "standing_pages": lambda: _of_text,
    "articles": lambda: _of_text,
    "comments": lambda: partial(_of_comment, dict(Article.objects.values_list("pk", "section"))),
    "jobs": lambda: _of_job,
}


def finish() -> int:
    """Once all records are there. Says how many jobs stand on hold."""
    with connection.cursor() as cursor:
        for statement in COUNTED:
            cursor.execute(statement)
        cursor.execute(SHOWN_WRONGLY)
        for (article,) in cursor.fetchall():
            recount.show_rightly(article)
    for numbers in batched(Article.objects.order_by("pk").values_list("pk", flat=True).iterator(), AT_ONCE):
        bulk.write(SearchEntry, [each.columns for each in entries_of(Article.objects.filter(pk__in=numbers))])
    if Comment.objects.exists():
        jobs.enqueue(alike.NOTE_JOB, 0)
    letters.pause()
    return Job.objects.on_hold().count()
