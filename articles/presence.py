"""Who has the form of an article open besides oneself."""

from datetime import timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from articles.models import Article, Presence
from articles.models.desk import HERE_FOR

FORGOTTEN_AFTER = timedelta(days=1)


def note(article: Article, by: User) -> None:
    """A sign of life. Whoever was away for longer than `HERE_FOR` has come anew."""
    now = timezone.now()
    mine = Presence.objects.filter(article=article, by=by)
    if not mine.filter(seen_at__gt=now - HERE_FOR).update(seen_at=now):
        Presence.objects.update_or_create(article=article, by=by, defaults={"since": now, "seen_at": now})
        Presence.objects.filter(article=article, seen_at__lt=now - FORGOTTEN_AFTER).delete()


def others(article: Article, than: User) -> list[str]:
    """A sentence for each, in the order in which they came."""
    return [
        _("%(who)s has had this open since %(time)s.") % {"who": each.by, "time": _clock(each)}
        for each in Presence.objects.now().filter(article=article).exclude(by=than)
    ]


def _clock(each: Presence) -> str:
    return date_format(timezone.localtime(each.since), "H:i")
