"""Texts and addresses made to fit the columns that they are for."""

from collections.abc import Collection
from itertools import chain, count

from django.utils.text import slugify

ELLIPSIS = "…"


def cut(text: str, longest: int) -> str:
    """At the end of a word where there is one."""
    if len(text) <= longest:
        return text
    kept = text[: longest - 1]
    at_word = kept.rsplit(" ", 1)[0] if " " in kept[longest // 2 :] else kept
    return at_word.rstrip() + ELLIPSIS


def slug_of(longest: int, *wanted: str) -> str:
    """Of the first that gives one: of other scripts nothing is left of a slug."""
    return next((slug for each in wanted if (slug := slugify(each)[:longest].strip("-_"))), "")


def free_slug(slug: str, taken: Collection[str], longest: int) -> str:
    ends = chain([""], (f"-{number}" for number in count(2)))
    return next(full for end in ends if (full := slug[: longest - len(end)] + end) not in taken)
