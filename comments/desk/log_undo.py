"""Taking back an act by its number in the log, from whatever page shows it."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from comments import undoing
from comments.desk import answers
from comments.desk.answers import SeeOther, moderator
from comments.desk.cards import HIGHEST
from comments.models import DecisionRefused, ModerationAction, StaleDecision
from comments.reach import reaches

SAID_BEFORE = ("done", "put_off", "batch")  # of the act before this one


@require_POST
def undo_act(request: HttpRequest, pk: int) -> HttpResponse:
    """303 to where it was asked for; 403 for who may not, 409 when somebody has acted since."""
    viewer = moderator(request)
    action, address = _find(viewer, pk), _address(request.POST.get("next", ""))
    try:
        undone = undoing.undo(action, by=viewer)
    except StaleDecision as stale:
        return _refused(request, action, answers.what_happened(stale, None, viewer), address, 409)
    except DecisionRefused as refusal:
        status = 403 if refusal.code == "not_yours" else 409
        return _refused(request, action, str(refusal), address, status)
    return SeeOther(_telling(address, undone.pk))


def _find(viewer: User, pk: int) -> ModerationAction:
    if not any(way.lets(viewer.pk, viewer) for way in undoing.WAYS.values()):
        raise PermissionDenied
    found = ModerationAction.objects.filter(pk=pk).first() if pk <= HIGHEST else None
    if found is None or (found.comment and not reaches(viewer, found.comment)):
        raise Http404
    return found


def _address(asked: str) -> str:
    """Within the admin of this site, and nowhere else."""
    is_inside = asked.startswith(reverse("admin:index")) and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if is_inside else reverse("admin:comments_moderationaction_changelist")


def _telling(address: str, undone: int) -> str:
    parts = urlsplit(address)
    query = QueryDict(parts.query, mutable=True)
    if parts.path != reverse("admin:comments_moderationaction_changelist"):
        for name in SAID_BEFORE:
            query.pop(name, None)
    query["done"] = str(undone)
    return parts._replace(query=query.urlencode()).geturl()


def _refused(request: HttpRequest, action: ModerationAction, why: str, address: str, status: int) -> HttpResponse:
    context = {"title": _("Nothing was undone"), "why": why, "back": address, "comment": action.comment}
    return answers.page(request, "log_refused", status, **context)
