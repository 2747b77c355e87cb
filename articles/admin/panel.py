"""What the form of an article says beside its fields: where the article stands, what waits, and what is left to do."""

from typing import Any, cast

from django.http import HttpRequest
from django.urls import reverse

from accounts.models import User
from articles import checklist, comparing, content, editing, presence, revising, states, unsaved
from articles.admin import acting
from articles.models import Act, Article, Note, Status


def describe(request: HttpRequest, article: Article | None, form: Any) -> dict[str, Any]:
    """For the templates of the form."""
    about = _about(request, article) if article else _about_a_new_one(request)
    return about | {"handling": _handling(request, article), "collision": _collision(article, form)}


def _handling(request: HttpRequest, article: Article | None) -> editing.HandlingForm:
    """With the time that is promised already, to be changed, and with what was typed in vain."""
    promised = {"at": article.published_at} if article and article.is_scheduled else {}
    return editing.HandlingForm(initial=promised | acting.typed(request, article))


def _about(request: HttpRequest, article: Article) -> dict[str, Any]:
    return {
        "verbs": editing.open_verbs(request.user, article),
        "standing": states.sentence(article),
        "working_copy": _working_copy(article),
        "said": _last_note(article),
        "checklist": checklist.check(revising.opened(article)),
        "keeping": _keeping(request, article) if editing.may_change(request.user, article) else None,
    }


def _about_a_new_one(request: HttpRequest) -> dict[str, Any]:
    verbs = editing.open_verbs(request.user, Article(status=Status.DRAFT))
    return {"verbs": verbs, "keeping": _keeping(request, None)}


def _keeping(request: HttpRequest, article: Article | None) -> dict[str, Any]:
    """Where the page keeps what is typed, and what it has kept before: offered, or already in the form."""
    by, own = cast(User, request.user), [article.pk] if article else []
    slot = unsaved.of(by, article, revising.opened(article) if article else {}) if request.method == "GET" else None
    is_used = "unsaved" in request.GET
    return {
        "address": reverse("admin:articles_article_keep" if own else "admin:articles_article_keep_new", args=own),
        "forget": reverse("admin:articles_article_forget" if own else "admin:articles_article_forget_new", args=own),
        "others": " ".join(presence.others(article, by)) if article else "",
        "slot": None if is_used else slot,
        "used": slot if is_used else None,
    }


def _collision(article: Article | None, form: Any) -> list[comparing.Part]:
    """The text that is kept, beside the one that was typed."""
    if article is None or not getattr(form, "collides", False):
        return []
    kept = revising.opened(article)
    return comparing.compare(kept, content.cleaned(kept | form.content()))


def _working_copy(article: Article) -> Any:
    if article.working_copy is None:
        return None
    return article.revisions.for_lists().get(number=article.working_copy)


def _last_note(article: Article) -> Note | None:
    """What was said when the article came where it is."""
    said = {Status.IN_REVIEW: Act.SUBMITTED, Status.DRAFT: Act.SENT_BACK}.get(Status(article.status))
    notes = article.notes.filter(act=said) if said else Note.objects.none()
    return notes.select_related("by", "to").latest_first().first()
