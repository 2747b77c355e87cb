"""Alarms in sentences, for the banner over the desk and for mail. They name articles, and never a comment's words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from articles.models import Article
from comments.models import Alarm
from comments.progress import in_words


class Told(NamedTuple):
    text: str
    address: str  # of the desk, where one can do something about it


def told(alarms: Sequence[Alarm]) -> list[Told]:
    """In one query for the articles of all of them."""
    articles = [alarm.article for alarm in alarms if alarm.article]
    headlines = dict(Article.objects.filter(pk__in=articles).values_list("pk", "headline")) if articles else {}
    return [Told(_sentence(alarm, headlines.get(alarm.article, "")), _address(alarm)) for alarm in alarms]


def _sentence(alarm: Alarm, headline: str) -> str:
    figures = {"figure": alarm.figure, "usual": alarm.usual, "headline": headline}
    match alarm.kind:
        case Alarm.Kind.OLDEST:
            return _("Comments have had to wait for up to %(time)s.") % {"time": in_words(60 * alarm.figure)}
        case Alarm.Kind.SPAM:
            return _("%(figure)s %% of the last hour's comments are spam; usual are %(usual)s %%.") % figures
        case Alarm.Kind.BURST:
            said = _("“%(headline)s” has had %(figure)s comments in a quarter of an hour; usual are %(usual)s.")
            return said % figures
    return _("The spam check has been down for %(time)s.") % {"time": in_words(60 * alarm.figure)}


def _address(alarm: Alarm) -> str:
    if alarm.kind == Alarm.Kind.CHECK:
        return reverse("spam_service")
    query = {Alarm.Kind.SPAM: "?tab=spam&order=newest", Alarm.Kind.BURST: f"?article={alarm.article}&order=newest"}
    return reverse("admin:comments_queue_changelist") + query.get(Alarm.Kind(alarm.kind), "")
