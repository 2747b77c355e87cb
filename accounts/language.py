"""The admin speaks the language that somebody has chosen for themselves; all public pages speak LANGUAGE_CODE."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils import translation
from django.utils.encoding import iri_to_uri
from django.utils.formats import number_format
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from accounts.models import User

PERSONAL = ("/admin/", "/accounts/")
SEE_OTHER = 303


class LanguageMiddleware:
    """What is stored for readers is rendered in LANGUAGE_CODE all the same, by those who write it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = chosen_by(request) if request.path.startswith(PERSONAL) else ""
        if not chosen:
            return self.get_response(request)
        with translation.override(chosen):
            return self.get_response(request)


def chosen_by(request: HttpRequest) -> str:
    """Empty for whoever is content with LANGUAGE_CODE, and for a language that this release lacks."""
    user = request.user
    return user.language if isinstance(user, User) and user.language in settings.TRANSLATED else ""


def grouped(number: float) -> str:
    """1,000 in English, 1.000 in German."""
    return number_format(number, use_l10n=True, force_grouping=True)


@login_required
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    wanted, user = request.POST.get("language", ""), request.user
    if wanted not in settings.TRANSLATED or not isinstance(user, User):
        return HttpResponse(status=422)
    User.objects.filter(pk=user.pk).update(language=wanted)
    back = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    leads_to = iri_to_uri(back) if is_ours else resolve_url("admin:index")
    return HttpResponse(status=SEE_OTHER, headers={"Location": leads_to})
