"""Taking along all that is kept about oneself: a file, for whoever shows that it is still them who sit there.

It tells more than the pages do, network addresses among it, and a browser may stand unattended. An account proves
itself as it does for being erased; a confirmed address by a link to its mailbox, where mail can be sent. What was
shown is worth a minute: the form leads to a page that fetches the file, so that no password stays typed in it.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

from django.core import signing
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts import proof
from accounts.limits import LimitReached
from accounts.models import User
from accounts.second_factor.forms import PasswordForm
from comments.identity import asking, browser
from comments.identity.views import personal, too_fast
from comments.own import download
from comments.own.people import People
from comments.own.proven import for_proven
from comments.views import SeeOther
from outbox import mail


class TakeForm(PasswordForm):
    title = _("Nothing is downloaded")


GOOD_FOR = 60  # seconds
_signer = signing.TimestampSigner(salt="comments.taking")


@require_http_methods(["GET", "HEAD", "POST"])
@personal
@for_proven
def download_mine(request: HttpRequest, people: People) -> HttpResponse:
    if request.method != "POST" and _holds(request.GET.get("file", ""), people):
        return _file(people)
    if request.method != "POST" and _holds(request.GET.get("ready", ""), people):
        return _page_that_fetches(request, request.GET["ready"])
    return _ask(request, people)


def _ask(request: HttpRequest, people: People) -> HttpResponse:
    if isinstance(request.user, User):
        return _for_account(request, request.user, people)
    is_proven = browser.is_fresh(request, proof.FRESH_FOR) or not mail.is_configured()
    if request.method != "POST":
        return _page(request, people, is_proven=is_proven)
    return _ready(people) if is_proven else _mail_link(request, people)


def _for_account(request: HttpRequest, user: User, people: People) -> HttpResponse:
    form = TakeForm(request.POST if request.method == "POST" else None, request=request, user=user)
    if form.is_valid():
        return _ready(people)
    status = (429 if form.retry_after else 422) if form.is_bound else 200
    known = {"form": form, "is_proven": "password" not in form.fields}
    return _page(request, people, status, form.retry_after, **known)


def _ready(people: People) -> HttpResponse:
    return SeeOther(f"{reverse('comments:download')}?ready={quote(_signer.sign(_name_of(people)))}")


def _holds(given: str, people: People) -> bool:
    """Whether these people showed it a moment ago."""
    try:
        return bool(_signer.unsign(given, max_age=GOOD_FOR) == _name_of(people))
    except signing.BadSignature:
        return False


def _name_of(people: People) -> str:
    return f"account {people.user.pk}" if people.user else f"address {people.main.pk if people.main else 0}"


def _page_that_fetches(request: HttpRequest, shown: str) -> HttpResponse:
    way = f"{reverse('comments:download')}?file={quote(shown)}"
    response = render(request, "comments/mine_download_begins.html", {"way": way})
    response.headers["Refresh"] = f"0; url={way}"
    return response


def _file(people: People) -> HttpResponse:
    response = StreamingHttpResponse(download.as_json(people), content_type="application/json")
    name = f"my-comments-{timezone.localdate().isoformat()}.json"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return cast(HttpResponse, response)


def _mail_link(request: HttpRequest, people: People) -> HttpResponse:
    """Whose button binds the browser anew, and leads back here."""
    try:
        asking.take_from_limits(request)
    except LimitReached as reached:
        notice = too_fast(reached)
        return _page(request, people, HTTPStatus.TOO_MANY_REQUESTS, reached.retry_after, notice=notice)
    asking.ask(people.addresses[0], then=reverse("comments:download"))
    return SeeOther(f"{reverse('comments:identity')}?sent")


def _page(request: HttpRequest, people: People, status: int = 200, retry_after: int = 0, **known: Any) -> HttpResponse:
    known |= {"people": people, "hours": asking.hours()}
    response = render(request, "comments/mine_download.html", known, status=status)
    if retry_after:
        response.headers["Retry-After"] = str(retry_after)
    return response
