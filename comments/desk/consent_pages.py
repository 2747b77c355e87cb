"""The page on which editors ask writers of comments for a question of the article, and put it into its text."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from articles import asking, editing, revising
from articles.models import Article
from comments import consents
from comments.desk import answers
from comments.desk.answers import SeeOther, moderator
from comments.models import Comment, Consent, DecisionRefused
from comments.models.consent import GONE, LONGEST_QUESTION, Answer
from comments.queue import whole_number
from comments.terms import STATUS_LINK_AFTER_DECISION
from comments.text import clean_text

PAGE_SIZE = 25
MOST = 100  # requests under one article

type View = Callable[..., HttpResponseBase]


class AskForm(forms.Form):
    comment = forms.IntegerField(min_value=1)
    text = forms.CharField(
        max_length=LONGEST_QUESTION, error_messages={"required": gettext_lazy("Leave the question itself in.")}
    )

    def clean_text(self) -> str:
        return " ".join(clean_text(self.cleaned_data["text"]).split())


def for_editors(view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, article: int, **named: Any) -> HttpResponseBase:
        if not editing.is_editor(request.user):
            raise PermissionDenied
        return view(request, get_object_or_404(Article.objects.select_related("section"), pk=article), **named)

    return guarded


@require_safe
def lead_to_article(request: HttpRequest, comment: int) -> HttpResponse:
    """From a card, which knows its comment alone."""
    if not editing.is_editor(request.user):
        raise PermissionDenied
    found = get_object_or_404(Comment.objects.approved(), pk=comment)
    address = reverse("desk_questions", args=[found.article_id])
    return HttpResponseRedirect(f"{address}?comment={found.pk}#comment-{found.pk}")


@for_editors
@require_safe
def show_questions(request: HttpRequest, article: Article) -> HttpResponse:
    return _page(request, article)


def _page(request: HttpRequest, article: Article, status: int = 200, **known: Any) -> HttpResponse:
    comments = list(_comments(article, whole_number(request.GET.get("before", ""))))
    chosen = whole_number(request.POST.get("comment", "") or request.GET.get("comment", ""))
    if chosen and chosen not in {comment.pk for comment in comments}:
        comments = [*_askable(article).filter(pk=chosen), *comments]
    page = comments[:PAGE_SIZE]
    older = page[-1].pk if len(comments) > PAGE_SIZE else None
    told = {"article": article, "asked": _asked(article), "comments": page, "older": older, "chosen": chosen}
    title = _("Questions of readers")
    return answers.page(request, "questions", status, title=title, longest=LONGEST_QUESTION, **told | known)


def _askable(article: Article) -> Any:
    """Public ones whose writers can still read what they are asked."""
    public = Comment.objects.approved().filter(article=article, consent=None)
    return public.filter(decided_at__gt=timezone.now() - STATUS_LINK_AFTER_DECISION)


def _comments(article: Article, before: int | None) -> Any:
    found = _askable(article).order_by("-pk")
    return (found.filter(pk__lt=before) if before else found)[: PAGE_SIZE + 1]


def _asked(article: Article) -> list[dict[str, Any]]:
    text = revising.working_content(article)["body"]
    there = set(asking.numbers(text)) | set(asking.numbers(article.body))
    found = Consent.objects.under(article.pk).exclude(answer=Answer.RECALLED)
    rows = found.select_related("comment", "asked_by").order_by("-asked_at", "-pk")[:MOST]
    return [
        {"consent": each, "stands": each.pk in there, "is_gone": each.comment.status in GONE, "is_used": each.used_at}
        for each in rows
    ]


@for_editors
@require_POST
def ask(request: HttpRequest, article: Article) -> HttpResponse:
    form = AskForm(request.POST)
    if not form.is_valid():
        return _page(request, article, 422, refused=answers.first_error(form), typed=request.POST.get("text", ""))
    comment = get_object_or_404(Comment, pk=form.cleaned_data["comment"], article=article)
    done = _("Its writer sees the request on the private page of the comment.")
    return _act(request, article, lambda: consents.ask(comment, form.cleaned_data["text"], by=moderator(request)), done)


@for_editors
@require_POST
def recall(request: HttpRequest, article: Article) -> HttpResponse:
    consent = _named(request, article)
    return _act(request, article, lambda: consents.recall(consent, by=moderator(request)), _("Taken back."))


@for_editors
@require_POST
def use(request: HttpRequest, article: Article) -> HttpResponse:
    consent = _named(request, article)
    done = _("The question stands in the text that you work on. Write the answer, then publish.")
    return _act(request, article, lambda: consents.use(consent, by=moderator(request)), done)


@for_editors
@require_POST
def take_out(request: HttpRequest, article: Article) -> HttpResponse:
    consent = _named(request, article)
    done = _("The question is taken out, with its answer: readers no longer see it.")
    return _act(request, article, lambda: consents.take_out(consent, by=moderator(request)), done)


def _named(request: HttpRequest, article: Article) -> Consent:
    number = whole_number(request.POST.get("consent", "")) or 0
    found = Consent.objects.under(article.pk).select_related("comment__article").filter(pk=number)
    return get_object_or_404(found)


def _act(request: HttpRequest, article: Article, act: Callable[[], object], done: str) -> HttpResponse:
    try:
        act()
    except DecisionRefused as refusal:
        return _page(request, article, 409, refused=str(refusal))
    messages.success(request, done)
    return SeeOther(reverse("desk_questions", args=[article.pk]))
