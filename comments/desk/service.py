"""The page about the spam service: whether it answers, what it last said, what waits for it; and the acts there."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from comments import alerts, breaker, spam, usage
from comments.breaker import State
from comments.desk import answers, reports
from comments.desk.answers import SeeOther, moderator
from comments.desk.views import View, for_moderators
from comments.models import Account, Alert, Check, Feedback
from comments.models.breaker import Cause
from comments.spam import SpamCheckError, SubmittedRequest, Verdict

LAST = 15


class Sample(NamedTuple):
    """What Akismet promises to answer to it, for trying out."""

    author: str
    user_role: str
    expected: tuple[Verdict, ...]


SAMPLES = {
    "ham": Sample("Test", "administrator", (Verdict.HAM, Verdict.PROVISIONAL)),
    "spam": Sample("akismet-guaranteed-spam", "", (Verdict.SPAM, Verdict.DISCARD)),
}


def for_superusers(view: View) -> View:
    def guarded(request: HttpRequest) -> HttpResponseBase:
        if not (request.user.is_active and request.user.is_superuser):
            raise PermissionDenied
        return view(request)

    return guarded


@for_moderators
@require_GET
def show_service(request: HttpRequest) -> HttpResponse:
    state, account = breaker.state(), Account.current()
    return answers.page(
        request,
        "spam_service",
        title=_("Spam service"),
        state=state,
        cause=Cause(state.name).label if state.name in Cause.values else "",
        key=_key(state, account),
        account=account,
        alerts=[(alert, alerts.advice(alert.code)) for alert in Alert.objects.order_by("-last_at")[:LAST]],
        checks=Check.objects.order_by("-pk")[:LAST],
        reports=_last_reports(),
        waiting=_waiting(state),
        may_act=request.user.is_superuser,
    )


@for_superusers
@require_POST
def try_now(request: HttpRequest) -> HttpResponse:
    """The next probe at once, unless Akismet has asked for a pause; and the account's figures anew."""
    usage.ask_again()
    state = breaker.state()
    if breaker.try_now() or not state.name:
        messages.success(request, _("Akismet is being asked. Load this page again in a moment."))
    elif state.name == "not_configured":
        messages.warning(request, _("There is nothing to try: AKISMET_API_KEY is not set."))
    else:
        messages.warning(request, _("Not yet: Akismet has asked for a pause, which is kept."))
    return _back()


@for_superusers
@require_POST
def send_sample(request: HttpRequest) -> HttpResponse:
    """One call that Akismet learns nothing from, made now and within AKISMET_TIMEOUT."""
    sample = request.POST.get("sample", "")
    if sample in SAMPLES:
        say, text = _tried(sample)
        say(request, text)
    return _back()


@for_superusers
@require_POST
def confirm_alert(request: HttpRequest) -> HttpResponse:
    alerts.confirm(request.POST.get("code", "")[:16], by=moderator(request))
    return _back()


def _back() -> HttpResponse:
    return SeeOther(reverse("spam_service"))


def _tried(name: str) -> tuple[Callable[[HttpRequest, str], None], str]:
    sample, clock = SAMPLES[name], time.monotonic()
    try:
        answer = spam.check(_payload(sample), is_test=True)
    except SpamCheckError as fault:
        return messages.error, _("Test %(sample)s: no verdict. %(detail)s") % {"sample": name, "detail": fault.detail}
    took = int((time.monotonic() - clock) * 1000)
    told = {"sample": name, "verdict": answer.verdict.value, "took": took}
    if answer.verdict in sample.expected:
        return messages.success, _("Test %(sample)s: Akismet says %(verdict)s, as it should, in %(took)s ms.") % told
    return messages.warning, _("Test %(sample)s: Akismet says %(verdict)s, in %(took)s ms.") % told


def _payload(sample: Sample) -> dict[str, str]:
    """Nobody's data: neither a reader's nor the operator's."""
    request = SubmittedRequest(
        user_ip="127.0.0.1",
        created_at=timezone.now(),
        content="A test of the spam check.",
        user_agent="Newsroom test",
        author=sample.author,
        user_role=sample.user_role,
    )
    return spam.build_payload(request)


def _key(state: State, account: Account) -> tuple[str, datetime | None]:
    """Whether the key is good, and since when we know."""
    if state.name == "not_configured":
        return _("not set"), None
    if state.name == Cause.CONFIGURATION:
        return _("refused"), state.since
    known = [moment for moment in (state.last_good_at, account.answered_at) if moment]
    return (_("accepted"), max(known)) if known else (_("not asked about yet"), None)


def _waiting(state: State) -> dict[str, Any]:
    told = Feedback.objects.waiting()[: breaker.COUNTED_AT_MOST].count()
    return {
        "comments": "1,000+" if state.waiting >= breaker.COUNTED_AT_MOST else state.waiting,
        "reports": "1,000+" if told >= breaker.COUNTED_AT_MOST else told,
    }


def _last_reports() -> list[tuple[Feedback, str]]:
    rows = reports.with_causes(Feedback.objects.order_by("-pk"))[:LAST]
    return [(row, reports.sentence(row)) for row in rows]
