"""A card of the desk: one comment with everything that a decision about it needs, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from comments.amending import EDITABLE
from comments.desk import history, own_counts, paging, parts, versions
from comments.desk.acts import ACTS, BUTTONS, Act
from comments.desk.draft import Draft
from comments.desk.history import Entry
from comments.desk.log_rows import read_acts_on
from comments.desk.rows import SHOWN, Attempt, Row, read_attempts, read_cards
from comments.desk.trace import how_far, what_was_seen
from comments.desk.versions import Version
from comments.models import Comment, Kind, Rule, Status
from comments.queue import Place, Reach
from comments.reasons import label_of

HIGHEST = 2**63 - 1  # of the databases' numbers
LEADS = {Status.PENDING.value: _("Waits"), Status.SPAM.value: _("Spam"), Status.UNCHECKED.value: ""}
ATTEMPTS = 500  # on a card's own page: more than 15 days of asking make


@dataclass(frozen=True)
class Card:
    row: Row
    attempts: Sequence[Attempt] = ()
    log: Sequence[Entry] = ()
    notice: str = ""  # what stood against a decision
    draft: Draft | None = None  # of a rejection: what was typed in a form that comes back
    told: str = ""  # what has just been done at its foot
    versions: Sequence[Version] = ()  # of the text, where all of them are shown
    found: parts.Found = field(default_factory=dict)  # by the parts of others, about all cards of the page

    @property
    def pk(self) -> int:
        return self.row.pk

    def can(self, act: Act) -> bool:
        return self.row.status in act.applies_to and not self.is_stub

    @property
    def buttons(self) -> list[Act]:
        return [act for act in BUTTONS if self.can(act)]

    @property
    def can_be_checked_again(self) -> bool:
        return self.can(ACTS["check-again"])

    @property
    def can_be_put_off(self) -> bool:
        return self.can(ACTS["defer"])

    @property
    def can_be_edited(self) -> bool:
        return self.row.status in EDITABLE and not self.is_stub

    @property
    def is_decided(self) -> bool:
        return self.row.status not in (Status.UNCHECKED, Status.PENDING)

    @property
    def is_deferred(self) -> bool:
        return self.row.deferred_until is not None and self.row.deferred_until > timezone.now()

    @property
    def is_stub(self) -> bool:
        """Spam of which retention has left no text: nothing can be decided about it."""
        return self.row.emptied_at is not None

    @property
    def waits_for_its_parent(self) -> bool:
        is_hidden = self.row.parent is not None and self.row.parent_status != Status.APPROVED
        return is_hidden and self.row.status != Status.WITHDRAWN

    @property
    def last(self) -> Entry | None:
        """The latest change of status."""
        return next((entry for entry in self.log if entry.act.kind == Kind.STATUS), None)

    @property
    def undoable(self) -> Entry | None:
        """The latest change, if a person made it or a rule has rejected. What else the machine decides, the buttons
        answer."""
        last = self.last
        if last is None or self.is_stub or not (last.act.actor or last.act.to_status == Status.REJECTED):
            return None
        return last if last.can_be_undone else None

    @property
    def why(self) -> str:
        """One plain sentence: why it stands where it stands."""
        status = self.row.status
        because = how_far(self.row, self.attempts) if status == Status.UNCHECKED else ""
        because = because or label_of(self.row.reason) + self._in_detail
        said = str(LEADS[status]) if status in LEADS else history.status_name(status)
        return capfirst(": ".join(part for part in (said, because) if part)) + "."

    @property
    def _in_detail(self) -> str:
        """What the rule saw that brought it here, as long as nobody has decided since."""
        if self.last is None or self.last.act.actor or self.last.act.rule != Rule.POLICY:
            return ""
        seen = what_was_seen(self.attempts)
        return f" ({seen})" if seen else ""


class Page(NamedTuple):
    """`searched`: how far back, where the bound of a search came before the end of the list."""

    cards: list[Card]
    next: Place | None
    searched: datetime | None = None


def page(place: Place, viewer: User) -> Page:
    """One page of the queue, and where there is another."""
    reach = Reach.of(viewer)
    found = paging.read(place, reach)
    return Page(_cards(own_counts.within(found.rows, reach.sections)), found.next, found.searched)


def card(comment_id: int, viewer: User, notice: str = "", draft: Draft | None = None) -> Card:
    """Raises Comment.DoesNotExist."""
    found = read_cards("c.id = %s", [comment_id], addresses=_sees_addresses(viewer)) if comment_id <= HIGHEST else []
    if not found:
        raise Comment.DoesNotExist
    shown = _cards(own_counts.within(found, Reach.of(viewer).sections), ATTEMPTS)[0]
    return replace(shown, notice=notice, draft=draft, versions=versions.read(shown.row))


def _sees_addresses(viewer: User) -> bool:
    """For others they are not even looked up."""
    return viewer.has_perm("comments.see_addresses")


def _cards(rows: Sequence[Row], most: int = SHOWN) -> list[Card]:
    numbers = [row.pk for row in rows]
    attempts: defaultdict[int, list[Attempt]] = defaultdict(list)
    log: defaultdict[int | None, list[Entry]] = defaultdict(list)
    for attempt in read_attempts(numbers, most):
        attempts[attempt.comment].append(attempt)
    for act in read_acts_on(numbers):
        log[act.comment].append(Entry(act))
    found = parts.read(numbers)
    return [Card(row, attempts[row.pk], log[row.pk], found=found) for row in rows]
