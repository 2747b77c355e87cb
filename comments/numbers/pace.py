"""How long readers are kept: what waits, how much is decided, and after which time. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.language import grouped
from comments.numbers.figure import Chart, Column, Figure, Number, day, percentile
from comments.numbers.reading import Decision
from comments.numbers.spans import Span
from comments.progress import in_words

MINUTE, HOUR, DAY = 60, 3_600, 86_400
AGES = (15 * MINUTE, HOUR, 4 * HOUR, DAY, 7 * DAY)  # seconds; the last age has no end
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def ages(now: datetime) -> list[Span]:
    edges = [now - timedelta(seconds=seconds) for seconds in (0, *AGES)]
    newest = Span(edges[1], now + timedelta(days=1))  # a clock that was put back since is no reason to vanish
    older = [Span(later, earlier) for earlier, later in pairwise(edges[1:])]
    return [newest, *older, Span(LONG_AGO, edges[-1])]


def waiting_by_age(counts: Sequence[int]) -> Figure:
    names = [_("up to %(time)s") % {"time": in_words(seconds)} for seconds in AGES]
    names += [_("longer than %(time)s") % {"time": in_words(AGES[-1])}]
    total = sum(counts)
    sentence = ngettext("%(count)s comment waits for a person.", "%(count)s comments wait for a person.", total)
    return Figure(
        "waiting",
        _("What waits, by age"),
        sentence % {"count": grouped(total)} if total else _("Nothing waits for a person."),
        _("Age"),
        [Column(_("Comments"))],
        [(name, [count]) for name, count in zip(names, counts, strict=True)],
        [Chart(0)],
    )


def decisions_by_hour(found: Sequence[Decision], hours: Sequence[Span]) -> Figure:
    counts = Counter(_place(decision.at, hours) for decision in found)
    total = sum(counts[n] for n in range(len(hours)))
    said = ngettext("%(count)s decision in two days.", "%(count)s decisions in two days.", total)
    return Figure(
        "decisions",
        _("Decisions by hour"),
        said % {"count": grouped(total)},
        _("Hour"),
        [Column(_("Decisions"))],
        [(_hour(span), [counts[n]]) for n, span in enumerate(hours)],
        [Chart(0)],
        over_time=True,
    )


def time_to_decision(found: Sequence[Decision], days: Sequence[Span]) -> Figure:
    waits: defaultdict[int | None, list[float]] = defaultdict(list)
    for decision in found:
        waits[_place(decision.at, days)].append(max(0.0, (decision.at - decision.asked_at).total_seconds()))
    everything = [wait for n in range(len(days)) for wait in waits[n]]
    said = _("Half of what was decided in two weeks had waited for at most %(half)s, 19 of 20 for at most %(most)s.")
    told = {"half": in_words(percentile(everything, 0.5)), "most": in_words(percentile(everything, 0.95))}
    return Figure(
        "waits",
        _("Time to a decision"),
        said % told if everything else _("Nothing was decided in two weeks."),
        _("Day"),
        [Column(_("Half within"), "s"), Column(_("19 of 20 within"), "s"), Column(_("Decisions"))],
        [
            (
                day(span),
                [percentile(waits[n], 0.5), percentile(waits[n], 0.95), len(waits[n])] if waits[n] else [None, None, 0],
            )
            for n, span in enumerate(days)
        ],
        [Chart(0), Chart(1)],
        over_time=True,
    )


def _waits(seconds: Sequence[float]) -> Sequence[Number]:
    if not seconds:
        return [None, None, 0]
    return [percentile(seconds, 0.5), percentile(seconds, 0.95), len(seconds)]


def _hour(span: Span) -> str:
    return date_format(timezone.localtime(span.since), "D H:i")


def _place(at: datetime, spans: Sequence[Span]) -> int | None:
    place = bisect_right(spans, at, key=lambda span: span.since) - 1
    return place if place >= 0 and at < spans[place].until else None
