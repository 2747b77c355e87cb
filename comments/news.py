"""How many comments have become public since a page was made: asked by the page itself, again and again."""

from __future__ import annotations

from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.translation import ngettext

from articles.caching import now_in_sql, public_page
from articles.models.article import Status
from comments.orders import is_number

# By hand, as every open page asks it twice a minute.
COUNT_QUERY = """
SELECT COALESCE(d.approved_count, 0) FROM articles_article a LEFT JOIN comments_discussion d ON d.article_id = a.id
WHERE a.id = %s AND a.status = %s AND a.published_at <= %s
"""


@public_page
def tell_news(request: HttpRequest, article: int) -> HttpResponseBase:
    """In words, or 204: the same for all who read a page with as many comments (`than`)."""
    if not is_number(str(article)):
        raise Http404
    count, than = _public_comments(article), request.GET.get("than", "")
    more = count - int(than) if is_number(than) else 0
    response = HttpResponse(_words(more), content_type="text/plain") if more > 0 else HttpResponse(status=204)
    response.headers["ETag"] = f'W/"{count}"'
    return get_conditional_response(request, response.headers["ETag"], response=response) or response


def _public_comments(article: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(COUNT_QUERY, [article, Status.PUBLISHED, now_in_sql()])
        found = cursor.fetchone()
    if found is None:
        raise Http404
    return int(found[0])


def _words(more: int) -> str:
    return ngettext("%(number)d new comment", "%(number)d new comments", more) % {"number": more}
