"""What has changed since a page of the queue was loaded: one question every few seconds while somebody looks at it.

It reads the comments that are shown by their numbers and counts new ones up to a hundred, so it costs the same however
many wait. The answer holds the lines that have changed, for htmx to put in their places; 204 when nothing has.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from html import escape
from typing import NamedTuple, Self
from urllib.parse import quote

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as formatted
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from comments import queue
from comments.desk import banner, claims_part
from comments.desk.answers import SeeOther, list_address, moderator
from comments.desk.bulk_form import Choice
from comments.desk.history import Entry
from comments.desk.log_rows import read_acts_on
from comments.desk.views import for_moderators
from comments.desk.words import age, hidden
from comments.models import Comment, Seen
from comments.queue import Cursor, Place, Reach
from comments.reach import sections_of
from database import statements

SHOWN_AT_MOST = 100  # comments on a page
COUNTED_AT_MOST = 99  # new ones
OUT_OF_BAND = 'hx-swap-oob="true"'

ELSEWHERE = (
    f'<div id="claim-{{pk}}" class="card-claim is-elsewhere" data-claim="" data-off="{{seen}}" {OUT_OF_BAND}>'
    '{said} <a href="{url}" hx-get="{url}?back={back}">{show}</a></div>'
)
ARRIVALS = f'<p id="arrivals" class="desk-arrivals" data-mark="{{mark}}" {OUT_OF_BAND}>{{link}}</p>'
LINK = '<a href="{}">{}</a>'


class Known(NamedTuple):
    """A card as the page shows it: the comment as it was seen, and what is said about its claim."""

    pk: int
    seen: Seen
    claim: str

    @classmethod
    def parse(cls, text: str) -> Self | None:
        *seen, claim = text.split(".", 3) if text.count(".") > 2 else (text, "")
        choice = Choice.parse(".".join(seen))
        return cls(choice.comment, choice.seen, claim) if choice else None


@for_moderators
@require_GET
def show_changes(request: HttpRequest) -> HttpResponse:
    place = replace(Place.parse(request.GET), after=None)
    found = "".join((*_cards(request), _arrivals(request, place), _tabs(request, place)))
    return HttpResponse(found, status=200 if found else 204)


@for_moderators
@require_POST
def switch_keys(request: HttpRequest) -> HttpResponse:
    """For the account, so that it holds on every device."""
    user = moderator(request)
    user.desk_keys = request.POST.get("keys") == "on"
    user.save(update_fields=["desk_keys"])
    return SeeOther(list_address(request.POST.get("back", "")))


def _cards(request: HttpRequest) -> Iterator[str]:
    """The line about each card that is no longer as it is shown: who decided it elsewhere, or who claims it."""
    known = _within_reach(request, filter(None, map(Known.parse, request.GET.getlist("row")[:SHOWN_AT_MOST])))
    if not known:
        return
    numbers = [card.pk for card in known]
    now = {row.pk: row.seen for row in statements.rows(Comment, ("status", "version"), pk=numbers)}
    moved = [card for card in known if now.get(card.pk, card.seen) != card.seen]
    if moved:
        last = _last_acts([card.pk for card in moved])
        yield from (_elsewhere(request, card, now[card.pk], last.get(card.pk)) for card in moved)
    yield from _claims(request, [card for card in known if card not in moved])


def _within_reach(request: HttpRequest, known: Iterable[Known]) -> list[Known]:
    sections, cards = sections_of(request.user), list(known)
    if sections is None:
        return cards
    theirs = Comment.objects.filter(pk__in=[card.pk for card in cards], article__section__in=sections)
    numbers = set(theirs.values_list("pk", flat=True))
    return [card for card in cards if card.pk in numbers]


def _claims(request: HttpRequest, known: list[Known]) -> Iterator[str]:
    holders, viewer = claims_part.read([card.pk for card in known]), moderator(request)
    fields = hidden(csrfmiddlewaretoken=get_token(request), back=request.GET.get("back", ""))
    for card in known:
        holder = holders.get(card.pk)
        if claims_part.mark_of(holder, viewer) != card.claim:
            yield claims_part.line(card.pk, holder, viewer, _address(card.pk), fields, OUT_OF_BAND)


def _last_acts(numbers: list[int]) -> Mapping[int, Entry]:
    acts = [act for act in read_acts_on(numbers) if act.kind == "status"]
    return {act.comment: Entry(act) for act in reversed(acts) if act.comment}


def _elsewhere(request: HttpRequest, card: Known, now: Seen, last: Entry | None) -> str:
    is_edited = now.version != card.seen.version
    return ELSEWHERE.format(
        pk=card.pk,
        seen=f"{card.pk}.{now.status}.{now.version}",
        said=escape(_changed(last, is_edited=is_edited)),
        url=_address(card.pk),
        back=quote(request.GET.get("back", "")),
        show=escape(_("Show the new text") if is_edited else _("Show it as it is now")),
    )


def _changed(last: Entry | None, *, is_edited: bool) -> str:
    if last is None:
        return _("It has changed.")
    told = {"time": formatted(localtime(last.act.at), "H:i"), "who": last.who, "outcome": last.outcome}
    if is_edited:
        return _("The text was changed at %(time)s: %(who)s.") % told
    return _("%(outcome)s at %(time)s: %(who)s.") % told


def _address(pk: int) -> str:
    return reverse("admin:comments_queue_change", args=[pk])


def _arrivals(request: HttpRequest, place: Place) -> str:
    """How many have come to the list since the page first asked, and the way to them. They are never put in by
    themselves: what somebody reads stays where it is."""
    mark, reach = Cursor.parse(request.GET.get("mark", "")), Reach.of(moderator(request))
    if mark is None:
        return ARRIVALS.format(mark=_newest(place, reach), link="")
    count = _count(replace(place, newest=False, weighed=False, after=mark, size=COUNTED_AT_MOST), reach)
    if str(count) == request.GET.get("new", "0"):
        return ""
    leads_to = place if place.newest else place.past(mark)
    said = ngettext("%(count)s new", "%(count)s new", count) % {"count": count if count <= COUNTED_AT_MOST else "99+"}
    link = LINK.format(escape(f"{reverse('admin:comments_queue_changelist')}?{leads_to.query}"), escape(said))
    return ARRIVALS.format(mark=mark, link=link if count else "").replace("<p ", f'<p data-new="{count}" ', 1)


def _newest(place: Place, reach: Reach) -> Cursor:
    """The last comment of the list as it is now."""
    selection, values = replace(place, newest=True, weighed=False, size=0).selection(reach)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT c.{place.tab.clock}, c.id FROM comments_comment c WHERE {selection}", values)  # noqa: S608
        found = cursor.fetchone()
    return Cursor(queue.moment(found[0]), found[1]) if found else Cursor(timezone.now(), 0)


def _count(place: Place, reach: Reach) -> int:
    selection, values = place.selection(reach)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT COUNT(*) FROM (SELECT c.id FROM comments_comment c WHERE {selection}) AS found",  # noqa: S608
            values,
        )
        return int(cursor.fetchone()[0])


def _tabs(request: HttpRequest, place: Place) -> str:
    """Only when the page asks for them: not while somebody stands in them with the keyboard."""
    if "tabs" not in request.GET:
        return ""
    reach = Reach.of(moderator(request))
    tallies, troubles = queue.tallies(reach), banner.troubles(reach.sections)
    told = [(tally.tab.slug, tally.shown, tally.oldest and age(tally.oldest)) for tally in tallies]
    digest = hashlib.sha256(repr((told, troubles)).encode()).hexdigest()[:12]
    if digest == request.GET["tabs"]:
        return ""
    context = {"place": place, "tallies": tallies, "troubles": troubles, "digest": digest}
    return render_to_string("admin/comments/queue_list.html#tabs", context, request)
