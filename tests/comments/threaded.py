"""What the tests of a discussion share: the section as an article's page has it."""

import re
from html import unescape

from django.http import QueryDict

from articles.models import Article
from comments.threads import discussion


def shown(article: Article, query: str = "") -> str:
    return unescape(discussion.render(Article.objects.get(pk=article.pk), QueryDict(query)).html)


def order(html: str) -> list[int]:
    return [int(number) for number in re.findall(r'<(?:article|div) class="comment[^"]*" id="comment-(\d+)"', html)]


def link(html: str, words: str) -> str:
    """The query behind the link with these words; empty without one."""
    found = re.search(rf'href="[^"?]*\?([^"#]*)[^"]*"[^>]*>{re.escape(words)}</a>', html)
    return found[1] if found else ""
