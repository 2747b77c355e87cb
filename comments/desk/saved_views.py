"""Saving the queue that is shown under a name, renaming it, deleting it."""

from __future__ import annotations

from django import forms
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from comments.desk.answers import SeeOther, first_error, list_address, moderator, page
from comments.desk.saved import AT_MOST, may_change
from comments.desk.views import for_moderators
from comments.models import SavedQueue
from comments.queue import Place
from comments.text import clean_line

LONGEST = 1_000  # characters of a query


class NameForm(forms.Form):
    name = forms.CharField(max_length=60, error_messages={"required": gettext_lazy("Give it a name.")})
    back = forms.CharField(required=False, max_length=10_000)

    def clean_name(self) -> str:
        name = clean_line(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError(_("Give it a name."), "required")
        return name


class SaveForm(NameForm):
    shared = forms.BooleanField(required=False)

    def clean_back(self) -> str:
        query = Place.parse(QueryDict(self.cleaned_data["back"])).first().query
        if len(query) > LONGEST:
            raise forms.ValidationError(_("This asks for more than a saved queue can keep."), "too_long")
        return query


@for_moderators
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """303 to the list; 422 for a name that is taken or missing, or what is too much to keep."""
    form, user = SaveForm(request.POST), moderator(request)
    if not form.is_valid():
        return _refused(request, first_error(form))
    said = form.cleaned_data
    if said["shared"] and not user.has_perm("comments.keep_rules"):
        return _refused(request, _("Only who keeps the rules of the desk shares queues with everybody."), 403)
    owner = None if said["shared"] else user
    if SavedQueue.objects.filter(owner=owner).count() >= AT_MOST:
        return _refused(request, _("There are %(count)s already: delete one first.") % {"count": AT_MOST})
    return _stored(request, SavedQueue(owner=owner, name=said["name"], query=said["back"]), said["back"])


@for_moderators
@require_POST
def rename(request: HttpRequest, number: int) -> HttpResponse:
    saved, form = _find(request, number), NameForm(request.POST)
    if not form.is_valid():
        return _refused(request, first_error(form))
    saved.name = form.cleaned_data["name"]
    return _stored(request, saved, form.cleaned_data["back"])


@for_moderators
@require_POST
def delete(request: HttpRequest, number: int) -> HttpResponse:
    _find(request, number).delete()
    return SeeOther(list_address(request.POST.get("back", "")))


def _stored(request: HttpRequest, saved: SavedQueue, back: str) -> HttpResponse:
    try:
        with transaction.atomic():
            saved.save()
    except IntegrityError:
        return _refused(request, _("There is a queue of this name already."))
    return SeeOther(list_address(back))


def _find(request: HttpRequest, number: int) -> SavedQueue:
    saved = SavedQueue.objects.of(moderator(request)).filter(pk=number).first() if number < 2**63 else None
    if saved is None or not may_change(saved, moderator(request)):
        raise Http404
    return saved


def _refused(request: HttpRequest, error: str, status: int = 422) -> HttpResponse:
    back = list_address(request.POST.get("back", ""))
    return page(request, "saved_refused", status, title=_("Nothing was saved"), error=error, back=back)
