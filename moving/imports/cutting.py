"""Texts and addresses made to fit the columns that they are for."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from itertools import chain, count

from django.utils.text import slugify

from moving.imports.report import Report
from moving.imports.values import Comment, Finding

ELLIPSIS = "…"
LONGEST_COMMENT = 2**16  # WordPress has no room for more, and our own form takes less
MOST_AT_ONCE = 200


def cut(text: str, longest: int) -> str:
    """At the end of a word where there is one."""
    if len(text) <= longest:
        return text
    kept = text[: longest - 1]
    at_word = kept.rsplit(" ", 1)[0] if " " in kept[longest // 2 :] else kept
    return at_word.rstrip() + ELLIPSIS


def fitting(comment: Comment, report: Report) -> Comment:
    if len(comment.text) <= LONGEST_COMMENT:
        return comment
    report.add(Finding(comment.line, f"comment {comment.key}", "cut"))
    return replace(comment, text=cut(comment.text, LONGEST_COMMENT))


def slug_of(longest: int, *wanted: str) -> str:
    """Of the first that gives one: of other scripts nothing is left of a slug."""
    return next((slug for each in wanted if (slug := slugify(each)[:longest].strip("-_"))), "")


class FreeSlugs:
    """Slugs of one model, each given once. What is taken is asked by name, ever more at once, and where it ended is
    kept: a former site may have thousands of one slug."""

    def __init__(self, longest: int, taken: Callable[[Collection[str]], set[str]]) -> None:
        """`taken`: which of these the database has."""
        self.longest, self.taken = longest, taken
        self.given: set[str] = set()
        self.free: set[str] = set()
        self.ends: dict[str, int] = {}

    def look_up(self, slugs: Iterable[str]) -> None:
        """At once what is about to be taken, in the same transaction."""
        wanted = set(slugs)
        self.free = wanted - self.taken(wanted)

    def take(self, slug: str) -> str:
        first, at_once = self.ends.get(slug, 1), 1
        while True:
            some = {self._numbered(slug, number): number for number in range(first, first + at_once)}
            asked = some.keys() - self.free
            taken = self.taken(asked) if asked else set()
            if free := next((each for each in some if each not in taken and each not in self.given), ""):
                self.given.add(free)
                self.ends[slug] = some[free] + 1
                return free
            first, at_once = first + at_once, min(2 * at_once, MOST_AT_ONCE)

    def _numbered(self, slug: str, number: int) -> str:
        end = f"-{number}" if number > 1 else ""
        return slug[: self.longest - len(end)] + end


def free_slug(slug: str, taken: Collection[str], longest: int) -> str:
    ends = chain([""], (f"-{number}" for number in count(2)))
    return next(full for end in ends if (full := slug[: longest - len(end)] + end) not in taken)
