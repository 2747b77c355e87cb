"""The acts of a comment's author, by the private link: each a page with a form that a GET only shows."""

from collections.abc import Callable, Mapping
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from comments import forms, intake, links, markup, origin, progress, refusals, tokens
from comments.forms import EditForm
from comments.models import Appeal, Comment, DecisionRefused, StaleDecision, Status
from comments.models.report import OVERTAKEN
from comments.own.forms import AppealForm
from comments.own.seen import decision_of, mark_of
from comments.queue import whole_number
from comments.refusals import Refused
from comments.views import SeeOther

type View = Callable[[HttpRequest, str], HttpResponse]

TRIES = 3  # a decision may come in between; the author's wish is the same after it


def by_private_link(view: View) -> View:
    """Kept by nobody, found by nobody. A guest needs no cookie: comments/origin.py checks instead, so browsers must say
    where a form comes from; they tell no more than the site, since the address is a secret."""
    methods = require_http_methods(["GET", "HEAD", "POST"])
    guarded = csrf_exempt(cache_control(private=True, no_store=True)(methods(view)))

    @wraps(guarded)
    def answer(request: HttpRequest, token: str) -> HttpResponse:
        response: HttpResponse = guarded(request, token)
        response.headers["Referrer-Policy"] = "strict-origin"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return answer


@by_private_link
def edit(request: HttpRequest, token: str) -> HttpResponse:
    comment = links.comment_behind(token)
    if request.method != "POST":
        return _offer_edit(request, comment)
    form = EditForm(forms.posted(request.POST))
    if form.is_valid() and form.cleaned_data["comment"] == comment.text:
        return SeeOther(links.status_url(comment))
    try:
        intake.edit(request, comment, form, seen=request.POST.get("seen", ""))
    except Refused as refusal:
        return _refuse_edit(request, links.comment_behind(token), form, refusal)
    return SeeOther(links.status_url(comment))


@by_private_link
def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    comment = links.comment_behind(token)
    if request.method != "POST":
        known = {"refused": "" if progress.acts_of(comment).withdraw else _no_longer()}
        return _page(request, "withdraw", comment, known, status=409 if known["refused"] else 200)
    try:
        origin.check(request)
        _withdraw(token)
    except Refused as refusal:
        return _page(request, "withdraw", comment, {"notice": refusal.sentence}, refusal.status)
    except DecisionRefused as refusal:
        return _page(request, "withdraw", links.comment_behind(token), {"refused": str(refusal)}, 409)
    return SeeOther(links.status_url(comment))


@by_private_link
def appeal(request: HttpRequest, token: str) -> HttpResponse:
    comment = links.comment_behind(token)
    form = AppealForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _offer_appeal(request, comment, form)
    try:
        _appeal(request, comment, form)
    except Refused as refusal:
        return _offer_appeal(request, links.comment_behind(token), form, refusal)
    return SeeOther(links.status_url(comment))


def _offer_edit(request: HttpRequest, comment: Comment) -> HttpResponse:
    if refused := _why_not_edited(comment):
        return _page(request, "edit", comment, {"refused": refused.sentence}, refused.status)
    form = EditForm(initial={"comment": comment.text, "token": tokens.issue(comment.article)})
    return _page(request, "edit", comment, {"form": form})


def _refuse_edit(request: HttpRequest, comment: Comment, form: EditForm, refusal: Refused) -> HttpResponse:
    """The form as it was typed, with what stands now: sent again, it is about that."""
    if refusal.sentence:
        form.refuse(refusal.sentence, refusal.code)
    form.typed["token"] = tokens.usable(form.typed.get("token", ""), comment.article)
    over = _why_not_edited(comment) is not None
    response = _page(request, "edit", comment, {"form": form, "over": over}, refusal.status)
    if refusal.retry_after:
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def _why_not_edited(comment: Comment) -> Refused | None:
    if comment.status in (Status.SPAM, Status.WITHDRAWN):
        return Refused(409, "not_editable", _("This comment can no longer be changed."))
    if not comment.article.accepts_comments():
        return refusals.closed(comment.article)
    return None if intake.may_edit(comment) else refusals.window_over()


def _withdraw(token: str) -> None:
    """Whatever it stands at: what the machine or a moderator has decided meanwhile takes nothing from this wish."""
    for attempt in range(1, TRIES + 1):
        comment = links.comment_behind(token)
        if comment.status == Status.WITHDRAWN:
            return
        try:
            comment.withdraw()
        except StaleDecision as stale:
            if attempt == TRIES:
                raise refusals.changed_meanwhile() from stale
        else:
            return


def _no_longer() -> str:
    return _("This comment can no longer be withdrawn.")


def _offer_appeal(
    request: HttpRequest, comment: Comment, form: AppealForm, refusal: Refused | None = None
) -> HttpResponse:
    known = {"form": form, "notice": refusal.sentence if refusal else "", "over": not progress.acts_of(comment).appeal}
    known["decision"] = decision_of(comment)
    if known["over"] and not refusal:
        known["refused"] = _("There is no decision here that could be looked at again.")
    return _page(request, "appeal", comment, known, refusal.status if refusal else 409 if known["over"] else 200)


def _appeal(request: HttpRequest, comment: Comment, form: AppealForm) -> None:
    if not form.is_valid():
        raise refusals.invalid()
    origin.check(request)
    if Appeal.about_the_standing(comment):
        return
    try:
        Appeal.file(
            comment, words=form.cleaned_data["words"], against=whole_number(request.POST.get("decision", "")) or 0
        )
    except DecisionRefused as refused:
        if refused.code == OVERTAKEN:
            raise refusals.changed_meanwhile() from refused
        raise Refused(409, refused.code, str(refused)) from refused


def _page(
    request: HttpRequest, act: str, comment: Comment, known: Mapping[str, object], status: int = 200
) -> HttpResponse:
    html = markup.without_links(markup.current(comment.html, comment.markup, comment.text))
    said = {"comment": comment, "html": html, "token": links.status_token(comment), "seen": mark_of(comment)}
    said |= {
        "state": progress.state_of(comment),
        "acts": progress.acts_of(comment),
        "proves": origin.asks_for_proof(request),
    }
    return render(request, f"comments/status_{act}.html", {**said, **known}, status=status)
