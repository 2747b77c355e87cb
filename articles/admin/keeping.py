"""What the page of a form tells the site while somebody writes: that they are there, and what they have typed."""

from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles import content, presence, unsaved
from articles.admin.acting import View
from articles.admin.history import find
from articles.models import Article, UnsavedText

FIELDS = (*content.WORDS, *content.LINKS, "related", "note", "seen_revision")
"""What is put back into the form; with what was seen, so that it overwrites nothing that was saved since."""


def asked_for(request: HttpRequest, article: Article | None) -> UnsavedText | None:
    """The own unsaved text, where the address asks for it."""
    if request.method != "GET" or "unsaved" not in request.GET:
        return None
    return UnsavedText.objects.filter(by=request.user.pk, article=article).first()


def keep(admin: Any) -> View:
    """Keeps what was typed, where the request says that something was, and answers who else is here."""

    @require_POST
    def act(request: HttpRequest, pk: int | None = None) -> HttpResponse:
        try:
            article = _writable(admin, request, pk)
        except PermissionDenied:
            return _refused(admin, request, pk, HTTPStatus.FORBIDDEN)
        except Http404:
            return _refused(admin, request, pk, HTTPStatus.NOT_FOUND)
        try:
            at = _keep_typed(request, article) if "typed" in request.GET else ""
        except unsaved.TooLarge:
            return JsonResponse({"said": _("Too long to be kept.")}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        return JsonResponse({"said": at, "others": _others(request, article)})

    return act


def _refused(admin: Any, request: HttpRequest, pk: int | None, status: HTTPStatus) -> JsonResponse:
    """To somebody who has the form open: what has become of the article meanwhile."""
    article = admin.get_queryset(request).filter(pk=pk).first() if pk else None
    if article and article.is_scheduled:
        why = _("it is scheduled")
    elif article and article.is_public:
        why = _("it is published")
    else:
        why = _("it is not among your articles")
    sentence = _("Not kept: you can't change this article any more, as %(why)s. Your words are still here: copy them.")
    return JsonResponse({"said": sentence % {"why": why}}, status=status)


def _writable(admin: Any, request: HttpRequest, pk: int | None) -> Article | None:
    article = find(admin, request, pk) if pk else None
    if not (admin.has_change_permission(request, article) if article else admin.has_add_permission(request)):
        raise PermissionDenied
    return article


def _keep_typed(request: HttpRequest, article: Article | None) -> str:
    slot = unsaved.keep(request.user, article, request.POST)  # type: ignore[arg-type]
    return _("Kept at %(time)s; readers have none of it.") % {"time": date_format(timezone.localtime(slot.at), "H:i")}


def _others(request: HttpRequest, article: Article | None) -> str:
    if article is None:
        return ""
    presence.note(article, request.user)  # type: ignore[arg-type]
    return " ".join(presence.others(article, request.user))  # type: ignore[arg-type]


def forget(admin: Any) -> View:
    @require_POST
    def act(request: HttpRequest, pk: int | None = None) -> HttpResponse:
        article = _writable(admin, request, pk)
        unsaved.forget(request.user, article)  # type: ignore[arg-type]
        to = reverse("admin:articles_article_change", args=[pk]) if pk else reverse("admin:articles_article_add")
        return HttpResponseRedirect(to)

    return act
