"""The columns of `manage.py export_comments`."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, QuerySet

from comments import markup
from comments.links import permalink
from comments.models import Comment, Submission
from moving.lists.listing import Columns, Listing

PLAIN: Columns[Comment] = {
    "number": lambda comment: comment.pk,
    "article": lambda comment: comment.article_id,
    "article_address": lambda comment: settings.SITE_URL + comment.article.get_absolute_url(),
    "headline": lambda comment: comment.article.headline,
    "section": lambda comment: comment.article.section.slug,
    "address": lambda comment: settings.SITE_URL + permalink(comment) if comment.on_page else "",
    "answers": lambda comment: comment.parent_id,
    "thread": lambda comment: comment.root_id or comment.pk,
    "depth": lambda comment: comment.depth,
    "status": lambda comment: comment.status,
    "reason": lambda comment: comment.reason,
    "name": lambda comment: comment.name,
    "website": lambda comment: comment.website,
    "account": lambda comment: comment.commenter.user_id if comment.commenter else None,
    "badge": lambda comment: comment.badge,
    "text": lambda comment: comment.text,
    "html": lambda comment: markup.current(comment.html, comment.markup, comment.text),
    "created_at": lambda comment: comment.created_at,
    "edited_at": lambda comment: comment.edited_at,
    "decided_at": lambda comment: comment.decided_at,
    "featured": lambda comment: comment.featured_at is not None,
}
ABOUT_PEOPLE: Columns[Comment] = {
    "email": lambda comment: _last(comment, "email"),
    "ip": lambda comment: _last(comment, "ip"),
    "user_agent": lambda comment: _last(comment, "user_agent"),
}
_LATEST_FIRST = Prefetch("submissions", Submission.objects.order_by("-version"))

COMMENTS = Listing(PLAIN, ("article__section", "commenter"))
COMMENTS_AND_PEOPLE = Listing(PLAIN | ABOUT_PEOPLE, ("article__section", "commenter", _LATEST_FIRST))


def _last(comment: Comment, name: str) -> Any:
    """Of the latest request, as long as it is kept."""
    return next((getattr(each, name) for each in comment.submissions.all()), "")


def comments_asked_for(
    statuses: Collection[str] | None, since: datetime | None, until: datetime | None, article: int | None
) -> QuerySet[Comment]:
    asked = {"status__in": statuses or None, "created_at__gte": since, "created_at__lt": until, "article": article}
    return Comment.objects.filter(**{name: value for name, value in asked.items() if value is not None})
