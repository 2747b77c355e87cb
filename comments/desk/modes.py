"""The page on modes: what is in force where and until when; beginning one, and ending it before its time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from articles.models import Article
from comments.desk import answers
from comments.desk.answers import SeeOther, moderator
from comments.desk.mode_form import ARTICLE, SECTION, SITE, ModeForm
from comments.desk.views import View
from comments.models import DecisionRefused, DiscussionSettings
from comments.models.rule import Mode
from comments.queue import whole_number
from comments.reach import sections_of
from comments.rules import changing

SHOWN = 200


def may_see(request: HttpRequest) -> bool:
    return request.user.has_perm("comments.moderate_comment") or request.user.has_perm("comments.keep_rules")


def for_desk(view: View) -> View:
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        if not may_see(request):
            raise PermissionDenied
        return view(request, **kwargs)

    return guarded


@for_desk
@require_http_methods(["GET", "HEAD", "POST"])
def show_modes(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request, ModeForm(initial=_asked_for(request), user=moderator(request)))
    form = ModeForm(request.POST, user=moderator(request))
    if not form.is_valid():
        return _page(request, form, status=422)
    changing.begin(form.where, form.publish_known_after, by=moderator(request), until=form.until)
    messages.success(request, _("In force from now on, for every comment that is checked."))
    return _back()


@for_desk
@require_POST
def end_mode(request: HttpRequest, pk: int) -> HttpResponse:
    mode = Mode.objects.select_related("article", "section").filter(pk=pk).first()
    if mode is None or not _reaches(request, mode):
        raise Http404
    if not request.user.has_perm("comments.keep_rules") and mode.by_id != request.user.pk:
        raise PermissionDenied
    try:
        changing.end(mode, by=moderator(request))
        messages.success(request, _("It has ended. What was in force there before is so again."))
    except DecisionRefused as refusal:
        messages.warning(request, str(refusal))
    return _back()


def _reaches(request: HttpRequest, mode: Mode) -> bool:
    reach = sections_of(moderator(request))
    return reach is None or (mode.article.section_id if mode.article else mode.section_id) in reach


def _asked_for(request: HttpRequest) -> dict[str, Any]:
    """What the link named: an article by its number, address or slug, a section, or nothing."""
    named = {name: whole_number(request.GET.get(name, "")) for name in (ARTICLE, SECTION)}
    named[ARTICLE] = named[ARTICLE] or _article_at(request.GET.get(ARTICLE, ""))
    place = next((name for name, number in named.items() if number), SITE)
    return {**named, "place": place, "mode": "hold", "hours": "2", "publish_after": 3}


def _article_at(address: str) -> int | None:
    slug = address.rstrip("/").rpartition("/")[2][:200]
    return Article.objects.filter(slug=slug).values_list("pk", flat=True).first() if slug else None


def _page(request: HttpRequest, form: ModeForm, status: int = 200) -> HttpResponse:
    found = Mode.objects.in_force().select_related("article__section", "section", "by").order_by("-pk")[:SHOWN]
    keeps = request.user.has_perm("comments.keep_rules")
    return answers.page(
        request,
        "rules_modes",
        status,
        title=_("Modes"),
        form=form,
        modes=list(_rows([mode for mode in found if _reaches(request, mode)], None if keeps else request.user.pk)),
        otherwise=DiscussionSettings.load().publish_after,
    )


class ModeRow(NamedTuple):
    """`waits`: for the end of a newer one at the same place."""

    mode: Mode
    may_end: bool
    waits: bool


def _rows(modes: list[Mode], only_by: int | None) -> Iterator[ModeRow]:
    """The newest first. Whoever doesn't keep the rules ends only what they began."""
    places = set()
    for mode in modes:
        place = mode.article_id, mode.section_id
        yield ModeRow(mode, only_by is None or mode.by_id == only_by, place in places)
        places.add(place)


def _back() -> HttpResponse:
    return SeeOther(reverse("admin:comments_mode_changelist"))
