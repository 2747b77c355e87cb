"""What is in force under one article, in a sentence: the nearest mode, or the settings of the site."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models import Article
from comments.models import DiscussionSettings
from comments.models.rule import Mode


def own(article: Article) -> Mode | None:
    """The one that was set for this article alone."""
    modes = Mode.objects.in_force().filter(article=article).select_related("by")
    return modes.order_by("-pk").first()


def beyond(article: Article) -> str:
    """What is in force here without a mode of its own."""
    places = Q(section__in={article.section_id, article.section.parent_id}) | Q(section=None)
    modes = Mode.objects.in_force().filter(places, article=None).select_related("section", "by").order_by("-pk")
    found = min(modes, key=lambda mode: _distance(mode, article), default=None)
    return sentence(found) if found else policy(DiscussionSettings.load().publish_after)


def _distance(mode: Mode, article: Article) -> int:
    return [article.section_id, article.section.parent_id, None].index(mode.section_id)


def sentence(mode: Mode) -> str:
    """With its place where that is wider than an article, its end, and who set it."""
    told = [policy(mode.publish_after)]
    if mode.article_id is None:
        told.append(_("in %(place)s") % {"place": mode} if mode.section_id else str(mode))
    if mode.ends_at:
        told.append(_("until %(time)s") % {"time": _moment(mode)})
    return _("%(what)s (set by %(who)s)") % {"what": ", ".join(told), "who": mode.by.name_shown}


def _moment(mode: Mode) -> str:
    assert mode.ends_at is not None
    return date_format(timezone.localtime(mode.ends_at), "DATETIME_FORMAT")


def policy(publish_after: int | None) -> str:
    if publish_after is None:
        return _("Everything waits for a person")
    if publish_after == 0:
        return _("Every account is published at once after the spam check")
    return ngettext(
        "Accounts with %(number)d approved comment are published at once",
        "Accounts with %(number)d approved comments are published at once",
        publish_after,
    ) % {"number": publish_after}
