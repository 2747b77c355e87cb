"""Who wants to be mailed about what. Rows name people by number; the address is looked up when a letter leaves."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from comments.models.comment import Comment, new_nonce
from comments.models.commenter import Commenter


class HowOften(models.TextChoices):
    AT_ONCE = "at_once", _("at once")
    HOURLY = "hourly", _("at most once an hour")
    DAILY = "daily", _("once a day, in the morning")


class FollowQuerySet(models.QuerySet["Follow"]):
    def confirmed(self) -> Self:
        return self.filter(confirmed_at__isnull=False)

    def waiting(self) -> Self:
        """For their address to say that it wants this."""
        return self.filter(confirmed_at=None)

    def not_asked(self) -> Self:
        """Of whoever typed an address over a comment: its owner is asked once that is known to be no spam."""
        return self.waiting().filter(kind=Follow.Kind.REPLIES, commenter__of_owner=False)

    def of_new(self, comments: Iterable[Comment]) -> Self:
        """Those that such comments are new to, once they are public."""
        found = list(comments)
        threads = {comment.root_id for comment in found if comment.root_id}
        answered = {comment.parent_id for comment in found if comment.parent_id}
        return self.confirmed().filter(
            Q(article__in={comment.article_id for comment in found})
            | Q(kind=Follow.Kind.THREAD, comment__in=threads)
            | Q(kind=Follow.Kind.REPLIES, comment__in=answered)
        )

    def held(self) -> Self:
        """For whoever changes several: always in one order, so that nobody waits for one who waits for them."""
        return self.order_by("pk").select_for_update(no_key=True)


class Follow(models.Model):
    """A wish to be mailed. Nothing leaves for it before its address has confirmed it."""

    class Kind(models.TextChoices):
        ARTICLE = "article", _("new comments on an article")
        THREAD = "thread", _("new comments in a thread")
        REPLIES = "replies", _("what becomes of one's own comment, and replies to it")

    commenter = models.ForeignKey(Commenter, models.CASCADE, related_name="follows", db_index=False)
    kind = models.CharField(max_length=7, choices=Kind)
    article = models.ForeignKey(Article, models.CASCADE, null=True, related_name="+")
    comment = models.ForeignKey(
        Comment, models.CASCADE, null=True, related_name="+"
    )  # the thread's first, or one's own
    often = models.CharField(max_length=7, choices=HowOften, default=HowOften.AT_ONCE)
    asked_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)  # when a letter shall say what is new, if something may be
    told_until = models.DateTimeField(default=timezone.now)  # what was published by then has been told
    told_status = models.CharField(max_length=10, blank=True)  # of one's own comment, as it was last told
    told_version = models.PositiveIntegerField(default=0)

    objects = FollowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="article", article__isnull=False, comment=None)
                | Q(kind__in=["thread", "replies"], article=None, comment__isnull=False),
                name="follow_names_what_its_kind_needs",
            ),
            models.UniqueConstraint(
                fields=["commenter", "article"], condition=Q(article__isnull=False), name="article_is_followed_once"
            ),
            models.UniqueConstraint(
                fields=["commenter", "comment", "kind"],
                condition=Q(comment__isnull=False),
                name="comment_is_followed_once",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "commenter"], condition=Q(due_at__isnull=False), name="follow_due"),
            models.Index(fields=["asked_at"], condition=Q(confirmed_at=None), name="follow_unconfirmed"),
        ]

    def __str__(self) -> str:
        return f"{self.commenter_id}: {self.kind} {self.article_id or self.comment_id}"

    @property
    def typed_at(self) -> datetime:
        """When somebody wrote the address for this."""
        return self.comment.created_at if self.kind == self.Kind.REPLIES and self.comment else self.asked_at

    @property
    def about(self) -> Article:
        """The article in question; for replies and threads the one that they are under."""
        article = self.comment.article if self.comment else self.article
        assert article is not None  # a constraint says so
        return article


class Mailbox(models.Model):
    """What there is to know of letters to one person. The nonce makes the link in them; a new one revokes that."""

    commenter = models.OneToOneField(Commenter, models.CASCADE, related_name="mailbox")
    nonce = models.CharField(max_length=32, default=new_nonce)
    letters = models.PositiveIntegerField(default=0)  # so many have left; numbers the next
    sent_at = models.DateTimeField(default=timezone.now)  # the last; before the first, when the mailbox was made
    refused_at = models.DateTimeField(null=True)  # for good, by the address's own server: nothing is sent any more
    fault = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["sent_at"], name="mailbox_sent"),
            models.Index(fields=["refused_at"], condition=Q(refused_at__isnull=False), name="mailbox_refused"),
        ]

    def __str__(self) -> str:
        return f"mailbox of {self.commenter_id}"


class LetterClock(models.Model):
    """One row: up to which row of the moderation log letters have been thought of."""

    seen = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.seen)
