"""Loads the demo discussions. Each comment enters with the status it has: nothing is checked, mailed or reported."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from articles.models import Article
from comments import markup
from comments.alike import NOTE_JOB
from comments.models import Badge, Comment, Discussion, ModerationAction, Rule
from comments.writers import commenter_of
from newsroom.demo.newspaper import FOLDER, read_json
from outbox.jobs import enqueue

STAFF = ("moderator", "editor")
AUTHOR = "author"
YOUNGEST = timedelta(minutes=2)


@dataclass(frozen=True)
class Loader:
    now: datetime
    users: dict[str, User]
    commenters: dict[str, dict[str, str]]

    def load(self, article: Article, trees: list[dict[str, Any]]) -> None:
        for tree in trees:
            self._save(article, tree, None)
        Discussion.lock(article.pk).recount_with_threads()

    def _save(self, article: Article, data: dict[str, Any], parent: Comment | None) -> Comment:
        comment = Comment(article=article, parent=parent, **self._columns(article, data))
        if parent:
            comment.root, comment.depth = parent.root or parent, parent.depth + 1
        comment.html, comment.markup = markup.render(comment.text), markup.MARKUP
        comment.save()
        replies = [self._save(article, reply, comment) for reply in data.get("replies", ())]
        if any(reply.on_page for reply in replies) and not comment.on_page:
            comment.on_page = True
            comment.save(update_fields=["on_page"])
        return comment

    def _columns(self, article: Article, data: dict[str, Any]) -> dict[str, Any]:
        posted = (article.published_at or self.now) + timedelta(minutes=data["minutes_after"])
        posted = min(posted, self.now - YOUNGEST)
        return self._who(article, data["by"]) | {
            "status": data["status"],
            "reason": data.get("reason") or REASONS[data["status"]],
            "on_page": data["status"] == "approved",
            "text": data["text"],
            "created_at": posted,
            "asked_at": self.now,  # so that nobody gives up on it before the demo is looked at
            "decided_at": self._decided_at(data["status"], posted),
        }

    def _decided_at(self, status: str, posted: datetime) -> datetime | None:
        """Spam just now: its text is deleted after a month, and who looks at the demo wants to see some."""
        if status in ("pending", "unchecked"):
            return None
        return self.now if status == "spam" else posted

    def _who(self, article: Article, key: str) -> dict[str, Any]:
        if key == AUTHOR:
            return _signed(article.bylines.select_related("author__user")[0].author, Badge.AUTHOR)
        if key in STAFF:
            user = self.users[key]
            return {"name": user.name_shown, "badge": Badge.STAFF, "commenter": commenter_of(user, "")}
        guest = self.commenters[key]
        return {"name": guest["name"], "website": guest["website"], "commenter": commenter_of(None, guest["email"])}


REASONS = {
    "approved": "",
    "pending": "every_comment",
    "rejected": "other",
    "spam": "akismet",
    "unchecked": "",
    "withdrawn": "",
}


def _signed(author: Any, badge: Badge) -> dict[str, Any]:
    return {"name": author.name, "badge": badge, "commenter": commenter_of(author.user, "") if author.user else None}


def load(articles: dict[str, Article], users: dict[str, User], now: datetime) -> int:
    """How many comments there are now; the log gets one row for all of them."""
    loader = Loader(now, users, read_json("commenters.json"))
    for slug, trees in _discussions():
        loader.load(articles[slug], trees)
    for commenter in {
        comment.commenter for comment in Comment.objects.select_related("commenter") if comment.commenter
    }:
        commenter.recount()
    ModerationAction.objects.create(comment=None, version=0, rule=Rule.IMPORT, reason="demo")
    enqueue(NOTE_JOB, 0)
    return Comment.objects.count()


def _discussions() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for path in sorted((FOLDER / "comments").glob("*.json")):
        yield path.stem, read_json(f"comments/{path.name}")
