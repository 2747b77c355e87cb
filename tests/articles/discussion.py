from django.http import QueryDict
from django.utils.safestring import SafeString

from articles.discussion import NoDiscussion, Rendered
from articles.models import Article


class OneComment(NoDiscussion):
    """A discussion whose versions the test turns."""

    def __init__(self) -> None:
        self.number = 1
        self.rendered = 0

    def version(self, article: Article) -> str:
        return str(self.number)

    def clock(self) -> str:
        return str(self.number)

    def count(self, article: Article) -> int:
        return self.number

    def head(self) -> SafeString:
        return SafeString('<meta name="discussion">')

    def render(self, article: Article, query: QueryDict) -> Rendered:
        self.rendered += 1
        return Rendered(SafeString(f'<section id="comments">page {query.get("page", "first")}</section>'))
