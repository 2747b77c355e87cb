"""The page of an article before readers have it: for the staff, and links for people without an account."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from articles import previewing
from articles.admin.acting import View
from articles.admin.history import answer_page, find
from articles.models import Article, PreviewLink


def show(admin: Any) -> View:
    @require_safe
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        return previewing.show_working_copy(request, find(admin, request, pk))

    return view


def list_links(admin: Any) -> View:
    """GET shows them; POST makes another."""

    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        article = find(admin, request, pk)
        if request.method == "POST":
            return _give(admin, request, article)
        links = [(link, settings.SITE_URL + link.get_absolute_url()) for link in _open(article)]
        told = {"title": _("Previews of “%(headline)s”") % {"headline": article.headline}, "links": links}
        return answer_page(admin, request, article, "admin/articles/article/previews.html", told)

    return view


def _open(article: Article) -> Any:
    return article.preview_links.open().select_related("by").order_by("-pk")


def _give(admin: Any, request: HttpRequest, article: Article) -> HttpResponse:
    if not admin.has_change_permission(request, article):
        raise PermissionDenied
    PreviewLink.give(article, by=request.user)  # type: ignore[arg-type]
    admin.log_change(request, article, _("Made a preview link."))
    admin.message_user(request, _("Here is the link. It works for seven days."), messages.SUCCESS)
    return _back(article)


def _back(article: Article) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:articles_article_previews", args=[article.pk]))


def revoke(admin: Any) -> View:
    @require_POST
    def act(request: HttpRequest, pk: int, link: int) -> HttpResponse:
        article = find(admin, request, pk)
        if not admin.has_change_permission(request, article):
            raise PermissionDenied
        if get_object_or_404(article.preview_links, pk=link).revoke():
            admin.log_change(request, article, _("Took a preview link back."))
        admin.message_user(request, _("The link opens nothing any more."), messages.SUCCESS)
        return _back(article)

    return act
