"""What the desk says when something it depends on is wrong, and nothing otherwise."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from comments import alerts, breaker
from comments.alarms import words
from comments.breaker import State
from comments.models import Alarm
from comments.models.breaker import Cause
from comments.models.comment import CHECK_JOB
from comments.models.feedback import FEEDBACK_JOB
from outbox.models import Heartbeat

SILENT_AFTER = timedelta(seconds=30)
SHOWN = 3
NEARLY = 0.9  # of the month's calls

# Among the jobs about the oldest comments: a restored site holds all of them.
HOUSE = f"""
SELECT (SELECT used FROM comments_account WHERE used >= {NEARLY} * "limit"),
    (SELECT "limit" FROM comments_account WHERE used >= {NEARLY} * "limit"),
    (SELECT COUNT(held_at) FROM (SELECT held_at FROM outbox_job
        WHERE state = 'open' AND kind = '{CHECK_JOB}' ORDER BY kind, ref LIMIT 100) AS checks)
    + (SELECT COUNT(held_at) FROM (SELECT held_at FROM outbox_job
        WHERE state = 'open' AND kind = '{FEEDBACK_JOB}' ORDER BY kind, ref LIMIT 100) AS reports)
"""  # noqa: S608


class Trouble(NamedTuple):
    """`address`: where one can do something about it; of the page about the spam service unless said otherwise."""

    text: str
    can_be_retried: bool = False
    address: str = ""


def troubles(sections: frozenset[int] | None = None) -> list[Trouble]:
    """In sentences, for moderators of these sections (None: all); /readyz has more, for operators."""
    found = [_of_the_spam_check(breaker.state()), *_of_the_account(), *_of_the_house(), _of_the_worker()]
    return [trouble for trouble in (*found, *_of_the_alarms(sections)) if trouble]


def check_fails(troubles: Iterable[Trouble]) -> bool:
    """Whether comments await the spam check longer than they should."""
    return any(trouble.can_be_retried for trouble in troubles)


def _of_the_spam_check(state: State) -> Trouble | None:
    if state.name == "not_configured":
        return Trouble(_("Comments are not spam-checked: Akismet is not configured. Every one waits for a person."))
    if not state.name:
        return None
    told = {
        "what": Cause(state.name).label,
        "since": _clock(state.since),
        "next": _clock(state.next_try),
        "detail": state.detail.rstrip("."),
        "waiting": "1,000+" if state.waiting > 1_000 else state.waiting,
    }
    said = _(
        "Since %(since)s %(what)s: %(detail)s. Comments waiting: %(waiting)s. Nothing is published unchecked."
        " Next try at %(next)s"
    )
    return Trouble(said % told, can_be_retried=True)


def _of_the_account() -> list[Trouble]:
    """Each message until somebody has confirmed it on the page about the spam service, which says what to do."""
    said = _("Akismet has a message for us: %(alert)s")
    return [Trouble(said % {"alert": alert}) for alert in alerts.unseen()[:SHOWN]]


def _of_the_alarms(sections: frozenset[int] | None) -> list[Trouble]:
    """Those that are on; that the spam check is down is said above, with more."""
    alarms = list(Alarm.objects.on().within(sections).exclude(kind=Alarm.Kind.CHECK).order_by("pk")[:SHOWN])
    return [Trouble(alarm.text, address=alarm.address) for alarm in words.told(alarms)]


def _of_the_house() -> Iterator[Trouble]:
    """What comes slowly: the month's calls run out, and what a restored site holds back until a person lets it go."""
    with connection.cursor() as cursor:
        cursor.execute(HOUSE)
        used, limit, held = cursor.fetchone()
    if limit:
        said = _("Akismet's calls for this month are nearly used up: %(used)s of %(limit)s.")
        yield Trouble(said % {"used": f"{used:,}", "limit": f"{limit:,}"})
    if held:
        yield Trouble(_("This site was restored from a backup: its checks, reports and mails stand on hold."))


def _of_the_worker() -> Trouble | None:
    last = Heartbeat.last()
    if last is None:
        return Trouble(_("No worker is running: comments come in, but none is checked."))
    if timezone.now() - last < SILENT_AFTER:
        return None
    said = _("The worker has been silent since %(time)s: comments come in, but none is checked.")
    return Trouble(said % {"time": _clock(last)})


def _clock(moment: datetime | None) -> str:
    """The day only when it was another."""
    if moment is None:
        return "–"
    local = timezone.localtime(moment)
    return date_format(local, "H:i" if local.date() == timezone.localdate() else "DATETIME_FORMAT")
