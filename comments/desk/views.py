"""The desk's pages. Whatever acts is one POST that ends in one verb, with htmx as without."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from comments import breaker, queue
from comments.desk import answers, banner, bulk_bar, cards, claims, filter_bar, saved
from comments.desk.acts import ACTS, Act, RejectForm, perform
from comments.desk.answers import moderator, page
from comments.desk.toast import toast
from comments.models import Comment, DecisionRefused, StaleDecision
from comments.queue import Place, Reach
from database import statements

View = Callable[..., HttpResponseBase]
# What a decision reads of a comment: not its text.
DECIDED = (
    *("article_id", "parent_id", "commenter_id", "status", "version", "came_as"),
    *("name", "on_page", "deferred_until"),
)


def for_moderators(view: View) -> View:
    return permission_required("comments.moderate_comment", raise_exception=True)(view)


@for_moderators
@require_GET
def show_queue(request: HttpRequest) -> HttpResponse:
    place, reach = Place.parse(request.GET), Reach.of(moderator(request))
    found, tallies = cards.page(place, moderator(request)), queue.tallies(reach)
    troubles = banner.troubles(reach.sections)
    return page(
        request,
        "queue_list",
        title=_("Moderation queue"),
        place=place,
        filter=filter_bar.of(place, reach),
        saved=saved.lines(place, moderator(request), reach),
        cards=answers.writer(request, place.query).cards(found.cards),
        next=found.next,
        searched=found.searched,
        tallies=tallies,
        waiting=queue.waiting(tallies, check_fails=banner.check_fails(troubles)),
        bar=bulk_bar.of_list(request, place, tallies),
        troubles=troubles,
        toast=toast(request, place.query),
    )


@for_moderators
@require_GET
def show_card(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        shown = cards.card(pk, moderator(request))
    except Comment.DoesNotExist:
        raise Http404 from None
    return answers.card_answer(request, shown, answers.shown_in(request))


@for_moderators
@require_POST
def act_on_comment(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """303, or 409 with the card as it is now when somebody was faster, or 422 when the form lacks something."""
    comment, act = _find(request, pk), _permitted(request, slug)
    form = act.form(request.POST)
    if comment is None:
        return claims.refused(request, pk, form)
    if not form.is_valid():
        return answers.refused(request, pk, 422, answers.first_error(form), form)
    order = form.order
    try:
        action = perform(act, comment, moderator(request), order)
    except StaleDecision as stale:
        return answers.refused(request, pk, 409, answers.what_happened(stale, order.seen, moderator(request)), form)
    except DecisionRefused as refusal:
        return answers.refused(request, pk, 409, str(refusal), form)
    return answers.done(request, comment, act, action, form)


@for_moderators
@require_POST
def preview_rejection(request: HttpRequest, pk: int) -> HttpResponse:
    """What the author would get; nothing is decided."""
    _find(request, pk)
    form = RejectForm(request.POST)
    if not form.is_valid():
        return answers.refused(request, pk, 422, answers.first_error(form), form)
    return answers.previewed(request, pk, form)


def _permitted(request: HttpRequest, slug: str) -> Act:
    act = ACTS[slug]
    if act.right and not moderator(request).has_perm(act.right):
        raise PermissionDenied
    return act


def _find(request: HttpRequest, pk: int) -> Comment | None:
    """None while somebody else has claimed it. Raises Http404 when there is no such comment."""
    found = claims.unclaimed(request, pk, DECIDED) if pk <= cards.HIGHEST else None
    if found is None and (pk > cards.HIGHEST or not statements.first(Comment, ("id",), pk=pk)):
        raise Http404
    return found


@for_moderators
@require_POST
def retry_spam_check(request: HttpRequest) -> HttpResponse:
    """For somebody who does not want to wait for the next probe; a pause that Akismet asked for is kept."""
    breaker.try_now()
    return answers.SeeOther(answers.list_address(request.POST.get("back", "")))
