"""What else belongs to an account: its name, its password, its sessions."""

from __future__ import annotations

from secrets import token_hex
from typing import Any

from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.changes import announce
from accounts.models import User
from accounts.readers import addresses, parts
from accounts.readers.forms import PublicName
from accounts.readers.pages import SAID, account_of, back_to_account, for_account
from accounts.readers.parts import Part
from accounts.second_factor import codes

SAID["name"] = _("Your name is changed. Comments that you wrote under the old one change in a moment.")
SAID["password"] = _("Your password is changed. Other browsers in which you were signed in have to sign in again.")
SAID["sessions"] = _("All other browsers are signed out.")


@require_http_methods(["GET", "HEAD", "POST"])
@for_account
def change_name(request: HttpRequest) -> HttpResponse:
    """That of staff is how readers know them: who keeps the accounts changes it."""
    user = account_of(request)
    posted = request.POST if request.method == "POST" else None
    form = PublicName(posted, user=user, initial={"name": user.name_shown})
    if user.is_staff or not form.is_valid():
        status = 403 if user.is_staff else 422 if form.is_bound else 200
        return render(request, "accounts/name.html", {"form": form}, status=status)
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(public_name=form.cleaned_data["name"])
        announce([user])
    return back_to_account("name")


@require_POST
@for_account
def end_sessions(request: HttpRequest) -> HttpResponse:
    """All but this one."""
    user = account_of(request)
    user.session_nonce = token_hex(16)
    User.objects.filter(pk=user.pk).update(session_nonce=user.session_nonce)
    update_session_auth_hash(request, user)
    return back_to_account("sessions")


def register() -> None:
    """The sections of the page that are of this app."""
    for place, name, known in (
        (10, "name", _nothing),
        (20, "addresses", addresses.known),
        (30, "password", _of_password),
        (60, "second_factor", _of_second_factor),
        (70, "language", _of_language),
        (80, "sessions", _nothing),
    ):
        parts.add(parts.ACCOUNT, Part(place, f"accounts/_{name}.html", known))


def _nothing(request: HttpRequest) -> dict[str, Any]:
    return {}


def _of_language(request: HttpRequest) -> dict[str, Any]:
    return {"languages": settings.TRANSLATED}


def _of_password(request: HttpRequest) -> dict[str, Any]:
    return {"has_one": account_of(request).has_usable_password()}


def _of_second_factor(request: HttpRequest) -> dict[str, Any]:
    return {"held": codes.factors_of(account_of(request)).first()}
