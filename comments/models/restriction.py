"""What somebody may do here for a time only after a person has read it, or not at all.

A restriction is about a subject: an account, a typed e-mail address (known by its HMAC alone), an e-mail domain or a
network. It ends by itself, since "in force" is asked with the present time; nothing has to run for that.
"""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models.commenter import Commenter


class RestrictionKind(models.TextChoices):
    """From the mildest to the strictest."""

    HOLD = "hold", _("always held")
    SUSPENDED = "suspended", _("suspended")
    BANNED = "banned", _("banned")


STRICTNESS = {kind.value: place for place, kind in enumerate(RestrictionKind)}


class Scope(models.TextChoices):
    ACCOUNT = "account", _("account")
    ADDRESS = "address", _("e-mail address")
    DOMAIN = "domain", _("e-mail domain")
    NETWORK = "network", _("network")


class RestrictionQuerySet(models.QuerySet["Restriction"]):
    def open(self) -> Self:
        """Neither lifted nor replaced; the end of some may be past."""
        return self.filter(closed_at=None)

    def in_force(self, now: datetime | None = None) -> Self:
        return self.open().filter(Q(until=None) | Q(until__gt=now or timezone.now()))


class Restriction(models.Model):
    """One row for each time that somebody was restricted. `subject` is erased some time after the end."""

    kind = models.CharField(max_length=9, choices=RestrictionKind)
    scope = models.CharField(max_length=7, choices=Scope)
    subject = models.CharField(max_length=300, blank=True)  # the scope and what it names: "domain example.org"
    person = models.ForeignKey(Commenter, models.PROTECT, related_name="+")  # on whose page it was made
    reason = models.CharField(max_length=40)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)  # when it was lifted or replaced, or was seen to have ended
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = RestrictionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "kind"], condition=Q(closed_at=None), name="one_restriction_per_subject_and_kind"
            ),
            models.CheckConstraint(condition=Q(kind__in=RestrictionKind.values), name="restriction_kind_is_known"),
            models.CheckConstraint(condition=Q(scope__in=Scope.values), name="restriction_scope_is_known"),
            models.CheckConstraint(
                condition=~Q(scope=Scope.NETWORK) | Q(until__isnull=False), name="restricted_network_has_an_end"
            ),
            models.CheckConstraint(
                condition=~Q(kind=RestrictionKind.SUSPENDED) | Q(until__isnull=False), name="suspension_has_an_end"
            ),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gt=F("since")), name="restriction_ends_later"),
            models.CheckConstraint(
                condition=~Q(subject="") | Q(closed_at__isnull=False), name="open_restriction_has_a_subject"
            ),
        ]
        indexes = [
            models.Index(fields=["subject", "-id"], name="restriction_of_subject"),
            models.Index(fields=["person", "-id"], name="restriction_of_person"),
            models.Index(fields=["-id"], condition=Q(closed_at=None), name="restriction_open"),
        ]
        verbose_name = _("restriction")
        verbose_name_plural = _("restrictions")

    def __str__(self) -> str:
        return f"{self.scope}: {self.kind}"

    @property
    def refuses(self) -> bool:
        """Posts are turned away, not only held."""
        return self.kind != RestrictionKind.HOLD

    @property
    def is_in_force(self) -> bool:
        return self.closed_at is None and (self.until is None or self.until > timezone.now())

    @property
    def ended_at(self) -> datetime | None:
        """None while it has no end in the past."""
        past = [at for at in (self.closed_at, self.until) if at and at <= timezone.now()]
        return min(past, default=None)

    @property
    def names(self) -> str:
        """The domain or network itself; empty for what is known by a number or an HMAC, and when it is erased."""
        named = self.scope in (Scope.DOMAIN, Scope.NETWORK)
        return self.subject.partition(" ")[2] if named else ""
