"""Who has lost device and recovery codes is helped by a superuser: the factor goes, and is set up anew."""

from __future__ import annotations

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.passkeys import letters
from accounts.second_factor import codes, record


def shown(user: User) -> str:
    """On the page of the account: what there is since when, and the way to the page that resets it."""
    if not user.pk or not (held := _held(user)):
        return _("None.")
    address = reverse("admin:accounts_user_second_factor", args=[user.pk])
    return format_html('{} <a href="{}">{}</a>', " ".join(held), address, _("Reset it"))


def _held(user: User) -> list[str]:
    """Sentences."""
    app, passkeys = codes.app_of(user), codes.passkeys_of(user).count()
    since = [_("Set up on %(day)s.") % {"day": date_format(app.created_at)}] if app else []
    number = ngettext("%(number)d passkey.", "%(number)d passkeys.", passkeys) % {"number": passkeys}
    return [*since, number] if passkeys else since


@require_http_methods(["GET", "HEAD", "POST"])
def reset_second_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own is changed with a code of it, on a page of one's own: an unattended browser must not do without."""
    if not (request.user.is_active and request.user.is_superuser) or request.user.pk == pk:
        raise PermissionDenied
    user = get_object_or_404(User, pk=pk)
    if request.method != "POST":
        return TemplateResponse(request, "admin/accounts/reset_second_factor.html", _context(request, user))
    assert isinstance(request.user, User)
    reset(user, request.user)
    return HttpResponseRedirect(reverse("admin:accounts_user_change", args=[pk]), status=303)


@transaction.atomic
def reset(user: User, by: User) -> bool:
    """Whether there was anything."""
    had_passkeys = codes.passkeys_of(user).exists()
    if not codes.remove(user):
        return False
    record.note(by, user, record.RESET)
    if had_passkeys:
        letters.tell(letters.REMOVED, user)
    return True


def _context(request: HttpRequest, user: User) -> dict[str, object]:
    title = _("Reset the second factor of %(name)s") % {"name": user.name_shown}
    return admin.site.each_context(request) | {"title": title, "account": user, "held": _held(user)}
