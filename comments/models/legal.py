"""What somebody holds to be against the law: a notice as article 16 of the Digital Services Act (EU 2022/2065) has it.

It is no `Report`: it has a queue of its own, and whoever sent it is told the decision, why, and what they can do.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.keys import short_digest
from comments.terms import LEGAL_UNDECIDED_AT_MOST, LEGAL_WARNING, LEGAL_WORDS_AFTER_DECISION

LONGEST_PASSAGE, LONGEST_LAW, LONGEST_WORDS, LONGEST_NAME, LONGEST_EMAIL = 500, 300, 3_000, 80, 254


class Ground(models.TextChoices):
    DEFAMATION = "defamation", _("It insults or defames somebody.")
    THREAT = "threat", _("It threatens somebody, or calls for violence.")
    HATE = "hate", _("It stirs up hatred against a group of people.")
    PRIVACY = "privacy", _("It publishes private data or pictures of somebody.")
    PROPERTY = "property", _("It uses a work or a trademark that is somebody else's.")
    FRAUD = "fraud", _("It cheats people, or offers what must not be sold.")
    CHILDREN = "children", _("It shows or offers the sexual abuse of children.")
    OTHER = "other", _("It is against another law or right.")


NAMELESS = frozenset({Ground.CHILDREN})  # of which the law asks for no name and address (article 16, 2 c)


class LegalOutcome(models.TextChoices):
    OPEN = "open", _("open")
    REMOVED = "removed", _("removed")
    KEPT = "kept", _("kept")
    NOT_OURS = "not_ours", _("not for us")


class LegalReportQuerySet(models.QuerySet["LegalReport"]):
    def open(self) -> Self:
        """Oldest first."""
        return self.filter(outcome=LegalOutcome.OPEN).order_by("pk")

    def decided(self) -> Self:
        """Latest first."""
        return self.filter(decided_at__isnull=False).order_by("-decided_at", "-pk")

    def within(self, sections: Collection[int] | None) -> Self:
        """Under articles of these sections; None: of all."""
        return self if sections is None else self.filter(comment__section__in=sections)

    def with_overdue_words(self, now: datetime) -> Self:
        decided = Q(decided_at__lt=now - LEGAL_WORDS_AFTER_DECISION)
        undecided = Q(outcome=LegalOutcome.OPEN, at__lt=now - LEGAL_UNDECIDED_AT_MOST)
        return self.filter(decided | undecided).exclude(why="", explanation="")

    def with_words_ending(self, now: datetime) -> Self:
        """Those that somebody should decide before their words are gone."""
        return self.open().filter(at__lt=now - LEGAL_UNDECIDED_AT_MOST + LEGAL_WARNING).exclude(why="")


class LegalReport(models.Model):
    comment = models.ForeignKey("comments.Comment", models.CASCADE, related_name="legal_reports")
    version = models.PositiveIntegerField()
    ground = models.CharField(_("what is against the law"), max_length=10, choices=Ground)
    passage = models.CharField(_("which words"), max_length=LONGEST_PASSAGE, blank=True)
    why = models.TextField(_("why"), max_length=LONGEST_WORDS, blank=True)  # empty once its time is over
    law = models.CharField(_("law or right"), max_length=LONGEST_LAW, blank=True)
    at = models.DateTimeField(default=timezone.now)
    nonce = models.CharField(max_length=32, unique=True)  # the number of the form's token
    outcome = models.CharField(max_length=8, choices=LegalOutcome, default=LegalOutcome.OPEN)
    basis = models.CharField(max_length=LONGEST_LAW, blank=True)  # the law or rule that the decision rests on
    explanation = models.TextField(max_length=LONGEST_WORDS, blank=True)  # why it was decided so, for both sides
    decided_at = models.DateTimeField(null=True)

    objects = LegalReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=LegalOutcome.values), name="legal_outcome_is_known"),
            models.CheckConstraint(
                condition=Q(outcome="open", decided_at=None) | ~Q(outcome="open") & Q(decided_at__isnull=False),
                name="legal_report_decided_at_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(outcome="open"), name="legal_open"),
            models.Index(fields=["-decided_at", "-id"], condition=Q(decided_at__isnull=False), name="legal_decided"),
        ]
        permissions = [("handle_legal_reports", _("Can decide reports of illegal content"))]
        verbose_name = _("report of illegal content")
        verbose_name_plural = _("reports of illegal content")

    def __str__(self) -> str:
        return f"{self.comment_id}.{self.version}: {self.ground}"

    @property
    def token(self) -> str:
        """Of the private page; a copy of the database opens none."""
        return f"{self.pk}-{short_digest('legal', self.nonce)}"

    @property
    def words_end_at(self) -> datetime | None:
        """When they are deleted though nobody has decided; None while that is far off."""
        at = self.at + LEGAL_UNDECIDED_AT_MOST
        is_near = self.outcome == LegalOutcome.OPEN and at - LEGAL_WARNING < timezone.now()
        return at if is_near else None


class LegalContactQuerySet(models.QuerySet["LegalContact"]):
    def overdue(self, now: datetime) -> Self:
        decided = Q(report__decided_at__lt=now - LEGAL_WORDS_AFTER_DECISION)
        return self.filter(decided | Q(report__at__lt=now - LEGAL_UNDECIDED_AT_MOST))


class LegalContact(models.Model):
    """Who sent it, apart from it so that it can go by itself. Only an address that was proven gets the outcome."""

    report = models.OneToOneField(LegalReport, models.CASCADE, primary_key=True, related_name="contact")
    name = models.CharField(max_length=LONGEST_NAME, blank=True)
    email = models.EmailField(max_length=LONGEST_EMAIL, blank=True)
    confirmed_at = models.DateTimeField(null=True)
    told = models.CharField(max_length=8, blank=True, choices=LegalOutcome)  # the outcome that a letter has named last

    objects = LegalContactQuerySet.as_manager()

    def __str__(self) -> str:
        return f"who sent report {self.report_id}"

    @property
    def token(self) -> str:
        """What the letter to this address knows besides the page's own link: it proves the address."""
        return short_digest("legal-mail", f"{self.report.nonce} {self.email}")
