"""Whoever is named by a comment under an article of their own does not decide about it: a colleague does.

Whether somebody writes articles comes with their rights, so it costs nothing to ask about those who don't.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from accounts.models import GRANTED, User
from articles.models import Author
from comments.models import Comment, DecisionRefused, DiscussionSettings

BYLINES = "SELECT 'byline', name FROM articles_author WHERE user_id = %(user)s"
SHORTEST = 3  # letters of a last name that is looked for by itself


def register() -> None:
    GRANTED.append(BYLINES)


def refuse(comment: Comment, by: User) -> None:
    """Raises DecisionRefused for who is named by it, unless the editors let authors decide."""
    if not _bylines_of(by):
        return
    text = Comment.objects.values_list("text", flat=True).get(pk=comment.pk)
    if names(by, text, Author.objects.filter(articles=comment.article_id).values_list("name", flat=True)):
        raise DecisionRefused("names_you", said())


def wrote(reader: User, bylines: Iterable[str]) -> bool:
    """Whether this person stands over the article."""
    return not _bylines_of(reader).isdisjoint(bylines)


def names(reader: User, text: str, bylines: Iterable[str]) -> bool:
    """Whether this person stands over the article and in the text, by the whole name or the last word of it."""
    own = _bylines_of(reader) & frozenset(bylines)
    return any(_is_in(text, name) for name in own) and not DiscussionSettings.load().authors_decide


def said() -> str:
    return _("It names you, and you wrote the article: a colleague decides about it.")


def _bylines_of(user: User) -> frozenset[str]:
    return user.granted.get("byline", frozenset())


def _is_in(text: str, name: str) -> bool:
    last = name.split()[-1:]
    wanted = {name, *(word for word in last if len(word) >= SHORTEST)}
    either = "|".join(re.escape(word.casefold()) for word in wanted)
    return re.search(rf"(?<!\w)(?:{either})(?!\w)", text.casefold()) is not None
