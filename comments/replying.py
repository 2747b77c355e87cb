"""Answering a comment from the desk: under the moderator's own name, by the road of everybody who signs in."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest

from accounts.models import User
from comments import intake
from comments.forms import CommentForm
from comments.models import Batch, Comment, Seen, StaleDecision, Status


def publish(
    request: HttpRequest, answered: Comment, form: CommentForm, *, by: User, seen: Seen, batch: Batch
) -> Comment:
    """The reply. What is answered is approved first if it waits: both, or neither; one batch, so one undo.

    Raises Refused, StaleDecision or DecisionRefused; then nothing has been written.
    """
    with transaction.atomic():
        _make_public(answered, by, seen, batch)
        return intake.submit(request, answered.article, form, batch)


def _make_public(answered: Comment, by: User, seen: Seen, batch: Batch) -> None:
    """Whoever was faster with the same decision leaves only the reply to be done."""
    if seen.status == Status.APPROVED:
        return
    try:
        answered.approve(by=by, seen=seen, batch=batch)
    except StaleDecision:
        if not Comment.objects.approved().filter(pk=answered.pk, version=seen.version).exists():
            raise
