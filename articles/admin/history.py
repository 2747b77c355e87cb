"""The history of an article: its revisions, two of them side by side, and the way back to one."""

from typing import Any

from django.contrib import messages
from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import get_content_type_for_model
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from articles import comparing, content, revising
from articles.admin.acting import View, back_to
from articles.admin.acting import number_in as number
from articles.content import Content
from articles.models import Article, Revision

PAGE_SIZE = 50
LOGGED = 30


def find(admin: Any, request: HttpRequest, pk: Any) -> Article:
    """404 out of reach, as for what isn't there."""
    article: Article = get_object_or_404(admin.get_queryset(request), pk=pk)
    if not admin.has_view_permission(request, article):
        raise PermissionDenied
    return article


def show(admin: Any, request: HttpRequest, pk: str) -> HttpResponse:
    article = find(admin, request, number(pk))
    before = number(request.GET.get("before", ""))
    revisions = article.revisions.before(before) if before else article.revisions.all()
    found = list(revisions.latest_first().for_lists()[: PAGE_SIZE + 1])
    page = found[:PAGE_SIZE]
    told = {
        "title": _("History of “%(headline)s”") % {"headline": article.headline},
        "rows": [_row(revision) for revision in page],
        "older": page[-1].number if len(found) > PAGE_SIZE else None,
        "log": _log(article),
    }
    return answer_page(admin, request, article, "admin/articles/article/history.html", told)


def _row(revision: Revision) -> dict[str, Any]:
    return {"revision": revision, "changed": [content.NAMES.get(name, name) for name in revision.changed]}


def _log(article: Article) -> list[LogEntry]:
    """The latest acts: who published what when."""
    entries = LogEntry.objects.filter(content_type=get_content_type_for_model(article), object_id=str(article.pk))
    return list(entries.select_related("user").order_by("-action_time")[:LOGGED])


def compare(admin: Any) -> View:
    """`old` and `new` are numbers of revisions; what readers have, and the latest, where they are not given."""

    @require_safe
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        article = find(admin, request, pk)
        old, new = _asked(article, request.GET.get("old", "")), _asked(article, request.GET.get("new", ""))
        told = {
            "title": _("Changes of “%(headline)s”") % {"headline": article.headline},
            "old": old,
            "new": new,
            "parts": comparing.compare(_content(article, old), _content(article, new or _latest(article))),
        }
        return answer_page(admin, request, article, "admin/articles/article/compare.html", told)

    return view


def _asked(article: Article, text: str) -> Revision | None:
    if not text:
        return None
    found = article.revisions.select_related("by").filter(number=number(text)).first()
    if found is None:
        raise Http404
    return found


def _latest(article: Article) -> Revision | None:
    return article.revisions.filter(number=article.working_copy or 0).first()


def _content(article: Article, revision: Revision | None) -> Content:
    return revision.content if revision else content.of_row(article)


def restore(admin: Any) -> View:
    @require_POST
    def act(request: HttpRequest, pk: int, revision: int) -> HttpResponse:
        article = find(admin, request, pk)
        if not admin.has_change_permission(request, article):
            raise PermissionDenied
        get_object_or_404(article.revisions, number=revision)
        restored = revising.restore(article, revision, by=request.user)  # type: ignore[arg-type]
        if restored:
            admin.log_change(request, article, restored.note)
            admin.message_user(request, _said(article, restored), messages.SUCCESS)
        else:
            admin.message_user(request, _("The article says that already."), messages.INFO)
        return back_to(article)

    return act


def _said(article: Article, restored: Revision) -> str:
    if article.working_copy:
        return _("%(note)s It is the working copy: readers get it when you publish the changes.") % vars(restored)
    return restored.note


def answer_page(admin: Any, request: HttpRequest, article: Article, name: str, told: dict[str, Any]) -> HttpResponse:
    about = {"article": article, "opts": admin.opts, "may_change": admin.has_change_permission(request, article)}
    return TemplateResponse(request, name, admin.admin_site.each_context(request) | about | told)
