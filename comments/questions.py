"""A comment that waits for a verdict, and what has come of asking about it so far."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from comments import spam
from comments.models import Check, Comment, Status, Submission
from comments.models.check import ANSWERED
from comments.rules.saying import Said
from comments.spam import Verdict
from database import statements
from outbox.models import Job

GIVE_UP_AFTER = timedelta(days=15)
ASKED_BY_MODERATOR = "check_again"
FINAL = (Verdict.HAM, Verdict.SPAM, Verdict.DISCARD)


@dataclass(frozen=True)
class Question:
    """`attempts` are those at the text as it is, since the check was asked for."""

    comment: Comment
    submission: Submission | None
    attempts: list[Check]
    said: Said

    @classmethod
    def about(cls, number: int) -> Question | None:
        """None when the comment no longer waits for a verdict."""
        comment = statements.first(Comment, pk=number)
        if comment is None or comment.status != Status.UNCHECKED:
            return None
        of_text = {"comment_id": number, "version": comment.submitted_version}
        attempts = [check for check in statements.rows(Check, **of_text) if check.created_at >= comment.asked_at]
        submission = statements.first(Submission, **of_text)
        said = Said(comment.html, comment.name, submission.email if submission else "", comment.website)
        return cls(comment, submission, attempts, said)

    def usable_verdict(self) -> Check | None:
        """A final one; or the ham in a provisional one, after it was asked about anew and twice its time is over."""
        final = [attempt for attempt in self.attempts if attempt.verdict in FINAL]
        provisional = self._provisional
        if final or provisional is None:
            return final[-1] if final else None
        is_over = timezone.now() >= provisional.created_at + 2 * _asked_for(provisional)
        return provisional if is_over and self.attempts[-1] is not provisional else None

    def why_not_asked(self) -> str:
        """A reason code; empty when Akismet is to be asked."""
        if not spam.is_configured():
            return "not_checked_no_key"
        if timezone.now() - self.comment.asked_at >= GIVE_UP_AFTER:
            return "not_checked_gave_up"
        return "" if self.submission else "not_checked_nothing_stored"

    def attempt(self, job: Job, detail: str = "") -> Check:
        """Not saved yet. By the clock of another machine it may not come before the question."""
        return Check(
            comment=self.comment,
            version=self.comment.submitted_version,
            created_at=max(timezone.now(), self.comment.asked_at),
            verdict=Verdict.UNKNOWN,
            detail=detail,
            recheck_reason=self._recheck_reason(job),
        )

    def payload(self, recheck_reason: str) -> dict[str, str]:
        """What was stored when the comment came, and why it is sent again."""
        stored: dict[str, str] = self.submission.payload if self.submission else {}
        return stored | ({"recheck_reason": recheck_reason} if recheck_reason else {})

    def _recheck_reason(self, job: Job) -> str:
        """In Akismet's words. A worker that was killed may have asked without leaving an attempt."""
        if self._provisional:
            return "recheck"
        if self.comment.reason == ASKED_BY_MODERATOR:
            return "recheck_queue"
        if self.comment.submitted_version > 1:
            return "edit"
        return "retry" if self.attempts or job.failures else ""

    @property
    def _provisional(self) -> Check | None:
        return next((attempt for attempt in self.attempts if attempt.verdict == Verdict.PROVISIONAL), None)

    def seconds_until_recheck(self, latest: Check) -> float:
        """After the time that Akismet named; after a second provisional verdict, when its ham may be used."""
        first = self._provisional
        if first is None:
            return _asked_for(latest).total_seconds()
        return max((first.created_at + 2 * _asked_for(first) - timezone.now()).total_seconds(), 0)

    def others_passed_meanwhile(self) -> bool:
        """Whether this comment has failed before, and others have been answered since."""
        faults = [attempt for attempt in self.attempts if attempt.fault]
        later = Check.objects.filter(pk__gt=faults[-1].pk if faults else 0, verdict__in=ANSWERED)
        return bool(faults) and later.exclude(comment=self.comment).exists()

    @property
    def own_faults(self) -> int:
        return sum(attempt.fault == Check.Fault.OWN for attempt in self.attempts)


def _asked_for(provisional: Check) -> timedelta:
    return timedelta(seconds=provisional.recheck_after or 0)
