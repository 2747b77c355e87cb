"""Who has taken a comment into hand, so that a colleague does not: a lease beside the comment, never a status of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, models
from django.utils import timezone

from accounts.models import User
from comments.models.comment import Comment
from database.statements import moment

LEASE = timedelta(minutes=5)  # the page of whoever works on it renews it ten times as often

# Of a claim `k` on the comment `c`. It ends with its lease, and as soon as the comment stands elsewhere: so decisions
# have nothing to do for it.
STANDS = "k.until > %(now)s AND k.stood = c.status || c.shelf"
TAKE = """
INSERT INTO comments_claim (comment_id, by_id, stood, until)
SELECT c.id, %(by)s, c.status || c.shelf, %(until)s FROM comments_comment c
WHERE c.id = %(comment)s AND c.status <> 'withdrawn' AND c.emptied_at IS NULL
ON CONFLICT (comment_id) DO UPDATE SET by_id = excluded.by_id, stood = excluded.stood, until = excluded.until
WHERE comments_claim.by_id = excluded.by_id OR comments_claim.until <= %(now)s OR comments_claim.stood <> excluded.stood
"""
RENEW = """
UPDATE comments_claim AS k SET until = %(until)s
WHERE k.by_id = %(by)s AND k.comment_id IN ({})
    AND EXISTS (SELECT 1 FROM comments_comment c WHERE c.id = k.comment_id AND k.stood = c.status || c.shelf)
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

    def renew(self, comments: Sequence[int], by: User) -> int:
        """Those that are still this person's. What has lapsed is renewed as long as nobody has taken it over."""
        if not comments:
            return 0
        names = [f"c{place}" for place in range(len(comments))]
        values = dict(zip(names, comments, strict=True)) | {"by": by.pk, "until": moment(timezone.now() + LEASE)}
        with connection.cursor() as cursor:
            cursor.execute(RENEW.format(", ".join(f"%({name})s" for name in names)), values)
            return int(cursor.rowcount)

    def release(self, comment: int, by: User) -> bool:
        return bool(self.filter(comment=comment, by=by).delete()[0])


class Claim(models.Model):
    """`stood`: where the comment stood when it was claimed. What has lapsed is in nobody's way; a job deletes it."""

    comment = models.OneToOneField(Comment, models.CASCADE, primary_key=True, related_name="+")
    by = models.ForeignKey(User, models.CASCADE, related_name="+")
    stood = models.CharField(max_length=24)
    until = models.DateTimeField()

    objects = Claims()

    def __str__(self) -> str:
        return f"{self.comment_id} by {self.by_id} until {self.until:%H:%M}"


def lapsed(now: datetime) -> models.QuerySet[Claim]:
    return Claim.objects.filter(until__lt=now)
