"""What pages of articles want to know about discussions. Articles never import comments: the site hands one in."""

from typing import Protocol

from django.http import QueryDict
from django.utils.safestring import SafeString

from articles.models import Article


class Discussion(Protocol):
    def version(self, article: Article) -> str:
        """Changes whenever the discussion under this article would look different; part of the page's ETag."""

    def clock(self) -> str:
        """Changes whenever the count of comments under any article may have changed; part of every list's ETag."""

    def count(self, article: Article) -> int:
        """How many comments are public."""

    def head(self) -> SafeString:
        """The styles and scripts that the section needs, for the page's head."""

    def render(self, article: Article, query: QueryDict) -> SafeString:
        """The whole section under the article; `query` chooses the page or the thread, anything unknown is ignored."""


class NoDiscussion:
    """A newspaper whose readers can't comment."""

    def version(self, article: Article) -> str:
        return ""

    def clock(self) -> str:
        return ""

    def count(self, article: Article) -> int:
        return 0

    def head(self) -> SafeString:
        return SafeString("")

    def render(self, article: Article, query: QueryDict) -> SafeString:
        return SafeString("")
