"""Answering a comment from its card: in place with htmx, else on a page of its own."""

from __future__ import annotations

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from comments import forms, replying, tokens
from comments.desk import answers
from comments.desk.acts import SeenForm
from comments.desk.answers import moderator
from comments.desk.cards import HIGHEST
from comments.desk.views import for_moderators
from comments.forms import CommentForm
from comments.models import Batch, Comment, DecisionRefused, ModerationAction, Seen, StaleDecision, Status
from comments.refusals import Refused

WAITS = (Status.UNCHECKED, Status.PENDING)


@for_moderators
@permission_required("comments.publish_comments", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """303 when the reply is public. Refused as at the article: 422, 409, 403 with the words kept."""
    answered, viewer = _find(pk), moderator(request)
    if request.method != "POST":
        form = CommentForm(user=viewer, initial={"token": tokens.issue(answered.article), "parent": pk})
        return _offer(request, answered, form)
    seen, form = SeenForm(request.POST), CommentForm(forms.posted(request.POST) | {"parent": str(pk)}, user=viewer)
    if not seen.is_valid():
        return _refuse(request, answered, form, 422, answers.first_error(seen))
    saw, batch = Seen(seen.cleaned_data["status"], seen.cleaned_data["version"]), Batch()
    try:
        made = replying.publish(request, answered, form, by=viewer, seen=saw, batch=batch)
    except Refused as refusal:
        return _refuse(request, answered, form, refusal.status, refusal.sentence)
    except StaleDecision as stale:
        return _refuse(request, answered, form, 409, answers.what_happened(stale, saw, viewer))
    except DecisionRefused as refusal:
        return _refuse(request, answered, form, 409, str(refusal))
    return _done(request, answered, made, seen)


def _find(pk: int) -> Comment:
    """What waits or is public, with its article."""
    known = Comment.objects.select_related("article__section").filter(status__in=(*WAITS, Status.APPROVED))
    found = known.filter(pk=pk).first() if pk <= HIGHEST else None
    if found is None or not found.article.is_public:
        raise Http404
    return found


def _offer(request: HttpRequest, answered: Comment, form: CommentForm, status: int = 200) -> HttpResponse:
    known = {
        "title": _("Reply to comment %(number)s") % {"number": answered.pk},
        "answered": answered,
        "form": form,
        "waits": answered.status in WAITS,
        "url": reverse("admin:comments_queue_reply", args=[answered.pk]),
        "back": request.POST.get("back", request.GET.get("back", "card")),
        "card": reverse("admin:comments_queue_change", args=[answered.pk]),
    }
    if answers.in_place(request):
        return TemplateResponse(request, "admin/comments/reply.html#form", known, status=status)
    return answers.page(request, "reply", status, **known)


def _refuse(request: HttpRequest, answered: Comment, form: CommentForm, status: int, why: str) -> HttpResponse:
    """The form again, as it was typed, about the comment as it is now."""
    if why:
        form.refuse(why, "refused")
    form.typed["token"] = tokens.usable(form.typed.get("token", ""), answered.article)
    answered.refresh_from_db(fields=["status", "version", "html"])
    return _offer(request, answered, form, status)


def _done(request: HttpRequest, answered: Comment, made: Comment, seen: SeenForm) -> HttpResponse:
    """Back to where it was asked for, which offers to take back all that was done."""
    batch = ModerationAction.objects.about(made.pk).values_list("batch", flat=True).last()
    if not answers.in_place(request):
        return answers.SeeOther(answers.return_address(answered.pk, f"batch={batch}", seen))
    address = reverse("admin:comments_queue_batch", args=[batch])
    said = format_html('<p role="status">{} <a href="{}">{}</a></p>', _("Your reply is public."), address, _("Undo …"))
    return answers.told(request, answered.pk, said, seen)
