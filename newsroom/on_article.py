"""What the desk of the editors shows of the comments: articles know none, so it is put together here."""

from typing import Any

from articles import checklist, inbox
from articles.admin.article import ArticleAdmin
from comments.desk import consent_inbox
from comments.desk.article_inline import ModeInline, TermsInline


def add() -> None:
    """Once, however often it is called."""
    ArticleAdmin.inlines = [*_before(ArticleAdmin.inlines, ModeInline, TermsInline)]
    inbox.SOURCES[:] = [*(each for each in inbox.SOURCES if each is not consent_inbox.parts), consent_inbox.parts]
    if consent_inbox.unagreed not in checklist.RULES:
        checklist.RULES.append(consent_inbox.unagreed)


def _before(present: Any, *first: Any) -> list[Any]:
    return [*first, *(each for each in present if each not in first)]
