"""What readers have against a comment, and what its author has against a decision. Each waits for a person.

Readers come with their own pages; these are the two verbs that those call: `Report.file` and `Appeal.file`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.models.commenter import Commenter
from comments.models.log import ModerationAction
from comments.models.refused import DecisionRefused
from comments.models.shelf import Shelf
from comments.models.undone import as_after
from database import statements

if TYPE_CHECKING:
    from comments.models.comment import Comment

JUDGED = 20  # of somebody's latest reports that were decided: so many say how far to trust the next
WORDS = 1_000
OVERTAKEN = "overtaken"  # the code of what is refused since another decision came first


class Outcome(models.TextChoices):
    OPEN = "open", gettext_lazy("open")
    UPHELD = "upheld", gettext_lazy("upheld")
    DISMISSED = "dismissed", gettext_lazy("dismissed")
    MOOT = "moot", gettext_lazy("settled without a person")


class Plea(models.TextChoices):
    OPEN = "open", gettext_lazy("open")
    GRANTED = "granted", gettext_lazy("granted")
    DENIED = "denied", gettext_lazy("denied")
    MOOT = "moot", gettext_lazy("settled without a person")


class Report(models.Model):
    """A reader's: one per reader and text. Whoever has no account is known by a pseudonym of the network alone."""

    comment = models.ForeignKey("comments.Comment", models.CASCADE, related_name="reports")
    version = models.PositiveIntegerField()
    reporter = models.ForeignKey(Commenter, models.PROTECT, null=True, related_name="reports_made")
    network_key = models.CharField(max_length=64, blank=True)  # accounts.network.pseudonym; for who has no account
    reason = models.CharField(max_length=40)  # comments/reasons.py, COMPLAINTS
    words = models.TextField(max_length=WORDS, blank=True)
    at = models.DateTimeField(default=timezone.now)
    weight = models.PositiveSmallIntegerField(default=0)  # what it adds to the comment's priority while it is open
    outcome = models.CharField(max_length=9, choices=Outcome, default=Outcome.OPEN)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)  # the act that closed it

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["comment", "version", "reporter"],
                condition=Q(reporter__isnull=False),
                name="one_report_per_reader_and_text",
            ),
            models.UniqueConstraint(
                fields=["comment", "version", "network_key"],
                condition=Q(network_key__gt=""),
                name="one_report_per_network_and_text",
            ),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="report_outcome_is_known"),
        ]
        indexes = [
            models.Index(fields=["network_key", "-id"], condition=Q(network_key__gt=""), name="report_of_network")
        ]

    def __str__(self) -> str:
        return f"{self.comment_id}.{self.version}: {self.reason}"

    @classmethod
    def file(
        cls, comment: Comment, *, reason: str, words: str = "", reporter: Commenter | None = None, network: str = ""
    ) -> Report:
        """Opens the tab *Reported* for it, however often it had been closed. The same reader's same report counts once.

        `network` is a pseudonym. A further one from there is kept beside the first and weighs nothing: whoever sent it
        may be somebody else, who is not told of the first. Raises DecisionRefused unless the comment is public.
        """
        who: dict[str, Any] = {"reporter": reporter, "network_key": "" if reporter else network}
        with transaction.atomic():
            held = statements.locked(type(comment), ("version", "priority"), pk=comment.pk, status="approved")
            if not held:
                raise DecisionRefused("not_public", _("This comment is not public any more."))
            made = cls(comment=comment, version=held[0].version, reason=reason, words=words, weight=weigh(**who), **who)
            if not statements.insert(made, unless_there=True):
                if reporter:
                    return cls.objects.get(comment=comment, version=made.version, reporter=reporter)
                made.network_key, made.weight = "", 0
                statements.insert(made)
            columns = {"shelf": Shelf.REPORTED, "priority": held[0].priority + made.weight}
            statements.change(type(comment), {"pk": comment.pk}, columns)
        return made


def weigh(reporter: Commenter | None, network_key: str) -> int:
    """1 to 10: the share of this reader's latest reports that were upheld, and the middle for who is new."""
    theirs = Report.objects.filter(reporter=reporter) if reporter else Report.objects.filter(network_key=network_key)
    judged = theirs.filter(outcome__in=(Outcome.UPHELD, Outcome.DISMISSED)).order_by("-pk")
    outcomes = list(judged.values_list("outcome", flat=True)[:JUDGED])
    return max(1, round(10 * (outcomes.count(Outcome.UPHELD) + 1) / (len(outcomes) + 2)))


class Appeal(models.Model):
    """An author's, against one decision: the comment waits for another look by somebody else."""

    comment = models.ForeignKey("comments.Comment", models.CASCADE, related_name="appeals")
    version = models.PositiveIntegerField()
    decision = models.BigIntegerField(unique=True)  # the act that it is against
    first_decider = models.BigIntegerField(null=True)  # null: it was no person
    words = models.TextField(max_length=WORDS, blank=True)
    at = models.DateTimeField(default=timezone.now)
    shelf_before = models.CharField(max_length=8, blank=True, choices=Shelf)
    outcome = models.CharField(max_length=7, choices=Plea, default=Plea.OPEN)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)  # the act that closed it
    by_same_person = models.BooleanField(default=False)  # who decided first decided again: there was nobody else

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["comment"], condition=Q(outcome="open"), name="one_open_appeal"),
            models.CheckConstraint(condition=Q(outcome__in=Plea.values), name="appeal_outcome_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.outcome}"

    @classmethod
    def about_the_standing(cls, comment: Comment) -> Appeal | None:
        """Against the decision that is in force, if it waits or was denied."""
        latest = cls.objects.filter(comment=comment.pk).order_by("-pk").first()
        if latest is None or latest.outcome not in (Plea.OPEN, Plea.DENIED):
            return None
        return latest if latest.decision == as_after(ModerationAction.objects.about(comment.pk)) else None

    @classmethod
    def granted_by_the_standing(cls, comment: Comment) -> Appeal | None:
        """That which the decision in force has granted."""
        latest = cls.objects.filter(comment=comment.pk, outcome=Plea.GRANTED).order_by("-pk").first()
        standing = as_after(ModerationAction.objects.about(comment.pk)) if latest else None
        return latest if latest and latest.decided_by == standing else None

    @classmethod
    def file(cls, comment: Comment, *, words: str = "", against: int | None = None) -> Appeal:
        """One per decision: who asks again gets the same. `against`: the act that its author has read of, if known.

        Raises DecisionRefused when there is nothing to appeal, or another decision stands by now.
        """
        model = type(comment)
        with transaction.atomic():
            held = statements.locked(model, ("version", "status", "shelf", "emptied_at"), pk=comment.pk)
            decision = ModerationAction.objects.about(comment.pk).first()
            if not held or held[0].status not in ("rejected", "spam") or held[0].emptied_at or decision is None:
                raise DecisionRefused("not_appealable", _("There is no decision here that could be looked at again."))
            if against not in (None, decision.pk):
                raise DecisionRefused(OVERTAKEN, _("Something else has been decided about this comment meanwhile."))
            made = cls(comment=comment, version=held[0].version, decision=decision.pk, words=words)
            made.first_decider, made.shelf_before = decision.actor, held[0].shelf
            if not statements.insert(made, unless_there=True):
                return cls.objects.get(decision=decision.pk)
            statements.change(model, {"pk": comment.pk}, {"shelf": Shelf.APPEALED})
        return made
