"""Restrictions that are in force, and people searched for: each a page read by key, and bounded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Max, Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.models import User
from comments.desk import people_words
from comments.desk.answers import moderator, page
from comments.desk.people_reading import named
from comments.desk.people_words import Shown
from comments.desk.views import for_moderators
from comments.models import Comment, Commenter, Restriction, RestrictionKind
from comments.models.commenter import domain_key, email_key
from comments.queue import whole_number
from comments.reach import sections_of
from comments.reasons import label_of
from comments.text import clean_line, fold

SIZE = 50
LONGEST = 254
LOOKED_THROUGH = 5_000  # comments, latest first: there is no index of names


@dataclass(frozen=True)
class Asked:
    """What the address says; whatever is unknown in it is ignored."""

    text: str
    kind: str
    before: int | None

    @classmethod
    def parse(cls, query: QueryDict) -> Asked:
        kind = query.get("kind", "")
        text = clean_line(query.get("q", ""))[:LONGEST]
        return cls(text, kind if kind in RestrictionKind.values else "", whole_number(query.get("before", "")))

    def query(self, before: int) -> str:
        parts = QueryDict(mutable=True)
        parts.update({name: value for name, value in (("q", self.text), ("kind", self.kind)) if value})
        parts["before"] = str(before)
        return parts.urlencode()


class Found(NamedTuple):
    """People by number and the name that was found; `back_to`: how far comments were looked through."""

    people: Sequence[tuple[int, str]]
    back_to: datetime | None = None
    before: int | None = None


@for_moderators
@require_GET
def show_people(request: HttpRequest) -> HttpResponse:
    asked, viewer = Asked.parse(request.GET), moderator(request)
    found = _search(asked, viewer) if asked.text else None
    rows, older = ([], None) if found else _in_force(asked, viewer)
    following = found.before if found else older
    return page(
        request,
        "people_list",
        title=_("People"),
        asked=asked,
        kinds=RestrictionKind.choices,
        sees_addresses=viewer.has_perm("comments.see_addresses"),
        found=found,
        rows=rows,
        older=asked.query(following) if following else "",
    )


def _in_force(asked: Asked, viewer: User) -> tuple[list[Shown], int | None]:
    """With the name of whose page it was made on in place of the note."""
    rows = Restriction.objects.in_force().select_related("by", "person").order_by("-pk")
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.before:
        rows = rows.filter(pk__lt=asked.before)
    found, sees = list(rows[: SIZE + 1]), viewer.has_perm("comments.see_addresses")
    names = dict(named([row.person_id for row in found[:SIZE]]))
    shown = [
        Shown(row, people_words.whole(row, sees), label_of(row.reason), names[row.person_id]) for row in found[:SIZE]
    ]
    return shown, found[SIZE - 1].pk if len(found) > SIZE else None


def _search(asked: Asked, viewer: User) -> Found:
    """An address or a domain is looked up exactly, by its key; a name among the latest comments."""
    if viewer.has_perm("comments.see_addresses") and "@" in asked.text:
        return _by_address(asked)
    return _by_name(asked, viewer)


def _by_address(asked: Asked) -> Found:
    """With nothing before the @, everybody at that domain."""
    local = asked.text.partition("@")[0]
    same = Q(email_key=email_key(asked.text)) | Q(user__email__iexact=asked.text)
    people = Commenter.objects.filter(same if local else Q(domain_key=domain_key(asked.text)))
    if asked.before:
        people = people.filter(pk__lt=asked.before)
    numbers = list(people.order_by("-pk").values_list("pk", flat=True)[: SIZE + 1])
    last = numbers[SIZE - 1] if len(numbers) > SIZE else None
    return Found(named(numbers[:SIZE]), before=last)


def _by_name(asked: Asked, viewer: User) -> Found:
    beginning = asked.before or (Comment.objects.aggregate(last=Max("pk"))["last"] or 0) + 1
    comments = Comment.objects.filter(pk__lt=beginning, pk__gte=beginning - LOOKED_THROUGH, commenter__isnull=False)
    sections, wanted = sections_of(viewer), fold(asked.text)
    if sections is not None:
        comments = comments.filter(section__in=sections)
    people: dict[int, str] = {}
    looked_at: tuple[int, datetime] | None = None
    for pk, person, name, at in comments.order_by("-pk").values_list("pk", "commenter", "name", "created_at"):
        looked_at = pk, at
        if person and wanted in fold(name):
            people.setdefault(person, name)
        if len(people) == SIZE:
            break
    if looked_at is None:
        return Found([])
    ended = len(people) < SIZE and beginning <= LOOKED_THROUGH
    return Found(list(people.items()), looked_at[1], None if ended else looked_at[0])
