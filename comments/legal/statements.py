"""What the commenter is owed when their comment was removed after a notice (article 17)."""

from __future__ import annotations

from comments.models import Comment, LegalOutcome, LegalReport, Status


def statement_about(comment: Comment) -> LegalReport | None:
    """The decision that stands; None while the comment is anything but rejected."""
    if comment.status != Status.REJECTED:
        return None
    removed = LegalReport.objects.filter(comment=comment, outcome=LegalOutcome.REMOVED).exclude(explanation="")
    return removed.order_by("-decided_at", "-pk").first()
