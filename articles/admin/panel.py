"""What the form of an article says beside its fields: where the article stands, what waits, and what is left to do."""

from typing import Any

from django.http import HttpRequest

from articles import checklist, editing, revising, states
from articles.models import Act, Article, Note, Status


def describe(request: HttpRequest, article: Article | None, form: Any) -> dict[str, Any]:
    """For the templates of the form. A collision shows the text that is kept beside the one that was typed."""
    if article is None:
        verbs = editing.open_verbs(request.user, Article(status=Status.DRAFT))
        return {"verbs": verbs, "handling": editing.HandlingForm()}
    return {
        "verbs": editing.open_verbs(request.user, article),
        "handling": editing.HandlingForm(),
        "standing": states.sentence(article),
        "working_copy": _working_copy(article),
        "said": _last_note(article),
        "checklist": checklist.check(revising.opened(article)),
    }


def _working_copy(article: Article) -> Any:
    if article.working_copy is None:
        return None
    return article.revisions.for_lists().get(number=article.working_copy)


def _last_note(article: Article) -> Note | None:
    """What was said when the article came where it is."""
    said = {Status.IN_REVIEW: Act.SUBMITTED, Status.DRAFT: Act.SENT_BACK}.get(Status(article.status))
    notes = article.notes.filter(act=said) if said else Note.objects.none()
    return notes.select_related("by", "to").latest_first().first()
