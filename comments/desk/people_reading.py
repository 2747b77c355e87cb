"""What the desk knows about one person: a fixed number of queries, however much they wrote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from django.db.models import Count, Max, Min, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.network import network_of
from comments import restrictions
from comments.desk.history import Entry
from comments.desk.log_rows import read_acts
from comments.models import (
    Comment,
    Commenter,
    Contact,
    Kind,
    PersonNote,
    Removal,
    Restriction,
    Scope,
    Status,
    Submission,
)
from comments.reach import sections_of
from comments.restrictions.unrestrictable import is_staff
from comments.text import domain_of

SHOWN = 10  # comments, rejections, notes
ACTS = 30
OTHERS = 5
LOOKED_THROUGH = 5_000  # requests, latest first: there is no index of networks


class Others(NamedTuple):
    """Who else comes from the same network or e-mail domain; `since`: how far back was looked, None for all time."""

    total: int
    people: Sequence[tuple[int, str]]  # with the name of their latest comment
    since: datetime | None = None

    @property
    def more(self) -> int:
        return self.total - len(self.people)


@dataclass(frozen=True)
class Person:
    row: Commenter
    viewer: User

    @cached_property
    def latest(self) -> Submission | None:
        """The latest request that is kept."""
        return Submission.objects.filter(comment__commenter=self.row).order_by("-pk").first()

    @cached_property
    def comments(self) -> list[Comment]:
        """The last few, in the sections that the viewer moderates."""
        return list(self._comments().select_related("article__section").order_by("-pk")[:SHOWN])

    @cached_property
    def name(self) -> str:
        if self.row.user:
            return self.row.user.name_shown
        return next((comment.name for comment in self.comments if comment.name), "")

    @cached_property
    def counts(self) -> dict[str, int]:
        """Comments by status, in the sections that the viewer moderates."""
        return dict(self._comments().order_by().values_list("status").annotate(Count("pk")))

    @property
    def waiting(self) -> int:
        return self.counts.get(Status.UNCHECKED, 0) + self.counts.get(Status.PENDING, 0)

    @property
    def not_published(self) -> int:
        return self.counts.get(Status.REJECTED, 0) + self.counts.get(Status.SPAM, 0)

    @property
    def decided(self) -> int:
        return self.not_published + self.counts.get(Status.APPROVED, 0)

    @property
    def rate(self) -> int:
        """Percent of what was decided."""
        return round(100 * self.not_published / self.decided) if self.decided else 0

    @cached_property
    def contact(self) -> Contact | None:
        """Of the owner of an address, unless it was erased."""
        return Contact.objects.filter(commenter=self.row).first() if self.row.of_owner else None

    @property
    def standing(self) -> str:
        """Who it is, as far as that is proven."""
        if self.row.user_id:
            return _("Account")
        if self.row.of_owner:
            return _("Owner of a confirmed address") if self.contact else _("Had confirmed an address, and erased it")
        return _("Guest, known by the e-mail address they type")

    @property
    def email(self) -> str:
        """Empty when none is kept."""
        if self.row.user:
            return self.row.user.email
        if self.contact:
            return self.contact.email
        return self.latest.email if self.latest else ""

    @property
    def sees_addresses(self) -> bool:
        return self.viewer.has_perm("comments.see_addresses")

    @property
    def may_be_restricted(self) -> bool:
        is_known = bool(self.row.user_id or self.row.email_key)
        return is_known and self.viewer.has_perm("comments.restrict_people") and not is_staff(self.row.user)

    @property
    def domain(self) -> str:
        return domain_of(self.email) if "@" in self.email else ""

    @property
    def network(self) -> str:
        return network_of(self.latest.ip) if self.latest else ""

    @property
    def scopes(self) -> list[tuple[str, str]]:
        """What may be restricted from here; places only by those who may see addresses."""
        own = _("this account") if self.row.user_id else _("this e-mail address: its owner, and whoever types it")
        found = [(restrictions.subject_of_person(self.row)[0].value, own)]
        if not self.sees_addresses:
            return found
        if self.row.user_id and self.email:
            found.append((Scope.ADDRESS, _("guests who type %(address)s") % {"address": self.email}))
        if self.domain:
            found.append((Scope.DOMAIN, _("guests with an address at %(domain)s") % {"domain": self.domain}))
        if self.network:
            found.append((Scope.NETWORK, _("guests in the network %(network)s") % {"network": self.network}))
        return found

    def subject_of(self, scope: str) -> str:
        own, subject = restrictions.subject_of_person(self.row)
        if scope == own:
            return subject
        if scope == Scope.ADDRESS:
            return restrictions.address_subject(self.email)
        return f"{scope} {self.domain if scope == Scope.DOMAIN else self.network}"

    @property
    def subjects(self) -> list[str]:
        """Whatever a restriction that is about this person may be about."""
        own = [restrictions.subject_of_person(self.row)[1]]
        own += [restrictions.owner_subject(self.email)] if self.row.user_id and self.email else []
        return own + (restrictions.subjects_of_guest(self.email, self.latest.ip) if self.latest else [])

    @cached_property
    def restrictions(self) -> list[Restriction]:
        """In force now, the strictest first."""
        found = Restriction.objects.in_force().filter(subject__in=self.subjects).select_related("by")
        return sorted(found, key=restrictions.weight, reverse=True)

    @cached_property
    def notes(self) -> list[PersonNote]:
        return list(PersonNote.objects.standing().filter(person=self.row).select_related("by").order_by("-pk")[:SHOWN])

    @cached_property
    def history(self) -> list[Entry]:
        """Acts on the person, and those on restrictions that they share with others."""
        shared = [row.pk for row in self.restrictions]
        kinds = f"a.kind IN ('{Kind.RESTRICT}', '{Kind.LIFT}')"
        about = f"a.person = %s OR ({kinds} AND a.subject IN ({', '.join(['%s'] * len(shared)) or 'NULL'}))"
        return [Entry(act) for act in read_acts(about, [self.row.pk, *shared], ACTS)]

    @cached_property
    def refused(self) -> list[Entry]:
        """How the latest of their comments that stand rejected, or as spam, came to that."""
        rejected = self._comments().filter(status__in=[Status.REJECTED, Status.SPAM]).order_by("-pk")[:SHOWN]
        numbers = list(rejected.values_list("pk", flat=True))
        if not numbers:
            return []
        about = f"a.kind = 'status' AND a.comment IN ({', '.join(['%s'] * len(numbers))})"
        found = read_acts(f"{about} AND a.to_status IN ('rejected', 'spam')", numbers, 2 * SHOWN)
        latest = {entry.act.comment: entry for entry in map(Entry, reversed(found))}
        return sorted(latest.values(), key=lambda entry: -entry.act.pk)

    @cached_property
    def removal(self) -> Removal | None:
        """The latest that is still under way."""
        return Removal.objects.filter(person=self.row, ended_at=None).order_by("-pk").first()

    @cached_property
    def of_domain(self) -> Others:
        key = self.row.domain_key
        return _others(Commenter.objects.filter(domain_key=key).exclude(pk=self.row.pk)) if key else Others(0, ())

    @cached_property
    def of_network(self) -> Others:
        return _of_network(self.latest.ip, self.row) if self.latest else Others(0, ())

    def _comments(self) -> QuerySet[Comment]:
        found, sections = Comment.objects.filter(commenter=self.row), sections_of(self.viewer)
        return found if sections is None else found.filter(section__in=sections)


def _others(people: QuerySet[Commenter]) -> Others:
    numbers = list(people.order_by("-pk").values_list("pk", flat=True)[:OTHERS])
    return Others(people.count(), named(numbers))


def _of_network(address: str, person: Commenter) -> Others:
    """By reading the latest requests of all, of which the neighbors are picked by how their addresses begin."""
    last = Submission.objects.aggregate(last=Max("pk"))["last"] or 0
    recent = Submission.objects.filter(pk__gt=last - LOOKED_THROUGH)
    near = recent.filter(ip__startswith=_beginning(address)).order_by("-pk").values_list("ip", "comment__commenter")
    network = network_of(address)
    numbers = dict.fromkeys(number for ip, number in near if number and network_of(ip) == network)
    numbers.pop(person.pk, None)
    since = recent.aggregate(since=Min("created_at"))["since"]
    return Others(len(numbers), named(list(numbers)[:OTHERS]), since)


def _beginning(address: str) -> str:
    """What all addresses of its network begin with, and few others."""
    mark, parts = (":", 2) if ":" in address else (".", 3)
    return mark.join(address.split(mark)[:parts]) + mark


def named(numbers: Sequence[int]) -> list[tuple[int, str]]:
    latest = Comment.objects.filter(commenter__in=numbers).order_by().values("commenter").annotate(last=Max("pk"))
    names = Comment.objects.filter(pk__in=[row["last"] for row in latest]).values_list("commenter", "name")
    known = {number: name for number, name in names if number}
    return [(number, known.get(number, "")) for number in numbers]
