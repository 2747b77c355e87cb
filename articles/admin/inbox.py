from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles import inbox
from articles.admin.acting import View


def show(admin: Any) -> View:
    """What waits, for an editor or for an author."""

    @require_safe
    def view(request: HttpRequest) -> HttpResponse:
        if not admin.has_view_permission(request):
            raise PermissionDenied
        told = {"title": _("Inbox"), "opts": admin.opts, "parts": inbox.parts(request.user)}  # type: ignore[arg-type]
        context = admin.admin_site.each_context(request) | told
        return TemplateResponse(request, "admin/articles/article/inbox.html", context)

    return view
