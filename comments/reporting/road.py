"""What a report and a notice of illegal content have in common: the comment, the proof, the limits, the answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from django_htmx.middleware import HtmxDetails

from accounts import limits
from accounts.limits import Limit, LimitReached
from accounts.models import User
from accounts.network import block_of, client_address, network_of
from comments import identity, links, markup, origin, refusals
from comments.models import Comment, Commenter, Status
from comments.refusals import Refused
from comments.reporting import tokens
from comments.reporting.forms import TokenForm
from comments.reporting.tokens import Token
from comments.terms import LEGAL_WORDS_AFTER_DECISION

PER_ADDRESS = Limit("report.address", burst=10, every=60)
PER_NETWORK = Limit("report.network", burst=60, every=10)

type View = Callable[..., HttpResponse]


def anonymous(view: View) -> View:
    """For pages of people without a cookie: nothing of them is kept, and comments/origin.py guards their forms."""
    guarded = require_http_methods(["GET", "HEAD", "POST"])(view)
    return csrf_exempt(cache_control(private=True, no_store=True)(guarded))


def find(request: HttpRequest, number: str, form: type[TokenForm]) -> Comment:
    """What everybody can read; what no longer is so, only for whoever had its form before. Raises Http404."""
    found = Comment.objects.select_related("article__section").filter(pk=int(number)).first()
    if found is None or not (is_public(found) or (request.method == "POST" and _had_form(request, found, form))):
        raise Http404
    return found


def is_public(comment: Comment) -> bool:
    return comment.status == Status.APPROVED and comment.article.is_public


def _had_form(request: HttpRequest, comment: Comment, form: type[TokenForm]) -> bool:
    try:
        return bool(tokens.read(form.PURPOSE, request.POST.get("token", ""), comment))
    except Refused:
        return False


def take(
    request: HttpRequest,
    comment: Comment,
    form: TokenForm,
    store: Callable[[str], str],
    sent_with: Callable[[str], str],
) -> str:
    """The address that `store`, called with the token's number inside a transaction, answers with; or that to which
    the same form led before, which `sent_with` knows by that number (else it is empty). Raises Refused."""
    token = tokens.read(form.PURPOSE, form.typed.get("token", ""), comment)
    if earlier := sent_with(token.number):
        return earlier
    _refuse_unfit(comment, form, token)
    origin.check(request)
    try:
        with transaction.atomic():
            _take_from_limits(request)
            return store(token.number)
    except LimitReached as reached:
        raise refusals.too_many_reports(reached.retry_after) from reached


def _refuse_unfit(comment: Comment, form: TokenForm, token: Token) -> None:
    if not is_public(comment):
        raise refusals.public_no_more()
    if token.is_stale:
        raise refusals.report_form_stale()
    if not form.is_valid():
        raise refusals.invalid()


def _take_from_limits(request: HttpRequest) -> None:
    if settings.COMMENT_LIMITS != "off":
        address = client_address(request)
        limits.take([(PER_ADDRESS, block_of(address)), (PER_NETWORK, network_of(address))])


def own_address(request: HttpRequest) -> str:
    """The proven one of whoever asks, also if their account has done nothing here yet; empty where there is none."""
    reader = identity.of(request)
    if reader is None and isinstance(request.user, User):
        reader = Commenter(user=request.user)
    return identity.address_of(reader) if reader else ""


def show_form(
    request: HttpRequest, template: str, comment: Comment, form: TokenForm, status: int = 200
) -> HttpResponse:
    known = {
        "comment": comment,
        "form": form,
        "html": markup.without_links(markup.current(comment.html, comment.markup, comment.text)),
        "where": f"{settings.SITE_URL}{links.permalink(comment)}",
        "days": LEGAL_WORDS_AFTER_DECISION.days,
    }
    return show(request, template, known, status)


def refuse(request: HttpRequest, template: str, comment: Comment, form: TokenForm, refusal: Refused) -> HttpResponse:
    """The form as it was typed, ready to be sent again; of a comment that is public no more nothing is shown."""
    if refusal.code == "not_public":
        return note(request, comment, _("Nothing left to report"), refusal.sentence, refusal.status)
    if refusal.sentence:
        form.refuse(refusal.sentence, refusal.code)
    form.typed["token"] = tokens.usable(form.PURPOSE, form.typed.get("token", ""), comment)
    response = show_form(request, template, comment, form, refusal.status)
    if refusal.retry_after:
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def note(request: HttpRequest, comment: Comment, title: str, words: str, status: int = 200) -> HttpResponse:
    return show(request, "report_note", {"comment": comment, "title": title, "words": words}, status)


def show(request: HttpRequest, template: str, known: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page for one person; for htmx what stands inside it alone. Its address may be a secret: nobody is told it, and
    yet its forms say from which site they come."""
    in_place = bool(cast(HtmxDetails, request.htmx))  # type: ignore[attr-defined]
    name = f"comments/{template}.html" + ("#inside" if in_place else "")
    response = render(
        request, name, {"in_place": in_place, "proves": origin.asks_for_proof(request), **known}, status=status
    )
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "strict-origin"
    return response
