from collections.abc import Iterable

from django import template

from articles.models import Article
from comments.threads import counts

register = template.Library()


@register.simple_tag
def comment_counts(articles: Iterable[Article]) -> dict[int, int]:
    """One query for a list: `{% comment_counts articles as counts %}`, then `{{ counts|count_of:article }}`."""
    return counts(articles)


@register.filter
def count_of(counted: dict[int, int], article: Article) -> int:
    return counted.get(article.pk, 0)
