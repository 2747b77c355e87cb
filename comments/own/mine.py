"""What somebody wrote here, for whoever has proven to be that: the list, and having it all erased."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.text import Truncator
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from comments import identity, letters, links, progress, remembering
from comments.identity.views import personal
from comments.keys import short_digest
from comments.models import Comment, Erasure
from comments.own import accounts, erasing, typed
from comments.own.forms import EraseAccountForm, EraseForm
from comments.own.people import People
from comments.own.proven import for_proven
from comments.views import SeeOther

ON_PAGE = 25
EXCERPT = 160  # characters


class Entry(NamedTuple):
    """`private` is empty where the link has ended."""

    comment: Comment
    title: str
    excerpt: str
    private: str
    public: str


@require_safe
@personal
@for_proven
def show_mine(request: HttpRequest, people: People) -> HttpResponse:
    entries = list(_entries(people, request.GET.get("before", "")))
    before = entries[ON_PAGE - 1].comment.pk if len(entries) > ON_PAGE else 0
    mail = letters.address_for(people.main) if people.main and people.main.pk else ""
    known: dict[str, Any] = {"people": people, "entries": entries[:ON_PAGE], "before": before, "letters": mail}
    known["typed"] = typed.of(people) if "before" not in request.GET else None
    return render(request, "comments/mine.html", known)


@require_http_methods(["GET", "HEAD", "POST"])
@personal
@for_proven
def erase_mine(request: HttpRequest, people: People) -> HttpResponse:
    form = _form_of_erasure(request)
    person = identity.made_for(request) if form.is_valid() else None
    if person is None:
        return _page_of_erasure(request, people, form)
    response = SeeOther(address_of(erasing.ask(person)))
    response.delete_cookie(remembering.COOKIE, samesite="Lax")
    return response


@require_safe
@personal
def show_erasure(request: HttpRequest, token: str) -> HttpResponse:
    """For whoever asked for it: nothing else about them is known any more."""
    erasure = Erasure.objects.filter(pk=int(token.partition("-")[0])).first()
    if erasure is None or not constant_time_compare(token_of(erasure), token):
        raise Http404
    fragment = "#progress" if request.htmx else ""  # type: ignore[attr-defined]
    return render(request, f"comments/erasure.html{fragment}", {"erasure": erasure})


def address_of(erasure: Erasure) -> str:
    return reverse("comments:erasure", args=[token_of(erasure)])


def token_of(erasure: Erasure) -> str:
    return f"{erasure.pk}-{short_digest('erasure', str(erasure.batch))}"


def _entries(people: People, before: str) -> list[Entry]:
    """One more than a page shows, latest first."""
    found = Comment.objects.filter(commenter__in=people.own).select_related("article__section").order_by("-pk")
    if before.isascii() and before.isdecimal() and len(before) < 19:
        found = found.filter(pk__lt=int(before))
    return [_entry(comment) for comment in found[: ON_PAGE + 1]]


def _entry(comment: Comment) -> Entry:
    private = "" if links.has_expired(comment) else links.status_url(comment)
    public = links.permalink(comment) if typed.is_public(comment) else ""
    return Entry(comment, progress.title_of(comment), Truncator(comment.text).chars(EXCERPT), private, public)


def _form_of_erasure(request: HttpRequest) -> EraseForm:
    """Of who is signed in the account goes, too: the form asks for a fresh proof that it is theirs."""
    data = request.POST if request.method == "POST" else None
    if isinstance(request.user, User):
        return EraseAccountForm(data, request=request, user=request.user)
    return EraseForm(data)


def _page_of_erasure(request: HttpRequest, people: People, form: EraseForm) -> HttpResponse:
    known: dict[str, Any] = {"form": form, "count": erasing.count(people)}
    known["others"] = erasing.count_of_others(people)
    known["with_account"] = accounts.goes_with(people.user)
    known["asks_for_proof"] = "password" in form.fields
    status = (429 if form.retry_after else 422) if form.is_bound else 200
    response = render(request, "comments/mine_erase.html", known, status=status)
    if form.retry_after:
        response.headers["Retry-After"] = str(form.retry_after)
    return response
