"""The bar under a list of comments: what can be done with those that are chosen there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import uuid4

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.models import User
from comments.desk.acts import ACTS, BUTTONS, Act
from comments.desk.answers import moderator
from comments.desk.bulk_form import UNASKED, Choice
from comments.desk.words import hidden, options
from comments.models import Status
from comments.queue import Place, Tally
from comments.reasons import rejection_choices

ROW = '<input type="hidden" name="row" value="{}">'
STANDING = {"new": Status.PENDING, "deferred": Status.PENDING}
"""Of the tabs whose comments have one status that is not the tab's name."""
MIXED = {"reported": ("keep", "reject", "spam"), "appeals": ("approve", "deny"), "removed": ("approve",)}
"""What is offered where comments of several statuses stand; each gets what applies to it, or is told why not."""


@dataclass(frozen=True)
class Bar:
    acts: Sequence[Act]
    fields: SafeString  # hidden
    reasons: SafeString  # options
    whole: str = ""  # says what all of it is, where that can be chosen
    count: int = 0  # of comments that are chosen already

    @property
    def takes_a_note(self) -> bool:
        return ACTS["reject"] in self.acts

    @property
    def asks_for_the_number(self) -> bool:
        return self.count > UNASKED


def of_list(request: HttpRequest, place: Place, tallies: Iterable[Tally]) -> Bar:
    return Bar(_acts(place, moderator(request)), _fields(request, place.query), _reasons(), _whole(place, tallies))


def _whole(place: Place, tallies: Iterable[Tally]) -> str:
    if place.filters:
        return _("All that are found …")
    tally = next((tally for tally in tallies if tally.tab == place.tab and tally.count), None)
    return _("All %(count)s in %(tab)s …") % {"count": tally.shown, "tab": tally.tab.name} if tally else ""


def of_choices(request: HttpRequest, place: Place, choices: Sequence[Choice]) -> Bar:
    """The comments are chosen; what is to be done with them is not."""
    rows = format_html_join("", ROW, ((choice,) for choice in choices))
    acts = _acts(place, moderator(request))
    return Bar(acts, _fields(request, place.query) + rows, _reasons(), count=len(choices))


def _acts(place: Place, viewer: User) -> list[Act]:
    if mixed := MIXED.get(place.tab.slug):
        return [act for act in map(ACTS.__getitem__, mixed) if not act.right or viewer.has_perm(act.right)]
    status = STANDING.get(place.tab.slug, place.tab.slug)
    return [act for act in BUTTONS if status in act.applies_to]


def _fields(request: HttpRequest, back: str) -> SafeString:
    return hidden(csrfmiddlewaretoken=get_token(request), back=back, nonce=uuid4())


def _reasons() -> SafeString:
    return options([("", _("Reason …")), *rejection_choices()])
