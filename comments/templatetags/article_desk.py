from typing import Any

from django import template
from django.http import HttpRequest
from django.urls import reverse

from articles import editing
from articles.models import Article
from comments.desk import article_inline, consent_inbox

register = template.Library()


@register.simple_tag
def article_figures(request: HttpRequest, article: Article) -> dict[str, Any]:
    """What is in force under it and what waits there, with the way to it for whoever moderates it."""
    found = article_inline.figures(article)
    addresses = [article_inline.queue_address(request, article, each) for each in found["waiting"]]
    told = zip(found["waiting"], addresses, strict=True)
    waiting = [{"name": each.name, "shown": each.shown, "address": address} for each, address in told]
    questions = reverse("desk_questions", args=[article.pk]) if editing.is_editor(request.user) else ""
    has_to_go = bool(questions) and consent_inbox.has_to_go(article)
    return found | {"waiting": waiting, "questions": questions, "has_to_go": has_to_go}
