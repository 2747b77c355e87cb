"""Who has taken a comment into hand, so that a colleague does not: a lease beside the comment, never a status of it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import connection, models
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.models import User
from comments.models.comment import Comment
from database.statements import moment

LEASE = timedelta(minutes=5)  # the page of whoever works on it renews it ten times as often

# Of a claim `k` on the comment `c`. It ends with its lease, and with any change of the comment's status: so decisions
# have nothing to do for it.
STANDS = "k.until > %(now)s AND k.status = c.status"
TAKE = """
INSERT INTO comments_claim (comment_id, by_id, status, until)
SELECT c.id, %(by)s, c.status, %(until)s FROM comments_comment c
WHERE c.id = %(comment)s AND c.status <> 'withdrawn' AND c.emptied_at IS NULL
ON CONFLICT (comment_id) DO UPDATE SET by_id = excluded.by_id, status = excluded.status, until = excluded.until
WHERE comments_claim.by_id = excluded.by_id OR comments_claim.until <= %(now)s
    OR comments_claim.status <> excluded.status
"""


class Claims(models.Manager["Claim"]):
    """Each change is one conditional statement: of two who press at once, one has it, and the other is told."""

    def take(self, comment: int, by: User) -> bool:
        """False while another's claim stands. One's own is renewed, one that has lapsed is taken over."""
        now = timezone.now()
        values = {"comment": comment, "by": by.pk, "now": moment(now), "until": moment(now + LEASE)}
        with connection.cursor() as cursor:
            cursor.execute(TAKE, values)
            return bool(cursor.rowcount)

    def renew(self, comments: Collection[int], by: User) -> int:
        """Those that are still this person's. What has lapsed is renewed as long as nobody has taken it over."""
        undecided = Comment.objects.filter(pk=OuterRef("comment"), status=OuterRef("status"))
        own = self.filter(Exists(undecided), comment__in=comments, by=by)
        return own.update(until=timezone.now() + LEASE)

    def release(self, comment: int, by: User) -> bool:
        return bool(self.filter(comment=comment, by=by).delete()[0])


class Claim(models.Model):
    """`status`: as the comment stood when it was claimed. What has lapsed is in nobody's way; a job deletes it."""

    comment = models.OneToOneField(Comment, models.CASCADE, primary_key=True, related_name="+")
    by = models.ForeignKey(User, models.CASCADE, related_name="+")
    status = models.CharField(max_length=10)
    until = models.DateTimeField()

    objects = Claims()

    def __str__(self) -> str:
        return f"{self.comment_id} by {self.by_id} until {self.until:%H:%M}"


def lapsed(now: datetime) -> models.QuerySet[Claim]:
    return Claim.objects.filter(until__lt=now)
