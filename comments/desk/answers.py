"""How the desk answers: the card in place for htmx; without it a page, or a redirect to the same place."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.middleware.csrf import get_token
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.models import User
from comments.desk import history, overtaken
from comments.desk.acts import Act, ActForm, RejectForm
from comments.desk.cards import Card, card
from comments.desk.draft import Draft
from comments.desk.toast import toast
from comments.desk.words import hidden, put_off
from comments.desk.writer import ON_ITS_PAGE, Writer
from comments.models import Comment, Kind, ModerationAction, Seen, StaleDecision
from comments.queue import Place

# What the admin's base template reads. Its own context would go through the rights to every model besides, for a column
# of models that the desk has no room for.
FRAME = {"has_permission": True, "site_url": "/", "is_popup": False, "is_nav_sidebar_enabled": False}


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
    return TemplateResponse(request, f"admin/comments/{template}.html", FRAME | context, status=status)


def shown_in(request: HttpRequest) -> str:
    """The list into which htmx puts a card that it asks for anew."""
    return request.GET.get("back", ON_ITS_PAGE) if in_place(request) else ON_ITS_PAGE


def card_answer(
    request: HttpRequest, shown: Card, back: str = ON_ITS_PAGE, status: int = 200, **fields: object
) -> HttpResponse:
    """`fields`: what its forms send besides."""
    html = writer(request, back, **fields).card(shown)
    if in_place(request):
        return HttpResponse(html, status=status)
    title, done_before = _("Comment %(number)s") % {"number": shown.pk}, toast(request, ON_ITS_PAGE)
    known = {"title": title, "number": shown.pk, "card": html, "toast": done_before, "back": list_address(back)}
    return page(request, "queue_card", status, **known)


def writer(request: HttpRequest, back: str, **fields: object) -> Writer:
    made = Writer(get_token(request), back, moderator(request))
    made.buttons.common += hidden(**fields)
    return made


def done(request: HttpRequest, comment: Comment, act: Act, action: ModerationAction, form: ActForm) -> HttpResponse:
    """What has been decided or put off leaves one line, for which nothing needs to be looked up."""
    if not in_place(request):
        return SeeOther(return_address(comment.pk, f"done={action.pk}", form))
    back = form.cleaned_data["back"]
    said = "" if act.stays or action.undoes else _outcome(comment, action)
    if not said:
        return card_answer(request, card(comment.pk, moderator(request)), back)
    return HttpResponse(writer(request, back).folded(comment, said, action.pk))


def refused(request: HttpRequest, pk: int, status: int, notice: str, form: ActForm, **fields: object) -> HttpResponse:
    """The card as it is now, with what stood against the act, and with what was typed."""
    draft = Draft.of(form) if isinstance(form, RejectForm) else None
    shown = card(pk, moderator(request), notice, draft)
    return card_answer(request, shown, form.data.get("back", ""), status, **fields)


def previewed(request: HttpRequest, pk: int, form: RejectForm) -> HttpResponse:
    """The card as it is, with what its author would read."""
    shown = card(pk, moderator(request), draft=Draft.of(form).previewed())
    return card_answer(request, shown, form.cleaned_data["back"])


def told(request: HttpRequest, pk: int, said: SafeString, form: ActForm) -> HttpResponse:
    """For htmx: the card as it is, with what has been done at its foot."""
    shown = replace(card(pk, moderator(request)), told=said)
    answer = card_answer(request, shown, form.cleaned_data["back"])
    answer.headers["HX-Retarget"], answer.headers["HX-Reswap"] = f"#comment-{pk}", "outerHTML"
    return answer


def first_error(form: Form) -> str:
    return str(next(iter(form.errors.values()))[0])


def what_happened(stale: StaleDecision, seen: Seen | None, viewer: User) -> str:
    """Who was faster, when, and what they did."""
    version = Comment.objects.values_list("version", flat=True).get(pk=stale.comment.pk)
    last = history.entry(stale.last.pk) if stale.last else None
    return overtaken.sentence(last, viewer, is_edited=seen is not None and seen.version != version)


def _outcome(comment: Comment, action: ModerationAction) -> str:
    """Empty for what came back before its time."""
    if action.kind != Kind.DEFER:
        return history.just_made(action).outcome
    return put_off(comment.deferred_until) if comment.deferred_until else ""


def return_address(pk: int, said: str, form: ActForm) -> str:
    """Where the form was sent from. `said`: what the toast there tells of."""
    back, following = form.cleaned_data["back"], form.cleaned_data["next"]
    if back == ON_ITS_PAGE:
        return f"{reverse('admin:comments_queue_change', args=[pk])}?{said}"
    query = "&".join(part for part in (Place.parse(QueryDict(back)).query, said) if part)
    return f"{reverse('admin:comments_queue_changelist')}?{query}" + (f"#comment-{following}" if following else "")


def list_address(back: str) -> str:
    """The list that a card was opened from."""
    query = Place.parse(QueryDict("" if back == ON_ITS_PAGE else back)).query
    return reverse("admin:comments_queue_changelist") + (f"?{query}" if query else "")
