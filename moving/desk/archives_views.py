"""Saying that an archive shall replace everything here, and letting go what stands on hold after it."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts.second_factor import demand
from accounts.second_factor.forms import PasswordForm
from moving.archives import taking_over
from moving.desk import answers, archives, exports_views, moves, views, words
from moving.desk.exports_views import kept_nowhere, methods
from moving.models import Course, Step, Transfer
from moving.refused import Refused
from outbox import holding


class TakeInForm(PasswordForm):
    title = gettext_lazy("Nothing is taken in")
    field_order = ("sure", "password")
    sure = forms.BooleanField(
        label=gettext_lazy("Replace everything that is here, all accounts too"),
        error_messages={"required": gettext_lazy("Say so, or leave it as it is.")},
    )

    def clean_sure(self) -> bool:
        try:
            taking_over.refuse_what_would_be_lost()
        except Refused as refused:
            raise ValidationError(words.told(refused.told), "would_be_lost") from refused
        return True


@answers.for_superusers
@methods
@kept_nowhere
@sensitive_post_parameters("password")
def take_in(request: HttpRequest, pk: int) -> HttpResponseBase:
    if demand.must_show(request):
        return demand.lead_to("accounts:second_factor_code", request)
    transfer = get_object_or_404(Transfer.objects.select_related("by"), pk=pk)
    if not can_be_taken_in(transfer):
        gone = views.show(request, transfer, 409, str(words.OVERTAKEN))
        return gone if request.method == "POST" else redirect("moving:transfer", pk)
    by, data = answers.superuser(request), request.POST if request.method == "POST" else None
    form = TakeInForm(data, request=request, user=by)
    if form.is_valid():
        return views.acted(request, pk, lambda transfer: moves.take_step(transfer, Step.BRING, by=by))
    known = {"title": _("Take it in"), "transfer": transfer, "form": form, "seen": views.seen(transfer)}
    return exports_views.with_form(request, "take_in.html", form, known | archives.shown(transfer))


def can_be_taken_in(transfer: Transfer) -> bool:
    is_checked = transfer.kind == archives.ARCHIVE and transfer.is_at(Step.TRY, Course.DONE)
    return is_checked and not transfer.forgotten_at and bool(transfer.report[Step.TRY]["people"])


@answers.for_superusers
@require_POST
def release(request: HttpRequest) -> HttpResponse:
    """As `manage outbox --release`."""
    count = sum(holding.release().values())
    moves.log.info("jobs released", extra={"count": count, "by": request.user.pk})
    text = ngettext("%(count)s job was let go.", "%(count)s jobs were let go.", count) % {"count": count}
    messages.success(request, text)
    return answers.SeeOther(reverse("moving:index"))
