"""Where the writer of a comment says whether it may be printed as a question of the article, and takes that back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from articles import asking
from comments import consents, links, origin
from comments.models import Comment, Consent, DecisionRefused
from comments.models.consent import Answer, Credit
from comments.own.views import by_private_link
from comments.refusals import Refused, invalid
from comments.views import SeeOther

ASKS = {Answer.ASKED, Answer.AGREED}  # what its writer can still answer


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(choices=[("agree", ""), ("refuse", ""), ("withdraw", "")])
    credit = forms.ChoiceField(choices=Credit, required=False)

    def clean(self) -> dict[str, Any]:
        """No name is printed because nothing was chosen."""
        given = super().clean() or {}
        if given.get("answer") == "agree" and not given.get("credit"):
            raise forms.ValidationError("", "no_credit")
        return given


@by_private_link
def answer_request(request: HttpRequest, token: str) -> HttpResponse:
    comment = links.comment_behind(token)
    consent = asked_of(comment)
    if consent is None:
        raise Http404
    if request.method != "POST":
        return _page(request, comment, consent)
    try:
        _answer(request, consent)
    except Refused as refusal:
        return _page(
            request,
            comment,
            consent,
            refusal.status,
            notice=refusal.sentence or _("Choose first how you want to be named."),
        )
    except DecisionRefused as refusal:
        return _page(request, comment, Consent.objects.get(pk=consent.pk), 409, notice=str(refusal))
    return SeeOther(links.status_url(comment))


def asked_of(comment: Comment) -> Consent | None:
    """What its writer is told of: not a request that the editors took back, nor one about what is no longer public."""
    found = Consent.objects.filter(comment=comment).exclude(answer=Answer.RECALLED).first()
    return None if found and found.answer == Answer.ASKED and comment.status != "approved" else found


def _answer(request: HttpRequest, consent: Consent) -> None:
    form = AnswerForm(request.POST)
    if not form.is_valid():
        raise invalid()
    origin.check(request)
    match form.cleaned_data["answer"]:
        case "agree":
            consents.agree(consent, Credit(form.cleaned_data["credit"]))
        case "refuse":
            consents.refuse(consent)
        case "withdraw":
            consents.withdraw(consent)


def _page(request: HttpRequest, comment: Comment, consent: Consent, status: int = 200, **known: Any) -> HttpResponse:
    told = {"comment": comment, "consent": consent, "token": links.status_token(comment)} | known
    told |= {"proves": origin.asks_for_proof(request), "is_printed": is_printed(consent)}
    return render(request, "comments/consent.html", told, status=status)


def is_printed(consent: Consent) -> bool:
    article = consent.comment.article
    return consent.used_at is not None and article.is_public and consent.pk in asking.numbers(article.body)
