"""How these pages answer: to superusers alone, as they bring in and hand out everything there is."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts.models import User
from moving.models import Transfer

# What the admin's base template reads, as of the moderators' desk.
FRAME = {"has_permission": True, "site_url": "/", "is_popup": False, "is_nav_sidebar_enabled": False}


class SeeOther(HttpResponseRedirect):
    status_code = 303


def for_superusers[**Given, Answer: HttpResponseBase](
    view: Callable[Concatenate[HttpRequest, Given], Answer],
) -> Callable[Concatenate[HttpRequest, Given], Answer]:
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: Given.args, **kwargs: Given.kwargs) -> Answer:
        if not (request.user.is_active and request.user.is_superuser):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def superuser(request: HttpRequest) -> User:
    """Only behind `for_superusers`."""
    assert isinstance(request.user, User)
    return request.user


def page(request: HttpRequest, template: str, status: int = 200, **context: Any) -> TemplateResponse:
    return TemplateResponse(request, f"admin/moving/{template}", FRAME | context, status=status)


def to(transfer: Transfer) -> SeeOther:
    return SeeOther(reverse("moving:transfer", args=[transfer.pk]))
