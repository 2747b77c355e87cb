"""Adjectives of comments: which of them are meant."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from comments.models.status import Status

if TYPE_CHECKING:
    from comments.models.comment import Comment


class CommentQuerySet(models.QuerySet["Comment"]):
    def bulk_create(self, objs: Iterable[Comment], *args: Any, **kwargs: Any) -> list[Comment]:
        rows = list(objs)
        for comment in rows:
            comment.take_section()
        return super().bulk_create(rows, *args, **kwargs)

    def approved(self) -> Self:
        return self.filter(status=Status.APPROVED)

    def waiting(self) -> Self:
        """For a person to decide, and not put off."""
        return self.filter(status=Status.PENDING).filter(
            Q(deferred_until__isnull=True) | Q(deferred_until__lte=timezone.now())
        )

    def deferred(self) -> Self:
        return self.filter(deferred_until__gt=timezone.now())

    def on_page(self) -> Self:
        """What an article's page shows: approved comments, and tombstones over approved replies."""
        return self.filter(on_page=True)
