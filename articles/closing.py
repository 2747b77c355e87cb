"""Until when an article takes comments, as an editor chooses it, and in a sentence what that means now."""

from datetime import datetime
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.timesince import timeuntil
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles import states
from articles.models import Article


class Closing(models.TextChoices):
    OPEN = "open", gettext_lazy("open, without an end")
    DATE = "date", gettext_lazy("open until a date")
    DAYS = "days", gettext_lazy("open for some days after publication")
    CLOSED = "closed", gettext_lazy("closed")


COLUMNS = ("takes_comments", "comments_close_at", "comments_close_after")


def chosen(article: Article) -> Closing:
    if not article.takes_comments:
        return Closing.CLOSED
    if article.comments_close_after:
        return Closing.DAYS
    return Closing.DATE if article.comments_close_at else Closing.OPEN


def columns(choice: Closing, at: datetime | None, days: int | None) -> dict[str, Any]:
    """What the article keeps of a choice; the date that follows from the days, it works out itself."""
    if choice is Closing.DAYS:
        return {"takes_comments": True, "comments_close_after": days}
    at = at if choice is Closing.DATE else None
    return {"takes_comments": choice is not Closing.CLOSED, "comments_close_at": at, "comments_close_after": None}


def sentence(article: Article) -> str:
    """What readers can do now, or will be able to once the article is public."""
    if not article.takes_comments:
        return _("Closed: nobody can comment. What was written before stays readable.")
    if article.is_public:
        return _of_public(article)
    if _never_opens(article):
        return _("Nobody will be able to comment: the discussion closes before the article is public.")
    return _("Opens with the article %(until)s.") % {"until": _span(article)}


def _of_public(article: Article) -> str:
    if article.comments_close_at is None:
        return _("Open, without an end.")
    told = {"when": states.when(article.comments_close_at)}
    if article.comments_have_closed:
        return _("Closed since %(when)s. What was written before stays readable.") % told
    told["left"] = timeuntil(article.comments_close_at, depth=1)
    return _("Open until %(when)s, for another %(left)s.") % told


def _never_opens(article: Article) -> bool:
    """By a date that was chosen; days are counted from the publication."""
    begins = article.published_at if article.is_scheduled and article.published_at else timezone.now()
    at = None if article.comments_close_after else article.comments_close_at
    return at is not None and at <= begins


def _span(article: Article) -> str:
    if days := article.comments_close_after:
        told = {"days": days}
        span = ngettext("for %(days)d day", "for %(days)d days", days) % told
        if article.is_scheduled and article.comments_close_at:
            span = _("%(span)s, until %(when)s") % {"span": span, "when": states.when(article.comments_close_at)}
        return span
    if article.comments_close_at:
        return _("until %(when)s") % {"when": states.when(article.comments_close_at)}
    return _("and has no end")
