"""Following an article's discussion, or one thread of it, by mail. Who isn't known to us gets a mail to confirm it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, NamedTuple

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.limits import LimitReached
from articles.models import Article
from comments import identity, origin, refusals
from comments.identity import asking
from comments.identity.forms import AddressForm
from comments.identity.views import personal
from comments.letters import links, wishes
from comments.models import Comment, Follow, HowOften
from comments.refusals import Refused
from comments.views import SeeOther
from outbox import mail


class FollowForm(AddressForm):
    """Whoever is known has proven an address, and types none."""

    often = forms.ChoiceField(
        label=_("How often"),
        choices=HowOften,
        initial=HowOften.AT_ONCE,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how often."), "invalid_choice": _("Choose one of these.")},
    )

    def __init__(self, data: Any = None, *, known: bool, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if data is not None:
            self.data = {**self.data, "often": str(data.get("often", ""))}
        self.fields = {name: self.fields[name] for name in (["often"] if known else ["email", "often"])}


class Asked(NamedTuple):
    """`thread` is its first comment; None: the whole discussion. `address` is one that is proven, or empty."""

    request: HttpRequest
    article: Article
    thread: Comment | None
    address: str


@csrf_exempt  # comments/origin.py checks instead: a guest has no cookie, and needs none
@require_http_methods(["GET", "HEAD", "POST"])
@personal
def follow_article(request: HttpRequest, number: str) -> HttpResponse:
    article = get_object_or_404(Article.objects.published().select_related("section"), pk=number)
    return _answer(Asked(request, article, None, wishes.known_address(request)))


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@personal
def follow_thread(request: HttpRequest, number: str) -> HttpResponse:
    """Under any comment's number: it is its whole thread that is followed."""
    found = Comment.objects.on_page().select_related("article__section", "root")
    comment = get_object_or_404(found, pk=number)
    if not comment.article.is_public:
        raise Http404
    return _answer(Asked(request, comment.article, comment.root or comment, wishes.known_address(request)))


def _answer(asked: Asked) -> HttpResponse:
    is_known = bool(asked.address)
    if asked.request.method != "POST":
        following = _following(asked)
        return _page(asked, FollowForm(known=is_known, initial={"often": following.often} if following else {}))
    form = FollowForm(asked.request.POST, known=is_known)
    try:
        follow = _take(asked, form)
    except Refused as refusal:
        return _refuse(asked, form, refusal)
    if follow and asked.address:
        return SeeOther(links.page(follow.commenter.mailbox))
    return SeeOther(f"{asked.request.path}?sent")


def _take(asked: Asked, form: FollowForm) -> Follow | None:
    """Raises Refused; then nothing is written and nobody mailed."""
    origin.check(asked.request)
    if not mail.is_configured():
        raise Refused(HTTPStatus.FORBIDDEN, "no_mail", gettext("This newspaper sends no mail."))
    if not form.is_valid():
        raise refusals.invalid()
    if not asked.address:
        _take_from_limits(asked.request)
    email, often = form.cleaned_data.get("email", ""), form.cleaned_data["often"]
    if asked.thread:
        return wishes.follow_thread(asked.request, asked.thread, email, often)
    return wishes.follow_article(asked.request, asked.article, email, often)


def _take_from_limits(request: HttpRequest) -> None:
    try:
        asking.take_from_limits(request)
    except LimitReached as reached:
        sentence = gettext("Too many at once: try again in %(seconds)d seconds.") % {"seconds": reached.retry_after}
        raise Refused(HTTPStatus.TOO_MANY_REQUESTS, "too_fast", sentence, reached.retry_after) from reached


def _refuse(asked: Asked, form: FollowForm, refusal: Refused) -> HttpResponse:
    if refusal.sentence:
        form.refuse(refusal.sentence, refusal.code)
    response = _page(asked, form, refusal.status)
    if refusal.retry_after:
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def _following(asked: Asked) -> Follow | None:
    """What is wished already by whoever asks, and was confirmed."""
    person = identity.of(asked.request) if asked.address else None
    if person is None:
        return None
    what = {"comment": asked.thread, "kind": Follow.Kind.THREAD} if asked.thread else {"article": asked.article}
    return Follow.objects.confirmed().filter(commenter=person.pk, **what).first()


def _page(asked: Asked, form: FollowForm, status: int = HTTPStatus.OK) -> HttpResponse:
    person, following = identity.of(asked.request), _following(asked)
    known = {
        "article": asked.article,
        "thread": asked.thread,
        "form": form,
        "address": asked.address,
        "following": following,
        "letters": links.address_for(person) if person else "",
        "proves": origin.asks_for_proof(asked.request),
        "can_mail": mail.is_configured(),
        "sent": "sent" in asked.request.GET,
    }
    return render(asked.request, "comments/follow.html", known, status=status)
