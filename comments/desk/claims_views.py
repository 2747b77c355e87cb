"""Claiming a comment, renewing that while somebody works on it, and releasing it: one POST each."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from comments.desk import answers, claims_part
from comments.desk.acts import ActForm
from comments.desk.answers import SeeOther, in_place, list_address, moderator
from comments.desk.cards import HIGHEST
from comments.desk.views import for_moderators
from comments.desk.words import hidden
from comments.desk.writer import ON_ITS_PAGE
from comments.models import Claim, Comment
from comments.queue import whole_number
from comments.reach import reaches

RENEWED_AT_ONCE = 100


@for_moderators
@require_POST
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """303 or its line of the card; 409 when somebody else was faster."""
    _refuse_out_of_reach(request, pk)
    taken = Claim.objects.take(pk, moderator(request))
    return _answer(request, pk, 200 if taken else 409)


@for_moderators
@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Whatever stood there before: it is free of one's own claim."""
    _refuse_out_of_reach(request, pk)
    Claim.objects.release(pk, moderator(request))
    return _answer(request, pk, 200)


@for_moderators
@require_POST
def renew(request: HttpRequest) -> HttpResponse:
    """What a page asks for from time to time while somebody works on it. Nothing is given back that was lost."""
    numbers = filter(None, map(whole_number, request.POST.getlist("comment")[:RENEWED_AT_ONCE]))
    Claim.objects.renew(list(numbers), moderator(request))
    return HttpResponse(status=204)


def _answer(request: HttpRequest, pk: int, status: int) -> HttpResponse:
    back = request.POST.get("back", "")
    if in_place(request):
        return HttpResponse(_line(request, pk, back), status=status)
    if status == 409:
        holder = claims_part.read([pk]).get(pk)
        said = claims_part.taken(holder) if holder else _("This comment can't be claimed.")
        return answers.refused(request, pk, 409, said, ActForm(request.POST))
    if back == ON_ITS_PAGE:
        return SeeOther(reverse("admin:comments_queue_change", args=[pk]))
    return SeeOther(f"{list_address(back)}#comment-{pk}")


def _line(request: HttpRequest, pk: int, back: str) -> str:
    fields = hidden(csrfmiddlewaretoken=get_token(request), back=back)
    url = reverse("admin:comments_queue_change", args=[pk])
    return claims_part.line(pk, claims_part.read([pk]).get(pk), moderator(request), url, fields)


def _refuse_out_of_reach(request: HttpRequest, pk: int) -> None:
    if pk > HIGHEST or not Comment.objects.filter(pk=pk).exists() or not reaches(request.user, pk):
        raise Http404
