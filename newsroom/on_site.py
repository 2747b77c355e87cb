"""The admin's "view on site": from a number to a public address, for who may see the row in the admin."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.views import shortcut
from django.http import Http404, HttpRequest, HttpResponse

from comments.queue.values import whole_number


def view_on_site(request: HttpRequest, content_type_id: str, object_id: str) -> HttpResponse:
    """Django's own leads every member of the staff to every address: of drafts, and of comments out of reach."""
    kind = ContentType.objects.filter(pk=whole_number(content_type_id) or 0).first()
    model = kind.model_class() if kind else None
    found = model._default_manager.filter(pk=whole_number(object_id) or 0).first() if model else None
    pages = admin.site._registry.get(model) if model else None
    if not (found and pages and pages.has_view_permission(request, found)):
        raise Http404
    return shortcut(request, int(content_type_id), object_id)
