"""What a rehearsal has found, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.models import Status
from comments.rules.rehearsal import Rehearsal, Sample

PEOPLE = {
    Status.APPROVED: lambda: _("a person had approved it"),
    Status.REJECTED: lambda: _("a person had rejected it"),
    Status.SPAM: lambda: _("a person had marked it as spam"),
}
MACHINE = {
    Status.APPROVED: lambda: _("published, by no person"),
    Status.REJECTED: lambda: _("rejected, by no person"),
    Status.SPAM: lambda: _("spam, by no person"),
}


class Share(NamedTuple):
    """One line of the table: a fate, and how many of each group had it."""

    fate: str
    caught: int
    new: int
    gone: int


class Told(NamedTuple):
    summary: str
    bounds: str
    shares: list[Share]
    totals: Share
    samples: Sequence[tuple[Sample, str]]
    samples_gone: Sequence[tuple[Sample, str]]


def told(result: Rehearsal) -> Told:
    return Told(
        _summary(result),
        _bounds(result),
        _shares(result),
        Share(_("all"), result.caught.total(), result.new.total(), result.gone.total()),
        [(sample, fate(sample.status, sample.by_person)) for sample in result.samples],
        [(sample, fate(sample.status, sample.by_person)) for sample in result.samples_gone],
    )


def fate(status: str, by_person: bool) -> str:
    return (PEOPLE if by_person else MACHINE)[Status(status)]()


def _summary(result: Rehearsal) -> str:
    caught = ngettext("The rule would catch %d of them", "The rule would catch %d of them", result.caught.total())
    figures = {
        "caught": caught % result.caught.total(),
        "new": result.new.total(),
        "gone": result.gone.total(),
    }
    return _("%(caught)s: %(new)d that it doesn't catch now, while %(gone)d would no longer be caught.") % figures


def _bounds(result: Rehearsal) -> str:
    figures = {"looked_at": result.looked_at, "unread": result.unread}
    looked = _("Judged by the rule as it stands in the form: the %(looked_at)d newest decided comments.") % figures
    if not result.unread:
        return looked
    return looked + " " + _("%(unread)d more have no text any more.") % figures


def _shares(result: Rehearsal) -> list[Share]:
    fates: dict[tuple[str, bool], None] = dict.fromkeys((*result.caught, *result.gone))
    tallies: tuple[Counter[tuple[str, bool]], ...] = (result.caught, result.new, result.gone)
    return [
        Share(fate(*key), *(tally[key] for tally in tallies))
        for key in sorted(fates, key=lambda key: (not key[1], key[0]))
    ]
