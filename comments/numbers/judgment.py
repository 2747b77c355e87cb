"""How far the spam check, the rules and people agree. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.language import grouped
from comments.numbers.figure import Chart, Column, Figure, day, share
from comments.numbers.reading import Settled
from comments.numbers.spans import Span
from comments.reasons import label_of

OF_THE_SPAM_CHECK = frozenset({"akismet", "akismet_discard"})
HELD = frozenset({"pending", "spam", "rejected"})


def spam_check_against_people(found: Sequence[Settled], missed: Sequence[int], weeks: Sequence[Span]) -> Figure:
    held = [row for row in found if row.to == "spam" and row.reason in OF_THE_SPAM_CHECK]
    wrong = Counter[int]()
    caught = Counter[int]()
    for row in held:
        (wrong if row.answer in {"approved", "pending"} else caught)[row.week] += row.number
    told = {
        "caught": grouped(sum(caught.values())),
        "missed": grouped(sum(missed)),
        "wrong": grouped(sum(wrong.values())),
    }
    return Figure(
        "spam",
        _("Spam check and people"),
        _("In eight weeks it caught %(caught)s, missed %(missed)s and held %(wrong)s wrongly.") % told,
        _("Week from"),
        [Column(_("Caught")), Column(_("Missed")), Column(_("Wrongly held"))],
        [(day(span), [caught[n], missed[n], wrong[n]]) for n, span in enumerate(weeks)],
        [Chart(0), Chart(1), Chart(2)],
        over_time=True,
    )


def rules_against_people(found: Sequence[Settled], since_week: int) -> Figure:
    """Somebody disagrees with a rule by approving what it held, or by taking it for no spam."""
    hits, decided, disagreed = Counter[str](), Counter[str](), Counter[str]()
    for row in found:
        if row.week >= since_week and row.to in HELD:
            hits[row.reason] += row.number
            decided[row.reason] += row.number if row.answer else 0
            disagreed[row.reason] += row.number if _disagrees(row) else 0
    busiest, most = next(iter(hits.most_common(1)), ("", 0))
    told = {"rule": label_of(busiest), "count": grouped(most)}
    said = _("Most was held by “%(rule)s”: %(count)s in four weeks.")
    return Figure(
        "rules",
        _("What holds, and whether people agree"),
        said % told if hits else _("Nothing was held in four weeks."),
        _("Rule"),
        [Column(_("Held")), Column(_("Decided by people")), Column(_("They disagreed"))],
        [(capfirst(label_of(code)), [count, decided[code], disagreed[code]]) for code, count in hits.most_common()],
        [Chart(0, part=2)],
    )


def _disagrees(row: Settled) -> bool:
    return row.answer == "approved" or (row.to == "spam" and row.answer == "pending")


def shares_by_section(found: Sequence[Settled], since_week: int) -> Figure:
    total, held, rejected = Counter[str](), Counter[str](), Counter[str]()
    for row in found:
        if row.week >= since_week:
            total[row.section] += row.number
            held[row.section] += row.number if row.to in HELD else 0
            rejected[row.section] += row.number if row.now == "rejected" else 0
    count = sum(total.values())
    said = _("Of %(count)s comments in four weeks %(held)s were held and %(rejected)s rejected.")
    shares = {"held": share(sum(held.values()), count), "rejected": share(sum(rejected.values()), count)}
    return Figure(
        "sections",
        _("Held and rejected, by section"),
        said % {"count": grouped(count), **shares} if count else _("Nothing was checked in four weeks."),
        _("Section"),
        [Column(_("Comments")), Column(_("Held"), "%"), Column(_("Rejected"), "%")],
        [
            (name, [all_of_it, held[name] / all_of_it, rejected[name] / all_of_it])
            for name, all_of_it in total.most_common()
        ],
        [Chart(1), Chart(2)],
    )
