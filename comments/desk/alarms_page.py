"""The page of alarms: what is on, what was, from where on somebody is called; and what oneself is mailed about."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from comments.alarms.words import told
from comments.desk import answers
from comments.desk.answers import SeeOther, moderator
from comments.desk.views import for_moderators
from comments.models import Alarm, AlarmLimits, MailWish
from comments.reach import sections_of
from outbox import mail

LATELY = timedelta(days=7)
SHOWN = 50


class LimitsForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = AlarmLimits
        fields = ("oldest_minutes", "spam_percent", "burst_comments", "check_minutes")


class WishForm(forms.ModelForm):  # type: ignore[type-arg]
    """Only what this person can get: alarms are for moderators, comments for the authors of articles."""

    class Meta:
        model = MailWish
        fields = ("alarms", "articles")
        widgets = {"alarms": forms.RadioSelect, "articles": forms.RadioSelect}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not user.has_perm("comments.moderate_comment"):
            del self.fields["alarms"]
        if not hasattr(user, "author"):
            del self.fields["articles"]

    def save(self, commit: bool = True) -> MailWish:
        """What begins now does not tell what was before."""
        for name in self.changed_data:
            setattr(self.instance, f"{name}_until", timezone.now())
        wish: MailWish = super().save(commit)
        return wish


@for_moderators
@require_http_methods(["GET", "HEAD", "POST"])
def show_alarms(request: HttpRequest) -> HttpResponse:
    """The limits are changed by whoever keeps the rules."""
    may_change = moderator(request).has_perm("comments.keep_rules")
    form = LimitsForm(request.POST or None, instance=AlarmLimits.load())
    if request.method == "POST":
        if not may_change:
            raise PermissionDenied
        if form.is_valid():
            return _saved(request, form, "desk_alarms", _("The limits are saved."))
    return answers.page(
        request,
        "alarms",
        422 if form.errors else 200,
        title=_("Alarms"),
        alarms=_alarms(sections_of(moderator(request))),
        limits=form if may_change else None,
    )


def _alarms(sections: frozenset[int] | None) -> list[tuple[Alarm, str, str]]:
    """Those that are on, and those of the last week; the latest first."""
    since = timezone.now() - LATELY
    known = Alarm.objects.on() | Alarm.objects.filter(began_at__gte=since)
    found = list(known.within(sections).order_by("-pk")[:SHOWN])
    return [(alarm, words.text, words.address) for alarm, words in zip(found, told(found), strict=True)]


@require_http_methods(["GET", "HEAD", "POST"])
def show_mail(request: HttpRequest) -> HttpResponse:
    """Everybody's own, of the staff."""
    user = moderator(request)
    wish = MailWish.objects.filter(user=user).first() or MailWish(user=user)
    form = WishForm(request.POST or None, instance=wish, user=user)
    if request.method == "POST" and form.is_valid():
        return _saved(request, form, "desk_mail", _("Your wishes are saved."))
    return answers.page(
        request,
        "mail_wishes",
        422 if form.errors else 200,
        title=_("Mail to you"),
        form=form,
        wish=wish,
        can_be_sent=mail.is_configured(),
    )


def _saved(request: HttpRequest, form: LimitsForm | WishForm, page: str, said: str) -> HttpResponse:
    with transaction.atomic():
        form.save()
    messages.success(request, said)
    return SeeOther(reverse(page))
