"""The page behind the link in every letter: what this address gets, a button to end each of it, and one for all.

Its address is the proof, so it takes POSTs without cookie or token: mail programs send them so (RFC 8058).
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from comments import identity
from comments.identity.views import personal
from comments.letters import links, wishes
from comments.models import Follow, HowOften, Mailbox
from comments.views import SeeOther

type Act = Callable[[Mailbox, Follow | None, str], bool]

ONE_CLICK = "One-Click"


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def show_letters(request: HttpRequest, token: str) -> HttpResponse:
    mailbox = links.mailbox_behind(token)
    response = _answer(request, mailbox)
    response.headers["Referrer-Policy"] = "strict-origin"  # the address is a secret, also from our own records
    return response


@personal
def _answer(request: HttpRequest, mailbox: Mailbox) -> HttpResponse:
    if request.method != "POST":
        return _page(request, mailbox)
    if request.POST.get("List-Unsubscribe") == ONE_CLICK:
        wishes.end(mailbox.commenter)
        return _page(request, mailbox)
    act, follow = _ACTS.get(request.POST.get("act", "")), _follow(mailbox, request.POST.get("follow", ""))
    if act is None or not act(mailbox, follow, request.POST.get("often", "")):
        return _page(request, mailbox, HTTPStatus.UNPROCESSABLE_ENTITY)
    return SeeOther(links.page(mailbox))


def _page(request: HttpRequest, mailbox: Mailbox, status: int = HTTPStatus.OK) -> HttpResponse:
    person = mailbox.commenter
    known = {
        "mailbox": mailbox,
        "address": identity.address_of(person),
        "running": wishes.running_of(person),
        "waiting": wishes.waiting_of(person),
        "choices": HowOften.choices,
        "refused": status == HTTPStatus.UNPROCESSABLE_ENTITY,
    }
    return render(request, "comments/letters.html", known, status=status)


def _follow(mailbox: Mailbox, number: str) -> Follow | None:
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        return None
    return Follow.objects.filter(commenter=mailbox.commenter_id, pk=int(number)).first()


def _end(mailbox: Mailbox, follow: Follow | None, often: str) -> bool:
    if follow:
        wishes.end(mailbox.commenter, [follow])
    return follow is not None


def _end_all(mailbox: Mailbox, follow: Follow | None, often: str) -> bool:
    wishes.end(mailbox.commenter)
    return True


def _change(mailbox: Mailbox, follow: Follow | None, often: str) -> bool:
    if follow is None or follow.confirmed_at is None or often not in HowOften:
        return False
    wishes.change(follow, HowOften(often))
    return True


def _try_again(mailbox: Mailbox, follow: Follow | None, often: str) -> bool:
    """The mailbox was full, perhaps; what has come together since is told."""
    wishes.resume(mailbox)
    return True


def _renew(mailbox: Mailbox, follow: Follow | None, often: str) -> bool:
    links.renew(mailbox)
    return True


_ACTS: dict[str, Act] = {"end": _end, "all": _end_all, "often": _change, "again": _try_again, "renew": _renew}
