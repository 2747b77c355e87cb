"""Bulk decisions: what is chosen in a list, or all that it holds, is decided by one POST and taken back by another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from comments import bulk, undoing
from comments.bulk import Row, Step
from comments.desk import bulk_bar, bulk_result, claims, claims_part
from comments.desk.acts import Act, Order, of_each, perform
from comments.desk.answers import SeeOther, first_error, list_address, moderator, page
from comments.desk.bulk_chosen import Chosen
from comments.desk.bulk_form import BulkForm, Choice, UndoForm
from comments.desk.claims_part import Holder
from comments.desk.log_filter import within_reach
from comments.desk.toast import undo_fields
from comments.desk.views import for_moderators
from comments.models import Batch, Comment, DecisionRefused, ModerationAction, Removal, Seen
from comments.queue import Place, Reach
from comments.reach import refuse_beyond
from comments.restrictions import removing


@for_moderators
@require_GET
def show_all(request: HttpRequest) -> HttpResponse:
    """Everything that the list holds, as far as one act goes: to be looked at before anything is decided."""
    return _chosen_page(request, Chosen.all_of(Place.parse(request.GET).first(), Reach.of(moderator(request))))


@for_moderators
@require_POST
def decide_together(request: HttpRequest) -> HttpResponse:
    """303 to the list when all is decided, else what stood against some; 409 if against all, 422 if the form lacks
    something."""
    form, viewer = BulkForm(request.POST), moderator(request)
    is_valid = form.is_valid()
    refuse_beyond(viewer, [choice.comment for choice in form.choices])
    if not is_valid:
        place = Place.parse(QueryDict(form.data.get("back", "")))
        return _chosen_page(request, Chosen.of(place, form.choices), first_error(form), 422)
    if form.asked.right and not viewer.has_perm(form.asked.right):
        raise PermissionDenied
    batch, said = Batch(form.number_of(viewer)), form.cleaned_data
    claimed = claims.held_by_others([choice.comment for choice in form.choices], viewer)
    steps = [
        _step(form.asked, choice, viewer, Order(said, choice.seen, batch), claimed.get(choice.comment))
        for choice in form.choices
    ]
    seen = {choice.comment: choice.seen for choice in form.choices}
    return _answer(request, batch.number, bulk.carry_out(steps, batch), seen, said["back"])


@for_moderators
@require_GET
def show_batch(request: HttpRequest, number: UUID) -> HttpResponse:
    """What a bulk has decided, and what has become of it since."""
    result = bulk_result.result(number, moderator(request))
    if not result.entries:
        raise Http404
    return _result_page(request, result, "")


@for_moderators
@require_POST
def undo_batch(request: HttpRequest, number: UUID) -> HttpResponse:
    """Takes back all of it, except where somebody has acted since; these are listed."""
    form, viewer = UndoForm(request.POST), moderator(request)
    acts = [entry.act.pk for entry in bulk_result.read_entries(number, viewer)]
    if not acts or not form.is_valid():
        raise Http404
    batch = Batch(form.number_of(viewer, number))
    actions = list(ModerationAction.objects.filter(pk__in=acts))
    if len(actions) > bulk.AT_MOST:
        return _undo_by_worker(request, actions, batch)
    return _answer(request, batch.number, bulk.undo(actions, by=viewer, batch=batch), {}, form.cleaned_data["back"])


def _undo_by_worker(request: HttpRequest, actions: Sequence[ModerationAction], batch: Batch) -> HttpResponse:
    """Of more than a request should take: the worker goes on with it, and the log tells how far it is."""
    viewer = moderator(request)
    if within_reach(viewer) or not all(undoing.may_undo(act.kind, act.actor, viewer) for act in actions):
        raise PermissionDenied
    if not Removal.objects.filter(batch=batch.number).exists():
        with transaction.atomic():
            removing.begin_undo(actions[0].batch, by=viewer, batch=batch)
            bulk.undo([action for action in actions if not action.comment], by=viewer, batch=batch)
    return SeeOther(f"{reverse('admin:comments_moderationaction_changelist')}?batch={batch.number}")


def _step(act: Act, choice: Choice, by: User, order: Order, holder: Holder | None) -> Step:
    """What somebody else has in hand is not decided among many; alone it can be, by a second press."""

    def decide(comment: Comment) -> ModerationAction | None:
        if holder:
            raise DecisionRefused("claimed", claims_part.taken(holder))
        return perform(of_each(act, order.seen.status if order.seen else ""), comment, by, order)

    return Step(choice.comment, choice.comment, decide)


def _answer(
    request: HttpRequest, number: UUID, rows: Sequence[Row], seen: Mapping[int, Seen], back: str
) -> HttpResponse:
    if not any(row.obstacle for row in rows):
        address = list_address(back)
        return SeeOther(f"{address}{'&' if '?' in address else '?'}batch={number}")
    result = bulk_result.result(number, moderator(request), rows, seen)
    return _result_page(request, result, back, status=200 if result.entries else 409)


def _result_page(request: HttpRequest, result: bulk_result.Result, back: str, status: int = 200) -> HttpResponse:
    return page(
        request,
        "bulk_result",
        status,
        title=result.summary,
        result=result,
        undo_url=reverse("admin:comments_queue_undo_batch", args=[result.number]),
        undo_fields=undo_fields(request, back),
        back=list_address(back),
    )


def _chosen_page(request: HttpRequest, chosen: Chosen, error: str = "", status: int = 200) -> HttpResponse:
    return page(
        request,
        "bulk_chosen",
        status,
        title=_("Nothing was decided") if error else chosen.title,
        chosen=chosen,
        bar=bulk_bar.of_choices(request, chosen.place, chosen.choices),
        error=error,
        back=list_address(chosen.place.query),
    )
