"""What a page of articles wants to know about a discussion. Articles never import comments: the site hands one in."""

from typing import Protocol

from django.http import QueryDict
from django.utils.safestring import SafeString

from articles.models import Article


class Discussion(Protocol):
    def version(self, article: Article) -> str:
        """Changes whenever the discussion under this article would look different; part of the page's ETag."""

    def count(self, article: Article) -> int:
        """How many comments are public."""

    def render(self, article: Article, query: QueryDict) -> SafeString:
        """The whole section under the article; `query` chooses the page or the thread, anything unknown is ignored."""
