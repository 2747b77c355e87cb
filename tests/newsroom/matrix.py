"""Comments of every status under parents and grandparents of every status, each with words that stand nowhere else."""

import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import count, product
from typing import NamedTuple

from accounts.models import User
from articles.models import Article
from comments import markup
from comments.models import Comment, Status
from tests.factories import make_article, make_author, make_comment, make_moderator, make_section, make_submission

STATUSES = [status.value for status in Status]
IS_DEEP = os.environ.get("TEST_DEPTH") == "deep"


def _is_met(chain: tuple[str, ...]) -> bool:
    """Of three, one in six: the third follows from the others, so that any two meet in any two places."""
    return IS_DEEP or len(chain) < 3 or sum(map(STATUSES.index, chain)) % len(STATUSES) == 0


CHAINS = [chain for length in (1, 2, 3) for chain in product(STATUSES, repeat=length) if _is_met(chain)]
"""From the first comment of a thread down."""

TOP_FIRST, BOTTOM_FIRST, NEVER_PUBLIC = "top first", "bottom first", "never public"
HISTORIES = (TOP_FIRST, BOTTOM_FIRST, NEVER_PUBLIC)
"""In which order they went from approved to where they are; or that the last of them never was public."""

WORD = re.compile(r"qq(text|name|site|link|mail|agent|note)(\d+)z")
SHOWN = frozenset({"text", "name", "site", "link"})
numbers = count(1)


class Word(NamedTuple):
    kind: str
    number: int


def words_in(page: str) -> set[Word]:
    return {Word(kind, int(number)) for kind, number in WORD.findall(page)}


def make_marked(article: Article, parent: Comment | None = None, status: str = "pending") -> tuple[int, Comment]:
    """The number in all its words, and the comment."""
    number = next(numbers)
    text = f"qqtext{number}z, as https://qqlink{number}z.example says."
    comment = make_comment(
        article,
        parent=parent,
        status=status,
        name=f"qqname{number}z",
        website=f"https://qqsite{number}z.example/",
        text=text,
        html=markup.render(text),
        markup=markup.MARKUP,
    )
    make_submission(comment, email=f"qqmail{number}z@example.org", user_agent=f"qqagent{number}z")
    return number, comment


def bring_to(status: str, comment: Comment, by: User) -> None:
    """By the verb that brings a waiting or a public comment there."""
    here = Comment.objects.get(pk=comment.pk)
    if here.status != status:
        _VERBS[status](here, by)
    assert Comment.objects.get(pk=comment.pk).status == status


_VERBS: dict[str, Callable[[Comment, User], object]] = {
    "approved": lambda comment, by: comment.approve(by=by),
    "pending": lambda comment, by: comment.mark_not_spam(by=by),
    "rejected": lambda comment, by: comment.reject(by=by, reason="insult", note="qqnote0z"),
    "spam": lambda comment, by: comment.mark_spam(by=by),
    "withdrawn": lambda comment, by: comment.withdraw(),
    "unchecked": lambda comment, by: comment.edit(comment.text, comment.html, markup.MARKUP),
}


@dataclass
class Matrix:
    """`owners` has the comment of each number in words; the rest is by the comment's key."""

    moderator: User
    articles: list[Article] = field(default_factory=list)
    owners: dict[int, int] = field(default_factory=dict)
    statuses: dict[int, str] = field(default_factory=dict)
    parents: dict[int, int | None] = field(default_factory=dict)
    homes: dict[int, Article] = field(default_factory=dict)

    def add_chain(self, article: Article, chain: tuple[str, ...], history: str) -> None:
        made: list[Comment] = []
        for place, status in enumerate(chain, start=1):
            was_public = history != NEVER_PUBLIC or place < len(chain) or status == "approved"
            number, comment = make_marked(article, made[-1] if made else None, "pending" if was_public else status)
            if was_public:
                bring_to("approved", comment, self.moderator)
            made.append(comment)
            self.owners[number], self.statuses[comment.pk] = comment.pk, status
            self.parents[comment.pk], self.homes[comment.pk] = comment.parent_id, article
        ends = list(zip(made, chain, strict=True))
        for comment, status in reversed(ends) if history == BOTTOM_FIRST else ends:
            bring_to(status, comment, self.moderator)

    def of(self, article: Article) -> list[int]:
        return [pk for pk, home in self.homes.items() if home == article]

    def approved(self, among: Iterable[int]) -> set[int]:
        return {pk for pk in among if self.statuses[pk] == "approved"}

    def tombstones(self, among: Iterable[int]) -> set[int]:
        """Those that are not public and have something public below them, on whatever level."""
        among = set(among)
        above = {parent for pk in self.approved(among) for parent in self._line_above(pk)}
        return above - self.approved(among)

    def vanished(self, among: Iterable[int]) -> set[int]:
        return set(among) - self.approved(among) - self.tombstones(among)

    def leaked(self, page: str) -> list[Word]:
        """Words on it that nobody may read: of a comment that is not approved, or of a kind that is never shown."""
        found = words_in(page)
        return sorted(word for word in found if word.kind not in SHOWN or not self._is_public(word.number))

    def _is_public(self, number: int) -> bool:
        return number in self.owners and self.statuses[self.owners[number]] == "approved"

    def _line_above(self, pk: int) -> list[int]:
        parent = self.parents[pk]
        return [parent, *self._line_above(parent)] if parent else []


def make_matrix() -> Matrix:
    """A discussion for each status of the first comment, and one for the shorter chains; each has several pages."""
    matrix = Matrix(make_moderator("the-moderator"))
    section, author = make_section("harbor", parent=make_section("city")), make_author("Ada Byline")
    homes = {status: make_article(f"About {status}", section=section, authors=(author,)) for status in STATUSES}
    short = make_article("About short ones", section=section, authors=(author,))
    for number, chain in enumerate(CHAINS):
        home = homes[chain[0]] if len(chain) == 3 else short
        matrix.add_chain(home, chain, HISTORIES[(number + number // 6) % 3])
    matrix.articles = [*homes.values(), short]
    return matrix
