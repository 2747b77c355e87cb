"""What was written under somebody's address by whoever typed it: the owner says that it is theirs, or that it is not.

They are told that it is there, since it bears their address, and nothing that not everybody can read: it may be the
words of somebody who mistyped their own, or of somebody who used theirs on purpose.
"""

from __future__ import annotations

from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.text import Truncator
from django.views.decorators.http import require_POST

from comments import identity, links
from comments.identity.claiming import claim, disown, typed_under
from comments.identity.views import personal
from comments.models import Comment, Status
from comments.own.people import People
from comments.own.proven import for_proven
from comments.views import SeeOther

SHOWN = 25
EXCERPT = 160  # characters


class Entry(NamedTuple):
    """`name`, `excerpt` and `address` are empty for what is not public."""

    comment: Comment
    name: str
    excerpt: str
    address: str


class Typed(NamedTuple):
    entries: list[Entry]
    has_more: bool


def of(people: People) -> Typed:
    """The latest; the others come when these are settled."""
    found = typed_under(people.addresses).filter(emptied_at=None).select_related("article__section").order_by("-pk")
    entries = [_entry(comment) for comment in found[: SHOWN + 1]]
    return Typed(entries[:SHOWN], has_more=len(entries) > SHOWN)


def is_public(comment: Comment) -> bool:
    return comment.status == Status.APPROVED and comment.article.is_public


@require_POST
@personal
@for_proven
def settle(request: HttpRequest, people: People) -> HttpResponse:
    """One of them by the number on its button, or all that the page has shown."""
    for act in ("mine", "not_mine"):
        given = request.POST.getlist(act)
        chosen = _numbers(request.POST.getlist("shown") if given == ["all"] else given)
        if chosen:
            _settle(request, people, act, chosen)
    return SeeOther(reverse("comments:mine"))


def _settle(request: HttpRequest, people: People, act: str, numbers: list[int]) -> None:
    person = identity.made_for(request)
    if act == "mine" and person:
        claim(numbers, person, people.addresses)
    elif act == "not_mine":
        disown(numbers, people.addresses)


def _numbers(given: list[str]) -> list[int]:
    return [int(number) for number in given[:SHOWN] if number.isascii() and number.isdecimal() and len(number) < 19]


def _entry(comment: Comment) -> Entry:
    if not is_public(comment):
        return Entry(comment, "", "", "")
    return Entry(comment, comment.name, Truncator(comment.text).chars(EXCERPT), links.permalink(comment))
