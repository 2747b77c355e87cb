from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts import origins
from accounts.limits import LimitReached
from accounts.models import User
from accounts.network import client_address
from comments import identity, intake, refusals
from comments.models import Comment, DiscussionSettings, Status
from comments.recommending import browser, button, counting
from comments.refusals import Refused
from comments.views import SeeOther

NEEDED = ("article_id", "commenter_id", "status", "name")


@csrf_exempt  # the page with the button is the same for everybody; where it was pressed, Origin says
@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def recommend(request: HttpRequest, number: str) -> HttpResponse:
    comment = _find(number)
    if request.method != "POST":
        return _show(request, comment)
    mine = browser.number_of(request) or browser.new_number()
    try:
        _act(request, comment, browser.mark(mine, comment.pk))
    except Refused as refusal:
        return _refuse(request, comment, refusal)
    response = _in_place(comment, mine) if _is_in_place(request) else SeeOther(request.path)
    browser.remember(response, mine)
    return response


def _find(number: str) -> Comment:
    """Raises Http404 for what not everybody can read, and for all where the editors have switched it off."""
    found = Comment.objects.select_related("article__section").filter(pk=int(number), status=Status.APPROVED).first()
    if found is None or not found.article.is_public or not DiscussionSettings.load().recommendations:
        raise Http404
    return found


def _act(request: HttpRequest, comment: Comment, mark: str) -> None:
    if origins.is_foreign(request):
        raise Refused(403, "foreign_origin", _("Your browser says that this was sent from another site."))
    if "take_back" in request.POST:
        counting.take_back(comment, mark)
        return
    _refuse_unfit(request, comment)
    try:
        counting.give(comment, mark, client_address(request))
    except LimitReached as reached:
        raise _too_many(reached.retry_after) from reached


def _refuse_unfit(request: HttpRequest, comment: Comment) -> None:
    if not comment.article.accepts_comments():
        raise refusals.closed(comment.article)
    reader = identity.of(request)
    if reader and reader.pk == comment.commenter_id:
        raise Refused(403, "own", _("This is your own comment: others recommend it."))
    user = request.user if isinstance(request.user, User) else None
    if found := intake.restriction_of(request, user, identity.address_of(reader) if reader else ""):
        raise refusals.restricted(found)


def _too_many(seconds: int) -> Refused:
    sentence = ngettext(
        "Too many recommendations from your connection. Try again in %(seconds)d second.",
        "Too many recommendations from your connection. Try again in %(seconds)d seconds.",
        seconds,
    ) % {"seconds": seconds}
    return Refused(429, "too_fast", sentence, retry_after=seconds)


def _is_in_place(request: HttpRequest) -> bool:
    return "HX-Request" in request.headers


def _in_place(comment: Comment, mine: str) -> HttpResponse:
    count = counting.count_of(comment.pk)
    if counting.has_given(comment.pk, browser.mark(mine, comment.pk)):
        return HttpResponse(button.given(comment.pk, count))
    return HttpResponse(button.offered(comment.pk, count, button.label()))


def _refuse(request: HttpRequest, comment: Comment, refusal: Refused) -> HttpResponse:
    response = _show(request, comment, refusal)
    if refusal.retry_after:
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def _show(request: HttpRequest, comment: Comment, refusal: Refused | None = None) -> HttpResponse:
    mine = browser.number_of(request)
    known = {
        "comment": comment,
        "count": counting.count_of(comment.pk),
        "is_given": bool(mine) and counting.has_given(comment.pk, browser.mark(mine, comment.pk)),
        "is_open": comment.article.accepts_comments(),
        "refused": refusal.sentence if refusal else "",
        "site": settings.SITE_NAME,
    }
    if refusal and _is_in_place(request):
        return HttpResponse(button.refused(comment.pk, refusal.sentence), status=refusal.status)
    response = render(request, "comments/recommendation.html", known, status=refusal.status if refusal else 200)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
