"""The pages about who somebody is. All of them are for one browser alone, and a GET changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST

from accounts.limits import LimitReached
from accounts.readers.open import is_open
from comments import links, markup
from comments.identity import asking, browser, confirming, offers
from comments.identity.claiming import claim, may_claim
from comments.identity.confirming import LinkUsed
from comments.identity.forms import AddressForm
from comments.identity.links import contact_behind
from comments.identity.offers import Offer
from comments.letters import wishes
from comments.models import Comment, Contact
from comments.views import SeeOther
from outbox import mail

type View = Callable[..., HttpResponse]


def personal(view: View) -> View:
    """Kept by nobody, found by nobody, told to nobody."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = cache_control(private=True, no_store=True)(view)(request, *args, **kwargs)
        response.headers["Referrer-Policy"] = "strict-origin"  # none would make browsers say that a form is foreign
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def show_identity(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        then = asking.own_path(request.GET.get("then", ""))
        return _page(request, AddressForm(initial={"then": then}), sent="sent" in request.GET)
    form = AddressForm(request.POST)
    if not mail.is_configured():
        return _page(request, form, HTTPStatus.CONFLICT)
    if not form.is_valid():
        return _page(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    return _ask_by_form(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def confirm_from_comment(request: HttpRequest, token: str) -> HttpResponse:
    """The address under which it was written is asked to confirm; in its owner's browser the comment becomes theirs."""
    comment = links.comment_behind(token)
    offer = offers.offer_of(request, comment)
    if offer is None:
        return SeeOther(links.status_url(comment))
    if request.method != "POST":
        return _page_of_comment(request, comment, offer)
    if offer.contact:
        claim([comment.pk], offer.contact.commenter, [offer.contact.email], by_link=True)
        return SeeOther(links.status_url(comment))
    return _ask(request, comment, offer)


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def confirm_address(request: HttpRequest, token: str) -> HttpResponse:
    """The mailed link: a page with a button, in whatever browser it is opened."""
    contact = contact_behind(token)
    if contact is None:
        return _page(request, AddressForm(), HTTPStatus.GONE, notice=_gone())
    if request.method != "POST":
        return _page_of_link(request, contact)
    try:
        contact = _confirm(request, contact, token)
    except LinkUsed:
        return _page(request, AddressForm(), HTTPStatus.GONE, notice=_gone())
    response = SeeOther(_way_on(contact))
    browser.bind(response, contact)
    return response


@require_POST
@personal
def leave(request: HttpRequest) -> HttpResponse:
    """This browser alone."""
    response = SeeOther(reverse("comments:identity"))
    browser.release(response)
    return response


@require_POST
@personal
def leave_all(request: HttpRequest) -> HttpResponse:
    """All browsers, and the links that are on their way."""
    if contact := browser.contact_of(request):
        confirming.revoke(contact)
    return leave(request)


def _confirm(request: HttpRequest, contact: Contact, token: str) -> Contact:
    """Raises LinkUsed; then nothing is written."""
    is_theirs, ticked = "mine" in request.POST, request.POST.getlist("follow")
    with transaction.atomic():
        besides = {*wishes.comments_of(contact.commenter, ticked)} - {contact.comment_id}
        contact = confirming.confirm(token, claims_comment=is_theirs, besides=besides)
        wishes.confirm(contact.commenter, ticked, None if is_theirs else contact.comment)
    return contact


def _ask(request: HttpRequest, comment: Comment, offer: Offer) -> HttpResponse:
    try:
        asking.take_from_limits(request)
    except LimitReached as reached:
        return _page_of_comment(request, comment, offer, reached)
    asking.ask(offer.email, comment=comment)
    return SeeOther(f"{reverse('comments:identity')}?sent")


def _ask_by_form(request: HttpRequest, form: AddressForm) -> HttpResponse:
    try:
        asking.take_from_limits(request)
    except LimitReached as reached:
        form.refuse(too_fast(reached), "too_fast")
        return _waiting(_page(request, form, HTTPStatus.TOO_MANY_REQUESTS), reached)
    asking.ask(form.cleaned_data["email"], then=form.cleaned_data["then"])
    return SeeOther(f"{reverse('comments:identity')}?sent")


def _page(request: HttpRequest, form: AddressForm, status: int = HTTPStatus.OK, **known: Any) -> HttpResponse:
    known |= {"form": form, "contact": browser.contact_of(request), "can_mail": mail.is_configured()}
    account = request.user if request.user.is_authenticated else None
    known |= {"hours": asking.hours(), "account": account, "accounts": is_open() and not account}
    return render(request, "comments/identity.html", known, status=status)


def _page_of_link(request: HttpRequest, contact: Contact) -> HttpResponse:
    comment = contact.comment
    claimed = comment if comment and may_claim(comment, contact) else None
    waiting = [(follow, wishes.is_of_link(follow, contact)) for follow in wishes.waiting_of(contact.commenter)]
    known: dict[str, Any] = {"contact": contact, "claimed": claimed, "html": _html(claimed)}
    known |= {"waiting": [follow for follow, is_of_link in waiting if is_of_link]}
    known |= {"others": [follow for follow, is_of_link in waiting if not is_of_link]}
    return render(request, "comments/identity_confirm.html", known)


def _page_of_comment(
    request: HttpRequest, comment: Comment, offer: Offer, reached: LimitReached | None = None
) -> HttpResponse:
    known = {"comment": comment, "offer": offer, "html": _html(comment), "hours": asking.hours()}
    known |= {"back": links.status_url(comment), "notice": too_fast(reached) if reached else ""}
    response = render(request, "comments/identity_comment.html", known, status=429 if reached else 200)
    return _waiting(response, reached) if reached else response


def _html(comment: Comment | None) -> str:
    return markup.without_links(markup.current(comment.html, comment.markup, comment.text)) if comment else ""


def _way_on(contact: Contact) -> str:
    """To the comment that it was asked from, if that is theirs; else to where the asker came from."""
    if contact.comment and contact.comment.commenter_id == contact.commenter_id:
        return links.status_url(contact.comment)
    return contact.then or reverse("comments:identity")


def _waiting(response: HttpResponse, reached: LimitReached) -> HttpResponse:
    response.headers["Retry-After"] = str(reached.retry_after)
    return response


def _gone() -> str:
    return _("This link was used already, or is too old. Ask for another one here.")


def too_fast(reached: LimitReached) -> str:
    return ngettext(
        "Too many links were asked for at once. Try again in %(seconds)d second.",
        "Too many links were asked for at once. Try again in %(seconds)d seconds.",
        reached.retry_after,
    ) % {"seconds": reached.retry_after}
