"""What the pages' script fetches: what a device is to do, as JSON, or why it is not asked."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.passkeys import changing, showing
from accounts.passkeys.attempts import TooOften
from accounts.passkeys.forms import AddForm
from accounts.passkeys.refusals import Refused
from accounts.passkeys.views import log_refusal
from accounts.second_factor import demand
from accounts.second_factor.stage import known_person

type Ask = Callable[[HttpRequest], dict[str, Any] | JsonResponse]


def told(ask: Ask) -> Callable[[HttpRequest], HttpResponse]:
    @never_cache
    @sensitive_post_parameters()
    @require_POST
    @wraps(ask)
    def view(request: HttpRequest) -> HttpResponse:
        try:
            answer = ask(request)
        except TooOften as refusal:
            return _refusal(refusal.sentence, refusal.status, refusal.retry_after)
        except Refused as refusal:
            log_refusal(request, refusal)
            return _refusal(refusal.sentence, refusal.status)
        return answer if isinstance(answer, HttpResponse) else JsonResponse(answer)

    return view


@told
def to_add(request: HttpRequest) -> dict[str, Any] | JsonResponse:
    user = request.user
    if not isinstance(user, User) or demand.must_show(request):
        return _refusal(_("You are not signed in any more: open this page again."), 403)
    form = AddForm(request.POST, request=request, user=user)
    if form.is_valid():
        return changing.begin_adding(request, user, form.cleaned_data["name"])
    sentence = next(error for errors in form.errors.values() for error in errors)
    return _refusal(sentence, 429 if form.retry_after else 422, form.retry_after)


@told
def to_sign_in(request: HttpRequest) -> dict[str, Any]:
    return showing.ask(request)


@told
def to_show(request: HttpRequest) -> dict[str, Any] | JsonResponse:
    user = known_person(request)
    if user is None:
        return _refusal(_("You are not signed in any more: open this page again."), 403)
    return showing.ask(request, user)


def _refusal(sentence: object, status: int, retry_after: int = 0) -> JsonResponse:
    headers = {"Retry-After": str(retry_after)} if retry_after else {}
    return JsonResponse({"error": str(sentence)}, status=status, headers=headers)
