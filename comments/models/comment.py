"""The comment and its verbs. Every change of status ends in `Comment._move`, and nowhere else."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from articles.models import Article
from comments.models import matters, moves, touches
from comments.models.batch import Batch
from comments.models.comment_rows import CommentQuerySet
from comments.models.commenter import Commenter
from comments.models.log import RULE_UNDONE, Kind, ModerationAction, Rule
from comments.models.moves import Move, Seen, StaleDecision
from comments.models.refused import DecisionRefused
from comments.models.rejection import AuthorWords
from comments.models.shelf import Shelf
from comments.models.status import Badge, Status
from comments.models.texts import FormerText
from comments.models.undone import stands
from database import statements
from outbox import jobs

CHECK_JOB = "comments.check"
OWN_APPROVAL = "publishes_at_once"  # the reason of what staff publish under their own name

DECIDABLE = (Status.UNCHECKED, Status.PENDING, Status.APPROVED, Status.REJECTED, Status.SPAM)
EMPTIED = (Status.SPAM, Status.WITHDRAWN)  # what may be left without words


def new_nonce() -> str:
    return secrets.token_hex(16)


class Comment(models.Model):
    """What a page needs of a comment, and where it stands. The request as it came is its Submission."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="+", db_index=False)  # indexes begin with it
    section = models.PositiveBigIntegerField(default=0)  # its article's; comments/sections.py keeps it true
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="replies")
    root = models.ForeignKey("self", models.PROTECT, null=True, related_name="thread")
    depth = models.PositiveSmallIntegerField(default=0)
    reply_count = models.PositiveIntegerField(default=0)  # public ones in the thread; kept for its first comment only
    status = models.CharField(max_length=10, choices=Status, default=Status.UNCHECKED)
    shelf = models.CharField(max_length=8, choices=Shelf, default=Shelf.PLAIN, blank=True)
    reason = models.CharField(max_length=40, blank=True)  # why it stands where it stands; comments/reasons.py
    priority = models.PositiveIntegerField(default=0)  # what open reports and rules weigh
    on_page = models.BooleanField(default=False)
    commenter = models.ForeignKey(Commenter, models.PROTECT, null=True, related_name="comments", db_index=False)
    badge = models.CharField(max_length=6, choices=Badge, blank=True)
    name = models.CharField(max_length=80)
    website = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    html = models.TextField(blank=True)
    markup = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    came_as = models.PositiveIntegerField(null=True)  # the version that was submitted, if moderators edited since
    edited_by = models.BigIntegerField(null=True)  # the moderator who wrote this text; null for its author
    created_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(default=timezone.now)  # since when a verdict counts; the clock of "late"
    decided_at = models.DateTimeField(null=True)
    deferred_until = models.DateTimeField(null=True)
    featured_at = models.DateTimeField(null=True)
    emptied_at = models.DateTimeField(null=True)  # when text, name and website were deleted: of spam, or as was asked
    nonce = models.CharField(max_length=32, default=new_nonce)

    objects = CommentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="comment_status_is_known"),
            models.CheckConstraint(condition=Q(shelf__in=Shelf.values), name="comment_shelf_is_known"),
            models.CheckConstraint(
                condition=~Q(status=Status.APPROVED) | Q(on_page=True), name="approved_comment_is_on_page"
            ),
            models.CheckConstraint(
                condition=Q(depth=0, parent=None, root=None) | Q(depth__gt=0, parent__isnull=False, root__isnull=False),
                name="reply_has_parent_and_root",
            ),
            models.CheckConstraint(
                condition=Q(deferred_until=None) | Q(status=Status.PENDING), name="deferred_comment_is_pending"
            ),
            models.CheckConstraint(
                condition=Q(featured_at=None) | Q(status=Status.APPROVED), name="featured_comment_is_approved"
            ),
            models.CheckConstraint(
                condition=Q(emptied_at=None) | Q(status__in=EMPTIED, text="", html="", name="", website=""),
                name="emptied_comment_has_no_words",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "shelf", "created_at", "id", "deferred_until"], name="comment_queue"),
            models.Index(fields=["section", "status", "shelf", "created_at", "id"], name="comment_in_section"),
            models.Index(
                fields=["reason", "status", "shelf", "created_at", "id"],
                condition=Q(reason__gt=""),
                name="comment_by_reason",
            ),
            models.Index(
                fields=["status", "shelf", "-priority", "created_at", "id"],
                condition=Q(priority__gt=0),
                name="comment_priority",
            ),
            models.Index(fields=["article", "-id"], condition=Q(depth=0, on_page=True), name="comment_threads"),
            models.Index(
                fields=["article", "-reply_count", "-id"],
                condition=Q(depth=0, on_page=True),
                name="comment_most_replied",
            ),
            models.Index(fields=["root", "id"], condition=Q(on_page=True), name="comment_replies"),
            models.Index(fields=["root"], condition=Q(on_page=True) & ~Q(status="approved"), name="comment_tombstones"),
            models.Index(fields=["article", "status", "created_at"], name="comment_in_article"),
            models.Index(fields=["commenter", "status", "created_at"], name="comment_of_commenter"),
            models.Index(fields=["markup", "id"], name="comment_markup"),
            models.Index(
                fields=["deferred_until", "id"], condition=Q(deferred_until__isnull=False), name="comment_deferred"
            ),
            models.Index(
                fields=["article", "-featured_at"], condition=Q(featured_at__isnull=False), name="comment_featured"
            ),
            models.Index(
                "status",  # so that SQLite, which knows no numbers of rows, likes it better than comment_queue
                Coalesce("decided_at", "asked_at"),
                "id",
                condition=Q(status=Status.SPAM, emptied_at=None),
                name="comment_spam_text",
            ),
        ]
        permissions = [
            ("moderate_comment", _("Can moderate comments")),
            ("publish_comments", _("Can publish own comments at once")),
            ("see_addresses", _("Can see commenters' addresses")),
            ("edit_comment", _("Can change the words of comments")),
            ("undo_others", _("Can undo what other moderators did")),
            ("decide_appeals", _("Can decide appeals")),
            ("restrict_people", _("Can hold, suspend and ban commenters")),
            ("keep_rules", _("Can change the rules of the desk")),
        ]
        verbose_name = _("comment")
        verbose_name_plural = _("comments")

    def __str__(self) -> str:
        return f"{self.name}: {self.text[:40]}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.take_section()
        super().save(*args, **kwargs)

    def take_section(self) -> None:
        self.section = self.section or self.article.section_id

    @property
    def seen(self) -> Seen:
        return Seen(self.status, self.version)

    @property
    def submitted_version(self) -> int:
        """Under which its Submission and its checks stand: a moderator's edit is a version, but no submission."""
        return self.came_as or self.version

    # What moderators do

    def approve(self, *, by: User, reason: str = "", **how: Any) -> ModerationAction:
        """`how`: what was `seen`, and the `batch`, here as with the other verbs."""
        return self._decide(Status.APPROVED, by=by, reason=reason, **how)

    def reject(self, *, by: User, reason: str, words: str = "", **how: Any) -> ModerationAction:
        """`words`: what the author reads besides the reason's own sentence. A `note` is for the log."""
        if not words:
            return self._decide(Status.REJECTED, by=by, reason=reason, **how)
        with transaction.atomic():
            action = self._decide(Status.REJECTED, by=by, reason=reason, **how)
            statements.insert(AuthorWords(action=action.pk, comment_id=self.pk, text=words))
        return action

    def mark_spam(self, *, by: User, **how: Any) -> ModerationAction:
        return self._decide(Status.SPAM, by=by, reason="moderator", **how)

    def mark_not_spam(self, *, by: User, **how: Any) -> ModerationAction:
        """Back to waiting for a decision; approving at once is `approve`."""
        return self._decide(Status.PENDING, by=by, reason="not_spam", **how)

    def put_back(self, *, by: User, **how: Any) -> ModerationAction:
        """To be decided anew. It says nothing about spam, so Akismet is told nothing."""
        return self._decide(Status.PENDING, by=by, reason="put_back", **how)

    def check_again(self, *, by: User, seen: Seen | None = None) -> ModerationAction:
        """Asks the spam check anew; the verdict that stands no longer counts."""
        if (seen or self.seen).status not in (Status.PENDING, Status.SPAM):
            raise DecisionRefused("not_checkable", gettext("Only pending comments and spam can be checked again."))
        with transaction.atomic():
            columns = {"decided_at": None, "asked_at": timezone.now()}
            action = self._move(Status.UNCHECKED, by=by, seen=seen, reason="check_again", columns=columns)
            jobs.enqueue(CHECK_JOB, self.pk)
        return action

    def defer(self, *, by: User, until: datetime | None, **how: Any) -> ModerationAction:
        """Puts a waiting comment off, or with None brings it back. No status changes."""
        return touches.carry_out(self, Kind.DEFER, until, by=by, reason="" if until else "brought_back", **how)

    def feature(self, *, by: User, is_featured: bool = True, **how: Any) -> ModerationAction:
        """Sets an approved comment apart as one to be read first, or no longer. Whatever moves it ends that."""
        at, reason = (timezone.now(), "featured") if is_featured else (None, "unfeatured")
        return touches.carry_out(self, Kind.FEATURE, at, by=by, reason=reason, **how)

    def undo(self, action: ModerationAction, *, by: User, batch: Batch | None = None) -> ModerationAction:
        """Brings back the state before `action`, exactly, unless somebody has acted since.

        What staff published as their own was never to be asked about: it waits for a person then. So does what a rule
        decided, which would only say the same again.
        """
        with transaction.atomic():
            if not stands(action, ModerationAction.objects.about(self.pk)):
                raise StaleDecision(self)
            to, columns = Status(action.from_status), action.restored_columns()
            if action.reason == OWN_APPROVAL:
                to, columns = Status.PENDING, columns | {"reason": "not_checked_staff"}
            elif action.is_of_rule:
                to, columns = Status.PENDING, columns | {"reason": RULE_UNDONE}
            seen = Seen(action.to_status, self.version)  # an author's edit would be a later act, a moderator's stays
            undone = self._move(to, by=by, seen=seen, columns=columns, undoes=action, batch=batch)
            if to == Status.UNCHECKED:
                jobs.enqueue(CHECK_JOB, self.pk)  # a verdict that stands is applied without asking again
        return undone

    # What the author does

    def withdraw(self, **how: Any) -> ModerationAction:
        if self.status in (Status.SPAM, Status.WITHDRAWN):
            raise DecisionRefused("not_withdrawable", gettext("This comment can no longer be withdrawn."))
        return self._move(Status.WITHDRAWN, rule=Rule.AUTHOR, columns={"decided_at": timezone.now()}, **how)

    def edit(self, text: str, html: str, markup: int) -> ModerationAction:
        """A new version of the text; it goes the whole road again. The caller writes its Submission.

        comments/intake.py is the way in: rights, limits and windows are settled there.
        """
        if self.status in (Status.SPAM, Status.WITHDRAWN):
            raise DecisionRefused("not_editable", gettext("This comment can no longer be changed."))
        now = timezone.now()
        columns = {"text": text, "html": html, "markup": markup, "version": self.version + 1}
        columns |= {"edited_at": now, "asked_at": now, "decided_at": None, "came_as": None, "edited_by": None}
        with transaction.atomic():
            FormerText.keep(self, now)
            return self._move(Status.UNCHECKED, rule=Rule.AUTHOR, reason="edited", columns=columns)

    # What the policy does

    def settle(self, to: Status, reason: str, *, seen: Seen, weight: int = 0) -> ModerationAction | None:
        """Applies the policy's decision if the comment still is what was checked; None when it is not.

        Pending is none: a person decides, `weight` says how soon.
        """
        columns: dict[str, Any] = {} if to == Status.PENDING else {"decided_at": timezone.now()}
        if weight or self.priority:
            columns["priority"] = weight + matters.weight_of_reports(self)
        try:
            return self._move(to, rule=Rule.POLICY, reason=reason, seen=seen, columns=columns)
        except StaleDecision:
            return None

    # The one way

    def _decide(self, to: Status, *, seen: Seen | None = None, **how: Any) -> ModerationAction:
        if (seen or self.seen).status not in DECIDABLE:
            raise DecisionRefused("withdrawn", gettext("Its author has withdrawn this comment."))
        return self._move(to, seen=seen, columns={"decided_at": timezone.now()}, **how)

    def _move(
        self, to: Status, *, seen: Seen | None = None, batch: Batch | None = None, **how: Any
    ) -> ModerationAction:
        return moves.carry_out(self, Move(to, seen or self.seen, batch or Batch(), **how))
