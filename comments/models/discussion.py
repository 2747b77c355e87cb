from __future__ import annotations

from django.db import connection, models
from django.utils import timezone

from articles.models import Article
from articles.models.version import RisingNumber
from database import statements

# By hand, as each decision does it: composing it would cost ten times its running.
RECOUNT = """
UPDATE comments_discussion SET version = version + 1,
    approved_count = (SELECT COUNT(*) FROM comments_comment WHERE article_id = %(article)s AND status = 'approved'),
    last_activity = COALESCE(
        (SELECT MAX(created_at) FROM comments_comment WHERE article_id = %(article)s AND status = 'approved'), %(now)s)
WHERE article_id = %(article)s
"""

# Of one thread, as each decision on a reply does it.
RECOUNT_THREAD = """
UPDATE comments_comment SET reply_count =
    (SELECT COUNT(*) FROM comments_comment r WHERE r.root_id = %(thread)s AND r.on_page{is_true})
    - (SELECT COUNT(*) FROM comments_comment t
       WHERE t.root_id = %(thread)s AND t.on_page{is_true} AND NOT (t.status = 'approved'))
WHERE id = %(thread)s
"""  # of all that are shown less the tombstones, each by an index alone: replies lie all over the table
RECOUNT_THREADS = """
UPDATE comments_comment SET reply_count =
    (SELECT COUNT(*) FROM comments_comment r WHERE r.root_id = comments_comment.id AND r.status = 'approved')
WHERE article_id = %(article)s AND depth = 0 AND (reply_count > 0 OR id IN (
    SELECT root_id FROM comments_comment
    WHERE article_id = %(article)s AND status = 'approved' AND root_id IS NOT NULL))
"""  # leaves alone what has none and had none: most threads


class DiscussionClock(RisingNumber):
    """Rises whenever any discussion changes, for the caches of lists with counts."""


class Discussion(models.Model):
    """What is kept about the comments under one article. Its row is the lock for whatever changes what is public."""

    article = models.OneToOneField(Article, models.CASCADE, primary_key=True, related_name="+")
    version = models.PositiveBigIntegerField(default=0)
    approved_count = models.PositiveIntegerField(default=0)
    last_activity = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.article_id}: {self.approved_count}"

    @classmethod
    def lock(cls, article_id: int) -> Discussion:
        """The article's row, made if need be, held until the transaction ends."""
        found = statements.locked(cls, pk=article_id)
        if not found:
            statements.insert(cls(article_id=article_id), unless_there=True)
            found = statements.locked(cls, pk=article_id)
        return found[0]

    def recount(self) -> None:
        """Counts anew and raises the version; the caller holds the lock."""
        with connection.cursor() as cursor:
            cursor.execute(RECOUNT, {"article": self.pk, "now": statements.moment(timezone.now())})
        DiscussionClock.advance()

    def recount_with_threads(self) -> None:
        """After comments were written past the verbs, too."""
        with connection.cursor() as cursor:
            cursor.execute(RECOUNT_THREADS, {"article": self.pk})
        self.recount()


def recount_thread(first: int) -> None:
    """How many answers are public below the first comment of a thread; the caller holds the discussion's lock."""
    is_true = " = 1" if connection.vendor == "sqlite" else ""  # as its partial indexes have it, letter by letter
    with connection.cursor() as cursor:
        cursor.execute(RECOUNT_THREAD.format(is_true=is_true), {"thread": first})
