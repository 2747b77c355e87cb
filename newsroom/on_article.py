"""What the form of an article shows of the comments: articles know none, so it is put together here."""

from articles.admin.article import ArticleAdmin
from comments.desk.article_inline import ModeInline


def add() -> None:
    ArticleAdmin.inlines = [ModeInline, *(each for each in ArticleAdmin.inlines if each is not ModeInline)]
