"""Pages that are the same for everybody, and may be kept and served to everybody."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Concatenate

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles import kept
from articles.models.article import Status

# By hand, as it is asked for every page, also one that the reader has: composing it would cost ten times its running.
STAMP_QUERY = """
SELECT (SELECT number FROM articles_siteversion WHERE id = 1),
    (SELECT published_at FROM articles_article WHERE status = %s AND published_at <= %s
     ORDER BY published_at DESC, id DESC LIMIT 1)
"""
SHOWN_SETTINGS = ("RELEASE", "SITE_NAME", "SITE_URL", "LANGUAGE_CODE", "TIME_ZONE")
CACHE_CONTROL = "public, max-age=0, s-maxage=1, stale-if-error=60"


def public_page[**P, R: HttpResponseBase](
    view: Callable[Concatenate[HttpRequest, P], R],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """GET and HEAD only, blind to who asks: no session can be read here, and no cookie is ever set."""

    @wraps(view)
    def blind(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        _forget_the_visitor(request)
        response = kept.believed(request) or view(request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", CACHE_CONTROL)
        return response

    return require_safe(blind)


def _forget_the_visitor(request: HttpRequest) -> None:
    """Without its session a request can't vary by cookie, nor can the middleware delete or renew a broken one."""
    if hasattr(request, "session"):
        del request.session
    request.META.pop("CSRF_COOKIE_NEEDS_UPDATE", None)


def site_stamp() -> str:
    """Changes with every saved change of what pages show, and when the clock publishes an article.

    A page reads it before anything else: what it then shows is never older than its stamp.
    """
    with connection.cursor() as cursor:
        cursor.execute(STAMP_QUERY, [Status.PUBLISHED, now_in_sql()])
        number, newest = cursor.fetchone()
    return f"{number or 0}-{newest or ''}"


def now_in_sql() -> str | datetime | None:
    """For queries written by hand: SQLite keeps times as text."""
    return connection.ops.adapt_datetimefield_value(timezone.now())


def respond(request: HttpRequest, *versions: object, render: Callable[[], HttpResponse]) -> HttpResponse:
    """304 when the visitor has the page of these versions; only a page that nobody has asked for yet is rendered."""
    return kept.answer(request, _etag(*versions), render)


def _etag(*versions: object) -> str:
    """Weak, because one page has several encodings."""
    shown = [getattr(settings, name) for name in SHOWN_SETTINGS]
    digest = hashlib.blake2b(repr((*shown, *map(str, versions))).encode(), digest_size=12)
    return f'W/"{digest.hexdigest()}"'
