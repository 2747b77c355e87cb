"""A moderator's edit: a new version of a comment's text, with the one before kept. Its status stays.

It is a person's decision, so no rule looks at it and Akismet is not asked; Akismet is told of the text as it came
(`Comment.submitted_version`). The page says that a moderator has edited it, and so does its author's own page.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from comments import alike, markup, search
from comments.models import (
    Batch,
    Comment,
    DecisionRefused,
    Discussion,
    FormerText,
    Kind,
    ModerationAction,
    Rule,
    Seen,
    StaleDecision,
    Status,
    log,
)
from comments.models.undone import answer_to, refuse_unless_latest
from database import statements

EDITABLE = (Status.PENDING, Status.APPROVED, Status.REJECTED)
"""Not while the spam check is out, so that it judges what it was sent; and spam is not worth it."""


def amend(comment: Comment, text: str, *, by: User, seen: Seen | None = None, note: str = "") -> ModerationAction:
    """Raises StaleDecision when the comment is no longer as it was seen, DecisionRefused where nothing is edited."""
    seen = seen or comment.seen
    if seen.status not in EDITABLE:
        raise DecisionRefused("not_editable", _("Its words can't be changed as it stands."))
    with transaction.atomic():
        discussion = Discussion.lock(comment.article_id)
        current = _hold(comment, seen)
        before = _replace(current, text, by.pk, discussion)
        action = ModerationAction(kind=Kind.EDIT, comment=comment.pk, version=current.version, actor=by.pk)
        action.before = before
        return log.write(action, note)


def undo(comment: Comment, action: ModerationAction, by: User, batch: Batch) -> ModerationAction:
    """The text before, exactly, as a new version; with it goes whose words it was."""
    with transaction.atomic():
        discussion = Discussion.lock(comment.article_id)
        current = _hold(comment, comment.seen)
        refuse_unless_latest(action)
        if _author_has_edited(action):
            raise StaleDecision(comment)
        former = FormerText.objects.filter(comment=comment.pk, version=action.before["version"]).first()
        if former is None:
            raise DecisionRefused("text_gone", _("The earlier text is no longer kept."))
        before = _replace(current, former.text, former.by, discussion)
        answer = ModerationAction(**answer_to(action, by, batch), before=before)
        answer.version = current.version
        return log.write(answer)


def _author_has_edited(action: ModerationAction) -> bool:
    """Since then. The number of the version does not say so: what took back a later edit has raised it, too."""
    later = ModerationAction.objects.about(action.comment or 0).filter(pk__gt=action.pk)
    return later.filter(rule=Rule.AUTHOR, reason="edited").exists()


def _hold(comment: Comment, seen: Seen) -> Comment:
    found = statements.locked(Comment, pk=comment.pk, status=seen.status, version=seen.version)
    if not found or found[0].emptied_at:
        raise StaleDecision(comment)
    return found[0]


def _replace(comment: Comment, text: str, by: int | None, discussion: Discussion) -> dict[str, int]:
    """Returns the number of the version that is replaced."""
    replaced = comment.version
    FormerText.keep(comment, timezone.now())
    columns = {"text": text, "html": markup.render(text), "markup": markup.MARKUP, "version": replaced + 1}
    columns |= {"edited_by": by, "came_as": comment.submitted_version}
    statements.change(Comment, {"pk": comment.pk}, columns)
    for name, value in columns.items():
        setattr(comment, name, value)
    alike.note(comment)
    search.reworded([comment.pk])
    if comment.on_page:
        discussion.recount()
    return {"version": replaced}
