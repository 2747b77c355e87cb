"""What an editor does in the inbox with a reader's report of a mistake."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.models import User
from articles import editing
from articles.admin.acting import View
from articles.models import MistakeReport

type Act = Callable[[MistakeReport, User], bool]


def addresses(admin: Any) -> list[URLPattern]:
    done = _verb(admin, lambda report, by: report.handle(by=by), _("Done. It can be taken back below."))
    undo = _verb(admin, lambda report, by: report.reopen(), _("It is open again."))
    view = admin.admin_site.admin_view
    return [
        path("inbox/mistakes/<int:pk>/done/", view(done), name="articles_mistake_done"),
        path("inbox/mistakes/<int:pk>/undo/", view(undo), name="articles_mistake_undo"),
    ]


def _verb(admin: Any, act: Act, said: Promise) -> View:
    @require_POST
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        if not editing.is_editor(request.user):
            raise PermissionDenied
        if act(get_object_or_404(MistakeReport, pk=pk), request.user):  # type: ignore[arg-type]
            admin.message_user(request, said, messages.SUCCESS)
        else:
            admin.message_user(request, _("Somebody was faster: the report has moved already."), messages.WARNING)
        return HttpResponseRedirect(reverse("admin:articles_article_inbox"), status=HTTPStatus.SEE_OTHER)

    return view
