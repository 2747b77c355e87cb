"""What pages of articles want to know about discussions. Articles never import comments: the site hands one in."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from django.http import QueryDict
from django.utils.safestring import SafeString

from articles.models import Article


class Answered(NamedTuple):
    number: int
    address: str


class PublicComment(NamedTuple):
    """`address` is its permalink; `answers` is there only while what it answers is public, too."""

    number: int
    address: str
    name: str
    html: str
    created_at: datetime
    edited_at: datetime | None
    answers: Answered | None


class Rendered(NamedTuple):
    """`comments` are the public ones in `html`, in the words of schema.org."""

    html: SafeString
    comments: Sequence[dict[str, Any]] = ()


class Discussion(Protocol):
    def version(self, article: Article) -> str:
        """Changes whenever the discussion under this article would look different; part of the page's ETag."""

    def clock(self) -> str:
        """Changes whenever the count of comments under any article may have changed; part of every list's ETag."""

    def count(self, article: Article) -> int:
        """How many comments are public."""

    def busiest(self, articles: Sequence[int], most: int) -> list[int]:
        """Those of these articles with the most public comments, most first; none without any."""

    def head(self) -> SafeString:
        """The styles and scripts that the section needs, for the page's head."""

    def render(self, article: Article, query: QueryDict) -> Rendered:
        """The whole section under the article; `query` chooses the page or the thread, anything unknown is ignored."""

    def latest(self, article: Article) -> Sequence[PublicComment]:
        """The newest public ones, newest first, for a feed."""


class NoDiscussion:
    """A newspaper whose readers can't comment."""

    def version(self, article: Article) -> str:
        return ""

    def clock(self) -> str:
        return ""

    def count(self, article: Article) -> int:
        return 0

    def busiest(self, articles: Sequence[int], most: int) -> list[int]:
        return []

    def head(self) -> SafeString:
        return SafeString("")

    def render(self, article: Article, query: QueryDict) -> Rendered:
        return Rendered(SafeString(""))

    def latest(self, article: Article) -> Sequence[PublicComment]:
        return []
