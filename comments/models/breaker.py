from django.db import models
from django.utils.translation import gettext_lazy as _


class Cause(models.TextChoices):
    PASSING = "passing", _("the spam check does not answer")
    RATE_LIMITED = "rate_limited", _("the spam check asks us to slow down")
    CONFIGURATION = "configuration", _("the spam check refuses us")


class Breaker(models.Model):
    """One row, shared by all workers: whether Akismet may be called now. comments/breaker.py has its rules."""

    cause = models.CharField(max_length=14, choices=Cause, blank=True)
    opened_at = models.DateTimeField(null=True)
    probe_at = models.DateTimeField(null=True)
    failed = models.JSONField(default=list)  # comments that failed in a row, at most three, each once
    detail = models.CharField(max_length=200, blank=True)
    last_good_at = models.DateTimeField(null=True)
    last_fault_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.get_cause_display() if self.cause else "closed"

    @property
    def is_open(self) -> bool:
        return bool(self.cause)
