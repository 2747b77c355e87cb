"""How the desk answers: the card in place for htmx; without it a page, or a redirect to the same place."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.middleware.csrf import get_token
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from comments.desk import history
from comments.desk.acts import DEFERRALS, ActForm
from comments.desk.cards import Card, Controls, card
from comments.desk.toast import toast
from comments.desk.words import age, buttons, hidden, options, put_off
from comments.models import Comment, ModerationAction, Rule, Seen, StaleDecision
from comments.queue import Place
from comments.reasons import label_of, rejection_choices

CARD = "card"  # a form that returns to the card's own page, not to a list


class SeeOther(HttpResponseRedirect):
    status_code = 303


def moderator(request: HttpRequest) -> User:
    """Only behind `for_moderators`."""
    assert isinstance(request.user, User)
    return request.user


def in_place(request: HttpRequest) -> bool:
    """Asked for by htmx, which puts the answer where the card was."""
    return "HX-Request" in request.headers


def page(request: HttpRequest, template: str, status: int = 200, **context: Any) -> TemplateResponse:
    """A page within the admin's frame, without its column of models: the desk needs the width."""
    frame = admin.site.each_context(request) | {"is_nav_sidebar_enabled": False}
    return TemplateResponse(request, f"admin/comments/{template}.html", frame | context, status=status)


def card_answer(request: HttpRequest, shown: Card, back: str = CARD, status: int = 200) -> HttpResponse:
    with_controls(request, [shown], back)
    if in_place(request):
        return TemplateResponse(request, "admin/comments/_card.html", {"card": shown}, status=status)
    title, done_before = _("Comment %(number)s") % {"number": shown.pk}, toast(request, CARD)
    return page(request, "queue_card", status, title=title, card=shown, toast=done_before, back=list_address(back))


def with_controls(request: HttpRequest, shown: Sequence[Card], back: str) -> Sequence[Card]:
    """Gives the cards what their forms need; what all share is written once."""
    common = hidden(csrfmiddlewaretoken=get_token(request), back=back)
    reasons = options([("", _("Reason …")), *rejection_choices()])
    deferrals = buttons("until", ((slug, str(name)) for slug, (name, _until) in DEFERRALS.items() if name))
    for one, following in pairwise([*shown, None]):
        assert one is not None
        seen = hidden(status=one.comment.status, version=one.comment.version, next=following.pk if following else "")
        one.controls = Controls(common + seen, reasons, deferrals)
    return shown


def done(request: HttpRequest, comment: Comment, action: ModerationAction | None, form: ActForm) -> HttpResponse:
    if not in_place(request):
        return SeeOther(_return_address(comment.pk, action, form))
    return card_answer(request, _after(comment, action, moderator(request)), form.cleaned_data["back"])


def _after(comment: Comment, action: ModerationAction | None, viewer: User) -> Card:
    """Of a card that has just been decided one line is left, for which nothing needs to be looked up."""
    shown = Card(comment, log=[history.just_made(action)]) if action and not action.undoes else card(comment.pk, viewer)
    shown.folded = _outcome(shown, action)
    return shown


def refused(request: HttpRequest, pk: int, status: int, notice: str, form: ActForm) -> HttpResponse:
    """The card as it is now, with what stood against the act."""
    shown = card(pk, moderator(request))
    shown.notice = notice
    return card_answer(request, shown, form.data.get("back", ""), status)


def first_error(form: ActForm) -> str:
    return str(next(iter(form.errors.values()))[0])


def what_happened(stale: StaleDecision, seen: Seen | None, viewer: User) -> str:
    """Who was faster, when, and what they did."""
    version = Comment.objects.values_list("version", flat=True).get(pk=stale.comment.pk)
    if seen and seen.version != version:
        return _("Its author has changed the text since you opened this page. This is the new text.")
    if stale.last is None:
        return _("It has changed since you opened this page.")
    return _told(stale.last, viewer)


def _told(last: ModerationAction, viewer: User) -> str:
    reason = f" ({label_of(last.reason)})" if last.reason else ""
    told = {"age": age(last.at), "status": history.status_name(last.to_status) + reason}
    if last.actor:
        told["who"] = _("you") if last.actor == viewer.pk else history.entries([last])[0].who
        return _("Already decided by %(who)s %(age)s ago: %(status)s.") % told
    if last.rule == Rule.AUTHOR:
        return _("Its author was faster, %(age)s ago: %(status)s.") % told
    return _("The spam check was faster, %(age)s ago: %(status)s.") % told


def _outcome(shown: Card, action: ModerationAction | None) -> str:
    """What an act has left to say; nothing when it brought the comment back before the moderator."""
    if action is None:
        until = shown.comment.deferred_until
        return put_off(until) if until and shown.is_deferred else ""
    return "" if action.undoes or not shown.last else shown.last.outcome


def _return_address(pk: int, action: ModerationAction | None, form: ActForm) -> str:
    back, following = form.cleaned_data["back"], form.cleaned_data["next"]
    said = f"done={action.pk}" if action else f"put_off={pk}"
    if back == CARD:
        return f"{reverse('admin:comments_queue_change', args=[pk])}?{said}"
    query = "&".join(part for part in (Place.parse(QueryDict(back)).query, said) if part)
    return f"{reverse('admin:comments_queue_changelist')}?{query}" + (f"#comment-{following}" if following else "")


def list_address(back: str) -> str:
    """The list that a card was opened from."""
    query = Place.parse(QueryDict("" if back == CARD else back)).query
    return reverse("admin:comments_queue_changelist") + (f"?{query}" if query else "")
