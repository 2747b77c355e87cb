"""What the desk of the editors shows of the comments: articles know none, so it is put together here."""

from articles import checklist, inbox
from articles.admin.article import ArticleAdmin
from comments.desk import consent_inbox
from comments.desk.article_inline import ModeInline


def add() -> None:
    """Once, however often it is called."""
    ArticleAdmin.inlines = [ModeInline, *(each for each in ArticleAdmin.inlines if each is not ModeInline)]
    inbox.SOURCES[:] = [*(each for each in inbox.SOURCES if each is not consent_inbox.parts), consent_inbox.parts]
    checklist.RULES[:] = [
        *(each for each in checklist.RULES if each is not consent_inbox.unagreed),
        consent_inbox.unagreed,
    ]
