from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import connection, models
from django.db.models import Q
from django.utils import timezone

from comments.keys import hex_digest
from comments.text import domain_of, fold
from database import statements

# By hand, as each decision does it: composing it would cost ten times its running.
RECOUNT = """
UPDATE comments_commenter SET (approved_count, rejected_count, spam_count) = (
    SELECT COUNT(*) FILTER (WHERE status = 'approved'), COUNT(*) FILTER (WHERE status = 'rejected'),
        COUNT(*) FILTER (WHERE status = 'spam')
    FROM comments_comment WHERE commenter_id = %(person)s
) WHERE id = %(person)s
"""


def email_key(address: str) -> str:
    return hex_digest("email", fold(address))


def domain_key(address: str) -> str:
    """By which those with an address of one domain are found; the domain itself is kept nowhere. Empty without one."""
    return hex_digest("domain", domain_of(address)) if "@" in address else ""


class CommenterQuerySet(models.QuerySet["Commenter"]):
    def proven(self) -> Self:
        """Whoever signs in, as long as the account is open; and whoever has confirmed an address."""
        return self.filter(Q(user__is_active=True) | Q(contact__confirmed_at__isnull=False))


class Commenter(models.Model):
    """Whoever wrote comments: an account, the owner of an e-mail address, or whoever types one.

    Addresses are known by their HMAC. One that its owner confirms has two rows, so that whoever merely types it shares
    nothing with its owner: tallies of a typed address are a hint for moderators, trust belongs to `proven` alone.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="commenter")
    email_key = models.CharField(max_length=64, null=True)  # noqa: DJ001  null is "none", "" would be one
    of_owner = models.BooleanField(default=False)  # not of whoever types the address; see Contact
    domain_key = models.CharField(max_length=64, blank=True)  # the HMAC of what follows the @ in their address
    first_seen_at = models.DateTimeField(default=timezone.now)
    approved_count = models.PositiveIntegerField(default=0)
    rejected_count = models.PositiveIntegerField(default=0)
    spam_count = models.PositiveIntegerField(default=0)

    objects = CommenterQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["domain_key", "id"], condition=Q(domain_key__gt=""), name="commenter_domain")]
        constraints = [models.UniqueConstraint(fields=["email_key", "of_owner"], name="one_commenter_per_claim")]

    def __str__(self) -> str:
        return str(self.user or self.pk)

    def recount(self) -> None:
        """Counts this person's comments anew, under the row's lock."""
        statements.locked(Commenter, ("id",), pk=self.pk)
        with connection.cursor() as cursor:
            cursor.execute(RECOUNT, {"person": self.pk})
