"""Notices of illegal content: what waits, oldest first, what was decided, and the page on which one is."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django import forms
from django.contrib.auth.decorators import permission_required
from django.db.models.fields.tuple_lookups import Tuple, TupleLessThan
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from comments import text
from comments.desk import answers
from comments.desk.answers import SeeOther, moderator, page
from comments.desk.toast import toast
from comments.legal import deciding
from comments.legal.deciding import Decision
from comments.legal.notices import contact_of
from comments.links import permalink
from comments.models import Comment, DecisionRefused, LegalOutcome, LegalReport, Seen, StaleDecision
from comments.models.legal import LONGEST_LAW, LONGEST_WORDS, LegalReportQuerySet
from comments.queue import whole_number
from comments.queue.tabs import COUNTED, shown
from comments.reach import sections_of

SIZE = 25
HIGHEST = 2**63 - 1

for_handlers = permission_required("comments.handle_legal_reports", raise_exception=True)


class DecideForm(forms.Form):
    outcome = forms.ChoiceField(
        choices=[(outcome.value, outcome.label) for outcome in LegalOutcome if outcome != LegalOutcome.OPEN],
        error_messages={
            "required": gettext_lazy("Choose what is to be done."),
            "invalid_choice": gettext_lazy("Choose one of these."),
        },
    )
    basis = forms.CharField(required=False, max_length=LONGEST_LAW)
    explanation = forms.CharField(
        max_length=LONGEST_WORDS, error_messages={"required": gettext_lazy("Say why: both sides must be told.")}
    )
    status = forms.CharField(required=False)
    version = forms.IntegerField(required=False, max_value=HIGHEST)

    def clean_explanation(self) -> str:
        said = text.clean_text(self.cleaned_data["explanation"])
        if text.is_blank(said):
            raise forms.ValidationError(str(self.fields["explanation"].error_messages["required"]), "required")
        return said

    def clean(self) -> None:
        if self.cleaned_data.get("outcome") == LegalOutcome.REMOVED and not self.cleaned_data.get("basis", "").strip():
            self.add_error("basis", _("Name the law or the rule of ours that the removal rests on."))

    @property
    def decision(self) -> Decision:
        said = self.cleaned_data
        return Decision(LegalOutcome(said["outcome"]), text.clean_line(said["basis"]), said["explanation"])

    @property
    def seen(self) -> Seen:
        return Seen(self.cleaned_data["status"], self.cleaned_data["version"] or 0)


class Tally(NamedTuple):
    """`oldest`: since when the first of them waits."""

    waiting: str
    oldest: datetime | None


@for_handlers
@require_GET
def show_notices(request: HttpRequest) -> HttpResponse:
    reports, decided = _within(moderator(request)), "decided" in request.GET
    rows = _decided(reports, request) if decided else _open(reports, request)
    last = rows[SIZE - 1].pk if len(rows) > SIZE else None
    return page(
        request,
        "legal_list",
        title=_("Illegal content"),
        rows=rows[:SIZE],
        decided=decided,
        tally=tally_of(moderator(request)),
        older=f"decided=1&before={last}" if decided and last else f"after={last}" if last else "",
    )


def tally_of(viewer: User) -> Tally:
    """Of what waits; counting stops at 1,001."""
    waiting = list(_within(viewer).open().values_list("at", flat=True)[:COUNTED])
    return Tally(shown(len(waiting)), waiting[0] if waiting else None)


def _within(viewer: User) -> LegalReportQuerySet:
    return LegalReport.objects.select_related("comment__article").within(sections_of(viewer))


def _open(reports: LegalReportQuerySet, request: HttpRequest) -> list[LegalReport]:
    """One more than a page holds, if there is one."""
    after = whole_number(request.GET.get("after", "")) or 0
    return list(reports.open().filter(pk__gt=min(after, HIGHEST))[: SIZE + 1])


def _decided(reports: LegalReportQuerySet, request: HttpRequest) -> list[LegalReport]:
    before = LegalReport.objects.filter(pk=min(whole_number(request.GET.get("before", "")) or 0, HIGHEST)).first()
    rows = reports.decided()
    if before and before.decided_at:
        rows = rows.filter(TupleLessThan(Tuple("decided_at", "pk"), (before.decided_at, before.pk)))
    return list(rows[: SIZE + 1])


@for_handlers
@require_GET
def show_notice(request: HttpRequest, pk: int) -> HttpResponse:
    return _show(request, _find(request, pk), DecideForm())


@for_handlers
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """303 when it is done; 422 for what is missing, 409 when notice or comment have moved."""
    report, form = _find(request, pk), DecideForm(request.POST)
    if not form.is_valid():
        return _show(request, report, form, answers.first_error(form), 422)
    try:
        action = deciding.decide(report, form.decision, by=moderator(request), seen=form.seen)
    except StaleDecision as stale:
        return _show(request, report, form, answers.what_happened(stale, form.seen, moderator(request)), 409)
    except DecisionRefused as refusal:
        return _show(request, report, form, str(refusal), 409)
    return SeeOther(f"{reverse('admin:comments_legalreport_change', args=[pk])}?batch={action.batch}")


def _find(request: HttpRequest, pk: int) -> LegalReport:
    found = _within(moderator(request)).filter(pk=pk).first() if pk <= HIGHEST else None
    if found is None:
        raise Http404
    return found


def _show(
    request: HttpRequest, report: LegalReport, form: DecideForm, error: str = "", status: int = 200
) -> HttpResponse:
    fresh = LegalReport.objects.select_related("comment__article__section").get(pk=report.pk)
    return page(
        request,
        "legal_notice",
        status,
        title=_("Notice %(number)s of illegal content") % {"number": report.pk},
        report=fresh,
        comment=fresh.comment,
        is_changed=fresh.comment.version != fresh.version,
        where=permalink(fresh.comment) if fresh.comment.status == "approved" else "",
        contact=contact_of(fresh),
        form=form,
        typed=form.data,
        outcomes=DecideForm.base_fields["outcome"].choices,  # type: ignore[attr-defined]
        error=error,
        toast=toast(request, ""),
        others=_others(fresh.comment, fresh.pk),
    )


def _others(comment: Comment, but: int) -> int:
    """Open notices about the same comment."""
    return LegalReport.objects.open().filter(comment=comment).exclude(pk=but).count()
