"""People and their restrictions in words. Domains and networks are named to those alone who may see addresses."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.language import grouped
from comments.desk.history import Entry, entry
from comments.desk.people_reading import Person
from comments.models import (
    DecisionRefused,
    Kind,
    ModerationAction,
    ModerationNote,
    Removal,
    Restriction,
    Scope,
    StaleDecision,
)
from comments.reasons import label_of


class Shown(NamedTuple):
    """A restriction that is in force, as the page tells it."""

    row: Restriction
    words: str
    reason: str
    note: str


class Line(NamedTuple):
    """One act of a person's history; `undo`: whether the viewer may take it back."""

    entry: Entry
    about: str
    undo: bool


def restrictions(person: Person) -> list[Shown]:
    rows = person.restrictions
    made = ModerationAction.objects.filter(kind=Kind.RESTRICT, subject__in=[row.pk for row in rows]).order_by("pk")
    latest = dict(made.values_list("subject", "pk"))
    notes = dict(ModerationNote.objects.filter(pk__in=latest.values()).values_list("pk", "text"))
    return [
        Shown(row, whole(row, person.sees_addresses), label_of(row.reason), notes.get(latest.get(row.pk, 0), ""))
        for row in rows
    ]


def lines(person: Person) -> list[Line]:
    subjects = {each.act.subject for each in person.history if each.act.kind in (Kind.RESTRICT, Kind.LIFT)}
    rows = Restriction.objects.in_bulk([number for number in subjects if number])
    found = []
    for each in person.history:
        row = rows.get(each.act.subject or 0) if each.act.kind != Kind.PERSON_NOTE else None
        about = what(row, person.sees_addresses) if row else ""
        found.append(Line(each, about, each.can_be_undone_by(person.viewer)))
    return found


def whole(row: Restriction, sees: bool) -> str:
    """Suspended until 3 March: everybody at example.org."""
    if row.until is None:
        return what(row, sees)
    until = date_format(localtime(row.until), "DATETIME_FORMAT")
    return _("%(what)s, until %(time)s") % {"what": what(row, sees), "time": until}


def what(row: Restriction, sees: bool) -> str:
    kind = capfirst(str(row.get_kind_display()))
    return f"{kind}: {_whom(row, sees)}"


def _whom(row: Restriction, sees: bool) -> str:
    if row.names and sees:
        patterns = {Scope.DOMAIN: _("guests with an address at %(name)s"), Scope.NETWORK: _("guests in %(name)s")}
        return patterns[Scope(row.scope)] % {"name": row.names}
    return {
        Scope.ACCOUNT: _("this account"),
        Scope.ADDRESS: _("this e-mail address"),
        Scope.DOMAIN: _("guests with this e-mail domain"),
        Scope.NETWORK: _("guests in this network"),
    }[Scope(row.scope)]


def outcome(batch: UUID | None) -> str:
    """What the act of that number did, for the line that says so; empty for an unknown one."""
    if batch is None:
        return ""
    acts = ModerationAction.objects.filter(batch=batch).exclude(kind=Kind.STATUS).order_by("-pk")
    act = entry(number) if (number := acts.values_list("pk", flat=True).first()) else None
    removal = Removal.objects.filter(batch=batch).first()
    return " ".join(filter(None, [f"{act.said}." if act else "", progress(removal) if removal else ""]))


def progress(removal: Removal) -> str:
    """How far a removal, or the undo of one, has got."""
    total = removal.total
    if removal.act == Removal.Act.UNDO:
        said = ngettext("%(done)s of %(all)s comment is back.", "%(done)s of %(all)s comments are back.", total)
    else:
        said = ngettext("%(done)s of %(all)s comment removed.", "%(done)s of %(all)s comments removed.", total)
    left = _("%(left)s left as they are: somebody else was faster.") if removal.left else ""
    rest = _("The worker goes on with the rest.") if removal.ended_at is None else ""
    told = {"done": grouped(removal.done), "all": grouped(total), "left": grouped(removal.left)}
    return " ".join(filter(None, [said, left, rest])) % told


def obstacle(fault: DecisionRefused | StaleDecision) -> str:
    return str(fault) if isinstance(fault, DecisionRefused) else _("Somebody has acted on it since.")
