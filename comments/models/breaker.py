"""The breaker's row and what may happen to it. comments/breaker.py says when, under the row's lock."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from comments.keys import short_digest
from comments.spam import ConfigurationFault, RateLimited, SpamCheckError
from database import statements

FAULTS_TO_OPEN = 3
PROBE_EVERY = timedelta(seconds=15)
VERIFY_EVERY = timedelta(seconds=60)
VERIFY_LATER_EVERY = timedelta(minutes=10)
LATER = timedelta(hours=1)


class Cause(models.TextChoices):
    PASSING = "passing", _("the spam check does not answer")
    RATE_LIMITED = "rate_limited", _("the spam check asks us to slow down")
    CONFIGURATION = "configuration", _("the spam check refuses us")


class Breaker(models.Model):
    """One row, shared by all workers: whether Akismet may be called now.

    Its lock comes after those of discussion, comment and commenter, and before those of jobs.
    """

    cause = models.CharField(max_length=14, choices=Cause, blank=True)
    detail = models.CharField(max_length=200, blank=True)
    opened_at = models.DateTimeField(null=True)
    probe_at = models.DateTimeField(null=True)
    not_before = models.DateTimeField(null=True)  # Retry-After: no call of any kind until then
    key_accepted = models.BooleanField(default=False)  # we were refused, the key is good by now: a comment is next
    refused = models.CharField(max_length=22, blank=True)  # digest of the key and addresses that were refused
    failed = models.JSONField(default=list)  # comments that failed in a row, at most three, each once
    last_good_at = models.DateTimeField(null=True)
    last_fault_at = models.DateTimeField(null=True)
    alert_code = models.CharField(max_length=16, blank=True)
    alert_text = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.get_cause_display() if self.cause else "closed"

    @classmethod
    def current(cls) -> Breaker:
        return statements.first(cls, pk=1) or cls(pk=1)

    @classmethod
    def lock(cls) -> Breaker:
        """The row, made if need be, held until the transaction ends."""
        rows = Breaker.objects.select_for_update(no_key=True).filter(pk=1)
        row = rows.first()
        if row is None:
            Breaker.objects.bulk_create([Breaker(pk=1)], ignore_conflicts=True)
            row = rows.get()
        return row

    @property
    def is_open(self) -> bool:
        return bool(self.cause)

    @property
    def waits_for_key(self) -> bool:
        return self.cause == Cause.CONFIGURATION and not self.key_accepted

    @property
    def has_new_settings(self) -> bool:
        """The operator has acted since we were refused: no need to wait until it is time to ask about the key."""
        return self.cause == Cause.CONFIGURATION and self.refused != _digest_of_settings()

    def rests(self, now: datetime) -> bool:
        return self.not_before is not None and now < self.not_before

    def holds_back(self, now: datetime) -> bool:
        if not self.is_open:
            return False
        if self.has_new_settings:
            return self.rests(now) or now < (self.last_fault_at or now) + PROBE_EVERY
        return self.waits_for_key or (self.probe_at is not None and now < self.probe_at)

    def begin_probe(self, now: datetime) -> None:
        """Nothing is assumed of its outcome: should its worker be killed, the next one is due as usual."""
        if self.has_new_settings:
            self.refused, self.key_accepted = _digest_of_settings(), True
        self.probe_at = now + self.pause(now)

    def pause(self, now: datetime) -> timedelta:
        if self.cause != Cause.CONFIGURATION:
            return PROBE_EVERY
        return VERIFY_LATER_EVERY if now - (self.opened_at or now) >= LATER else VERIFY_EVERY

    def note(self, fault: SpamCheckError, comment: int, now: datetime) -> None:
        """A fault of the service or of our configuration, at this comment."""
        self.last_fault_at = now
        if isinstance(fault, RateLimited):
            self._open(Cause.RATE_LIMITED, fault, now)
            self.rest(fault.retry_after, now)
        elif isinstance(fault, ConfigurationFault):
            self._stop(fault, now)
        else:
            self._count(fault, comment, now)

    def rest(self, seconds: float, now: datetime) -> None:
        self.not_before = self.probe_at = max(self.not_before or now, now + timedelta(seconds=seconds))

    def _stop(self, fault: ConfigurationFault, now: datetime) -> None:
        """Of calls that were under way together, those that come late put nothing off."""
        is_known = self.waits_for_key
        self._open(Cause.CONFIGURATION, fault, now)
        self.key_accepted, self.refused = False, _digest_of_settings()
        if not is_known:
            self.probe_at = max(self.not_before or now, now + self.pause(now))

    def _count(self, fault: SpamCheckError, comment: int, now: datetime) -> None:
        """A late time-out changes nothing while we are refused or asked to wait."""
        if self.rests(now) or self.waits_for_key:
            return
        if not self.is_open and comment not in self.failed:
            self.failed = [*self.failed, comment]
        if self.is_open or len(self.failed) >= FAULTS_TO_OPEN:
            self._open(Cause.PASSING, fault, now)
            self.probe_at = self.probe_at or now + PROBE_EVERY

    def _open(self, cause: Cause, fault: SpamCheckError, now: datetime) -> None:
        self.cause, self.detail = cause, fault.detail
        self.opened_at = self.opened_at or now

    def accept_key(self, now: datetime) -> None:
        self.key_accepted, self.probe_at = True, max(self.not_before or now, now)

    def close(self) -> None:
        self.cause = self.detail = self.refused = ""
        self.opened_at = self.probe_at = self.not_before = None
        self.key_accepted = False


def _digest_of_settings() -> str:
    return short_digest("akismet", f"{settings.AKISMET_API_KEY} {settings.AKISMET_API_URL} {settings.SITE_URL}")
