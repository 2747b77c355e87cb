"""A moderator's edit of a comment, on a page of its own, with what the comment said before."""

from __future__ import annotations

from django import forms
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from comments import amending, markup, text
from comments.desk import answers
from comments.desk.acts import LONGEST_WORDS, SeenForm
from comments.desk.answers import moderator
from comments.desk.cards import HIGHEST
from comments.desk.differences import differences
from comments.desk.views import for_moderators
from comments.forms import LONGEST_COMMENT
from comments.models import Comment, DecisionRefused, Seen, StaleDecision


class EditForm(SeenForm):
    text = forms.CharField(
        max_length=LONGEST_COMMENT,
        strip=False,
        error_messages={"required": gettext_lazy("Without any words it is no comment. Reject it instead.")},
    )
    note = forms.CharField(required=False, max_length=LONGEST_WORDS)

    def clean_text(self) -> str:
        said = text.clean_text(self.cleaned_data["text"])
        if text.is_blank(said) or markup.is_blank(markup.render(said)):
            raise forms.ValidationError(str(self.fields["text"].error_messages["required"]), "required")
        return said


@for_moderators
@permission_required("comments.edit_comment", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """303 when it is done; 422 for no or the same text, 409 with the difference when the text is another by now."""
    comment, viewer = _find(pk), moderator(request)
    if request.method != "POST":
        return _offer(request, comment, comment.text)
    form = EditForm(request.POST)
    if not form.is_valid():
        return _offer(request, comment, request.POST.get("text", ""), answers.first_error(form), 422)
    said, saw = form.cleaned_data["text"], Seen(form.cleaned_data["status"], form.cleaned_data["version"])
    if said == comment.text and saw == comment.seen:
        return _offer(request, comment, said, _("Nothing has been changed."), 422)
    try:
        action = amending.amend(comment, said, by=viewer, seen=saw, note=form.cleaned_data["note"])
    except StaleDecision as stale:
        return _offer(request, comment, said, answers.what_happened(stale, saw, viewer), 409)
    except DecisionRefused as refusal:
        return _offer(request, comment, said, str(refusal), 409)
    return answers.SeeOther(answers.return_address(pk, f"done={action.pk}", form))


def _find(pk: int) -> Comment:
    found = Comment.objects.select_related("article").filter(pk=pk, status__in=amending.EDITABLE).first()
    if pk > HIGHEST or found is None:
        raise Http404
    return found


def _offer(request: HttpRequest, comment: Comment, said: str, error: str = "", status: int = 200) -> HttpResponse:
    changed = said != comment.text and status == 409
    return answers.page(
        request,
        "edit",
        status,
        title=_("Edit comment %(number)s") % {"number": comment.pk},
        comment=comment,
        said=said,
        error=error,
        difference=mark_safe(differences(comment.text, said)) if changed else "",
        note=request.POST.get("note", ""),
        longest={"text": LONGEST_COMMENT, "note": LONGEST_WORDS},
        former=comment.former_texts.order_by("-version"),
        url=reverse("admin:comments_queue_edit", args=[comment.pk]),
        back=request.POST.get("back", request.GET.get("back", "card")),
        card=reverse("admin:comments_queue_change", args=[comment.pk]),
    )
