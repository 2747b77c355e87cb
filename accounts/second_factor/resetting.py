"""Who has lost device and recovery codes is helped by a superuser: the factor goes, and is set up anew."""

from __future__ import annotations

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.second_factor import codes, record


def shown(user: User) -> str:
    """On the page of the account: since when, and the way to the page that resets it."""
    held = codes.factor_of(user) if user.pk else None
    if held is None:
        return _("None.")
    address = reverse("admin:accounts_user_second_factor", args=[user.pk])
    since = _("Set up on %(day)s.") % {"day": date_format(held.created_at)}
    return format_html('{} <a href="{}">{}</a>', since, address, _("Reset it"))


@require_http_methods(["GET", "HEAD", "POST"])
def reset_second_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own is changed with a code of it, on a page of one's own: an unattended browser must not do without."""
    if not (request.user.is_active and request.user.is_superuser) or request.user.pk == pk:
        raise PermissionDenied
    user = get_object_or_404(User, pk=pk)
    if request.method != "POST":
        return TemplateResponse(request, "admin/accounts/reset_second_factor.html", _context(request, user))
    if codes.remove(user):
        assert isinstance(request.user, User)
        record.note(request.user, user, record.RESET)
    return HttpResponseRedirect(reverse("admin:accounts_user_change", args=[pk]), status=303)


def _context(request: HttpRequest, user: User) -> dict[str, object]:
    title = _("Reset the second factor of %(name)s") % {"name": user.name_shown}
    return admin.site.each_context(request) | {"title": title, "account": user, "held": codes.factor_of(user)}
