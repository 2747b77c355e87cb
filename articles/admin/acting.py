"""The verbs behind the buttons of the form, and those that have an address of their own."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from articles import checklist, editing, revising, states
from articles.models import Article

type View = Callable[..., HttpResponse]


def answer(admin: Any, request: HttpRequest, article: Article) -> HttpResponse | None:
    """After the save: the verb whose button was pressed, if it was one's."""
    pressed = [verb for verb in editing.VERBS if f"_{verb.name}" in request.POST]
    return _act(admin, request, Article.objects.get(pk=article.pk), pressed[0]) if pressed else None


def _act(admin: Any, request: HttpRequest, article: Article, verb: editing.Verb) -> HttpResponse:
    if not verb.is_open_to(request.user, article):
        raise PermissionDenied
    try:
        how = editing.handling(verb, editing.HandlingForm(request.POST), request.user)  # type: ignore[arg-type]
        _refuse_unready(request, article, verb)
    except ValidationError as error:
        request.session[_kept_for(article)] = _beside_buttons(request)
        admin.message_user(request, error.message, messages.ERROR)
    else:
        _tell(admin, request, article, verb, verb.act(article, how))
    return back_to(article)


def _refuse_unready(request: HttpRequest, article: Article, verb: editing.Verb) -> None:
    """What must be there must be; of the rest the editor has to say that it may go without."""
    open_items = checklist.check(revising.working_content(article)) if verb.goes_public else []
    if any(item.blocks for item in open_items):
        sentence = _("Saved, but not published: %(what)s")
        raise ValidationError(sentence % {"what": next(item.what for item in open_items if item.blocks)}, "unready")
    if open_items and "_anyway" not in request.POST:
        sentence = _("Saved, but not published yet: see the checklist, or tick “Publish anyway”. %(what)s")
        raise ValidationError(sentence % {"what": " ".join(item.what for item in open_items)}, "unready")


def _tell(admin: Any, request: HttpRequest, article: Article, verb: editing.Verb, moved: bool) -> None:
    if moved:
        done = _done(verb, article)
        admin.log_change(request, article, done)
        admin.message_user(request, done, messages.SUCCESS)
    else:
        admin.message_user(request, str(verb.idle), messages.WARNING)


def _done(verb: editing.Verb, article: Article) -> str:
    done = str(verb.done) % article.headline
    if verb.asks != "time" or article.published_at is None:
        return done
    return _("%(done)s It appears on %(when)s.") % {"done": done, "when": states.when(article.published_at)}


def typed(request: HttpRequest, article: Article | None) -> dict[str, str]:
    """What stood beside the buttons, when nothing came of pressing one: it is typed once."""
    if request.method == "POST":
        return _beside_buttons(request)
    return request.session.pop(_kept_for(article), {}) if article else {}


def _beside_buttons(request: HttpRequest) -> dict[str, str]:
    form = editing.HandlingForm()
    return {name: request.POST.get(form.add_prefix(name), "") for name in form.fields}


def _kept_for(article: Article) -> str:
    return f"handling {article.pk}"


@require_safe
def promise(request: HttpRequest) -> HttpResponse:
    """What will happen at the time that somebody types, in the words that stand there after it was saved."""
    if not editing.is_editor(request.user):
        raise PermissionDenied
    return HttpResponse(editing.promise(request.GET.get("at", "")), content_type="text/plain; charset=utf-8")


def back_to(article: Article) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))


def unpublish(admin: Any) -> View:
    """An address of its own, because it must work even while the form next to it can't be saved."""
    verb = next(verb for verb in editing.VERBS if verb.name == "unpublish")

    @require_POST
    def act(request: HttpRequest, pk: int) -> HttpResponse:
        return _act(admin, request, get_object_or_404(admin.get_queryset(request), pk=pk), verb)

    return act


def discard(admin: Any) -> View:
    """As above. `seen` says which working copy: another, newer one stays."""

    @require_POST
    def act(request: HttpRequest, pk: int) -> HttpResponse:
        article = get_object_or_404(admin.get_queryset(request), pk=pk)
        if not admin.has_change_permission(request, article):
            raise PermissionDenied
        if revising.discard(article, seen=number_in(request.POST.get("seen", ""))):
            admin.log_change(request, article, _("Discarded the working copy."))
            admin.message_user(request, _("Discarded. The history still has the changes."), messages.SUCCESS)
        else:
            admin.message_user(request, _("Not discarded: there is another working copy by now."), messages.ERROR)
        return back_to(article)

    return act


def number_in(text: str) -> int:
    """0, which no revision has, for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
