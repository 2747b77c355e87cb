"""What the desk says when something it depends on is wrong, and nothing otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.language import grouped
from comments import alerts, breaker
from comments.alarms import words
from comments.breaker import State
from comments.models import Alarm, Comment, LegalReport, Status
from comments.models.breaker import Cause
from comments.models.comment import CHECK_JOB
from comments.models.feedback import FEEDBACK_JOB
from comments.queue import COUNTED, moment
from comments.queue.tabs import shown

SILENT_AFTER = timedelta(seconds=30)
SHOWN = 3
NEARLY = 0.9  # of the month's calls

# In one query, since all is well on most days. Held: among the jobs about the oldest comments, as a restored site holds
# all of them.
HOUSE = f"""
SELECT (SELECT MAX(seen_at) FROM outbox_heartbeat),
    EXISTS (SELECT 1 FROM comments_alert WHERE seen_at IS NULL),
    EXISTS (SELECT 1 FROM comments_alarm WHERE ended_at IS NULL),
    EXISTS (SELECT 1 FROM comments_legalreport WHERE outcome = 'open'),
    (SELECT used FROM comments_account WHERE used >= {NEARLY} * "limit"),
    (SELECT "limit" FROM comments_account WHERE used >= {NEARLY} * "limit"),
    (SELECT COUNT(held_at) FROM (SELECT held_at FROM outbox_job
        WHERE state = 'open' AND kind = '{CHECK_JOB}' ORDER BY kind, ref LIMIT 100) AS checks)
    + (SELECT COUNT(held_at) FROM (SELECT held_at FROM outbox_job
        WHERE state = 'open' AND kind = '{FEEDBACK_JOB}' ORDER BY kind, ref LIMIT 100) AS reports)
"""  # noqa: S608


class House(NamedTuple):
    """What comes slowly, and whether there is anything to say of the rest."""

    last_beat: datetime | None
    has_alerts: bool
    has_alarms: bool
    has_notices: bool
    used: int | None  # nearly all of the month's calls
    limit: int | None
    held: int

    @classmethod
    def look(cls) -> House:
        with connection.cursor() as cursor:
            cursor.execute(HOUSE)
            found = cls(*cursor.fetchone())
        return found._replace(last_beat=moment(found.last_beat))


class Trouble(NamedTuple):
    """`address`: where one can do something about it; of the page about the spam service unless said otherwise."""

    text: str
    can_be_retried: bool = False
    address: str = ""


def troubles(sections: frozenset[int] | None = None) -> list[Trouble]:
    """In sentences, for moderators of these sections (None: all); /readyz has more, for operators."""
    house = House.look()
    found = [
        _of_the_spam_check(breaker.state(), sections),
        *(_of_the_account() if house.has_alerts else ()),
        *_of_the_house(house),
        _of_the_worker(house.last_beat),
        *(_of_the_alarms(sections) if house.has_alarms else ()),
        *(_of_notices(sections) if house.has_notices else ()),
    ]
    return [trouble for trouble in found if trouble]


def check_fails(troubles: Iterable[Trouble]) -> bool:
    """Whether comments await the spam check longer than they should."""
    return any(trouble.can_be_retried for trouble in troubles)


def _of_the_spam_check(state: State, sections: frozenset[int] | None) -> Trouble | None:
    if state.name == "not_configured":
        return Trouble(_("Comments are not spam-checked: Akismet is not configured. Every one waits for a person."))
    if not state.name:
        return None
    told = {
        "what": Cause(state.name).label,
        "since": _clock(state.since),
        "next": _clock(state.next_try),
        "detail": state.detail.rstrip("."),
        "waiting": shown(state.waiting if sections is None else _waiting_in(sections)),
    }
    said = _(
        "Since %(since)s %(what)s: %(detail)s. Comments waiting: %(waiting)s. Nothing is published unchecked."
        " Next try at %(next)s"
    )
    return Trouble(said % told, can_be_retried=True)


def _waiting_in(sections: frozenset[int]) -> int:
    waiting = Comment.objects.filter(status=Status.UNCHECKED, section__in=sections)
    return waiting.order_by()[:COUNTED].count()


def _of_the_account() -> list[Trouble]:
    """Each message until somebody has confirmed it on the page about the spam service, which says what to do."""
    said = _("Akismet has a message for us: %(alert)s")
    return [Trouble(said % {"alert": alert}) for alert in alerts.unseen()[:SHOWN]]


def _of_the_alarms(sections: frozenset[int] | None) -> list[Trouble]:
    """Those that are on; that the spam check is down is said above, with more."""
    alarms = list(Alarm.objects.on().within(sections).exclude(kind=Alarm.Kind.CHECK).order_by("pk")[:SHOWN])
    return [Trouble(alarm.text, address=alarm.address) for alarm in words.told(alarms)]


def _of_notices(sections: frozenset[int] | None) -> Iterator[Trouble]:
    """Of illegal content: these wait in a queue of their own, where nobody looks by chance."""
    notices = LegalReport.objects.within(sections)
    address = reverse("admin:comments_legalreport_changelist")
    if count := len(notices.open().values_list("pk")[:COUNTED]):
        told = {"count": shown(count)}
        said = ngettext(
            "%(count)s notice of illegal content waits.", "%(count)s notices of illegal content wait.", count
        )
        yield Trouble(said % told, address=address)
    if ending := notices.with_words_ending(timezone.now()).first():
        told = {"date": _day(ending.words_end_at)}
        yield Trouble(
            _("The words of a notice of illegal content are deleted on %(date)s: decide it before.") % told,
            address=address,
        )


def _of_the_house(house: House) -> Iterator[Trouble]:
    """The month's calls run out, or a restored site holds back what a person has to let go."""
    if house.limit:
        said = _("Akismet's calls for this month are nearly used up: %(used)s of %(limit)s.")
        yield Trouble(said % {"used": grouped(house.used or 0), "limit": grouped(house.limit)})
    if house.held:
        yield Trouble(_("This site was restored from a backup: its checks, reports and mails stand on hold."))


def _of_the_worker(last: datetime | None) -> Trouble | None:
    if last is None:
        return Trouble(_("No worker is running: comments come in, but none is checked."))
    if timezone.now() - last < SILENT_AFTER:
        return None
    said = _("The worker has been silent since %(time)s: comments come in, but none is checked.")
    return Trouble(said % {"time": _clock(last)})


def _day(moment: datetime | None) -> str:
    return date_format(timezone.localtime(moment), "DATE_FORMAT") if moment else "–"


def _clock(moment: datetime | None) -> str:
    """The day only when it was another."""
    if moment is None:
        return "–"
    local = timezone.localtime(moment)
    return date_format(local, "H:i" if local.date() == timezone.localdate() else "DATETIME_FORMAT")
