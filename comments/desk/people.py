"""A person at the desk: a page, or the inside of a drawer over the queue; and what is done about them from there."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from comments.bulk import Row
from comments.desk import people_words
from comments.desk.answers import FRAME, SeeOther, first_error, in_place, moderator
from comments.desk.cards import HIGHEST
from comments.desk.people_effect import Effect
from comments.desk.people_forms import NoteForm, NumberForm, RestrictForm
from comments.desk.people_reading import Person
from comments.desk.views import View, for_moderators
from comments.models import Commenter, DecisionRefused, ModerationAction, Restriction, StaleDecision
from comments.restrictions import acts, removing


def for_restricting(view: View) -> View:
    return for_moderators(permission_required("comments.restrict_people", raise_exception=True)(view))


@for_moderators
@require_GET
def show_person(request: HttpRequest, pk: int) -> HttpResponse:
    person = _find(request, pk)
    return _answer(request, person, done=people_words.outcome(_uuid(request.GET.get("batch", ""))))


@for_restricting
@require_POST
def restrict_person(request: HttpRequest, pk: int) -> HttpResponse:
    """303 when it is done. 200 with what it would touch, before anything wide; 409 when that has changed meanwhile or
    it can't be done, 422 when the form lacks something."""
    person = _find(request, pk)
    form = RestrictForm(person, request.POST)
    if not form.is_valid():
        return _answer(request, person, 422, form=form, error=first_error(form))
    effect = Effect.of(person, form)
    if objection := effect.objection(form):
        status, sentence = objection
        told = {"form": form, "effect": effect, "error": sentence, **form.told}
        return _answer(request, person, status, template="person_confirm", **told)
    try:
        batch = removing.restrict_and_remove(person.row, form.terms, form.cleaned_data["remove"], by=person.viewer)
    except DecisionRefused as refusal:
        return _answer(request, person, 409, form=form, error=str(refusal))
    return _done(request, pk, batch.number)


@for_restricting
@require_POST
def lift_restriction(request: HttpRequest, pk: int) -> HttpResponse:
    person, form = _find(request, pk), NumberForm(request.POST)
    row = Restriction.objects.filter(pk=form.cleaned_data["number"]).first() if form.is_valid() else None
    if row is None or row.subject not in person.subjects:
        raise Http404
    try:
        action = acts.lift(row.pk, by=person.viewer)
    except DecisionRefused as refusal:
        return _answer(request, person, 409, error=str(refusal))
    return _done(request, pk, action.batch)


@for_moderators
@require_POST
def add_note(request: HttpRequest, pk: int) -> HttpResponse:
    person, form = _find(request, pk), NoteForm(request.POST)
    if not form.is_valid():
        return _answer(request, person, 422, note=form, error=first_error(form))
    return _done(request, pk, acts.note(person.row, form.cleaned_data["text"], by=person.viewer).batch)


@for_moderators
@require_POST
def undo_act(request: HttpRequest, pk: int) -> HttpResponse:
    """With all that was removed by it; what was changed since is listed, with 200."""
    person, form = _find(request, pk), NumberForm(request.POST)
    known = {entry.act.pk for entry in person.history}
    if not form.is_valid() or form.cleaned_data["number"] not in known:
        raise Http404
    action = ModerationAction.objects.get(pk=form.cleaned_data["number"])
    try:
        batch, rows = removing.undo_whole(action, by=person.viewer)
    except (DecisionRefused, StaleDecision) as refusal:
        return _answer(request, person, 409, error=people_words.obstacle(refusal))
    left = [row for row in rows if row.obstacle]
    return _left(request, pk, batch.number, left) if left else _done(request, pk, batch.number)


def _find(request: HttpRequest, pk: int) -> Person:
    row = Commenter.objects.select_related("user").filter(pk=pk).first() if pk <= HIGHEST else None
    if row is None:
        raise Http404
    return Person(row, moderator(request))


def _done(request: HttpRequest, pk: int, batch: UUID) -> HttpResponse:
    """In the drawer the same person as they are now, read anew."""
    if in_place(request):
        return _answer(request, _find(request, pk), done=people_words.outcome(batch))
    return SeeOther(f"{reverse('admin:comments_person', args=[pk])}?batch={batch}")


def _left(request: HttpRequest, pk: int, batch: UUID, left: Sequence[Row]) -> HttpResponse:
    told = [(row.comment, people_words.obstacle(row.obstacle)) for row in left if row.obstacle]
    return _answer(request, _find(request, pk), done=people_words.outcome(batch), left=told)


def _answer(
    request: HttpRequest, person: Person, status: int = 200, *, template: str = "person", **context: object
) -> HttpResponse:
    known = {
        "title": person.name or _("Person %(number)s") % {"number": person.row.pk},
        "person": person,
        "form": RestrictForm(person),
        "note": NoteForm(),
        "restrictions": people_words.restrictions(person),
        "history": people_words.lines(person),
        "in_drawer": in_place(request),
    }
    name = f"admin/comments/{template}.html{'#inside' if in_place(request) else ''}"
    return TemplateResponse(request, name, FRAME | known | context, status=status)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
