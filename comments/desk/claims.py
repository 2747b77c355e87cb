"""What a decision does about a comment that somebody else has claimed.

A claim asks colleagues to wait and forbids them nothing: who decides all the same is told first, and presses again.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from comments.desk import answers, claims_part
from comments.desk.acts import ActForm
from comments.desk.answers import moderator
from comments.models import Comment
from comments.models.claim import STANDS
from comments.queue import whole_number
from database import statements

UNCLAIMED = f"""
SELECT {{columns}} FROM comments_comment WHERE id = %(pk)s AND NOT EXISTS (
    SELECT 1 FROM comments_claim k
    WHERE k.comment_id = %(pk)s AND k.by_id <> %(viewer)s AND k.by_id <> %(over)s
        AND {STANDS.replace("c.", "comments_comment.")}
)
"""  # noqa: S608


def unclaimed(request: HttpRequest, pk: int, columns: Sequence[str]) -> Comment | None:
    """The comment, unless somebody else has claimed it and the form does not say that this is known."""
    over = whole_number(request.POST.get("over", "")) or 0
    values = {"pk": pk, "viewer": moderator(request).pk, "over": over, "now": statements.moment(timezone.now())}
    found = statements.rows_by(Comment, UNCLAIMED, values, tuple(columns))
    return found[0] if found else None


def refused(request: HttpRequest, pk: int, form: ActForm) -> HttpResponse:
    """The card, whose buttons decide all the same."""
    holder = claims_part.read([pk]).get(pk)
    if holder is None:  # released this very moment
        return answers.refused(request, pk, 409, _("It was claimed by somebody else. Press again."), form)
    return answers.refused(request, pk, 409, claims_part.sentence(holder), form, over=holder.number)


def held_by_others(comments: Sequence[int], viewer: User) -> dict[int, claims_part.Holder]:
    """By comment, in one query."""
    return {pk: holder for pk, holder in claims_part.read(comments).items() if holder.keeps_out(viewer)}
