"""What a visitor sees when there is no page: what happened, and what to do next."""

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from articles.models import ArticleAddress
from articles.views import answer_for_address
from moving.former import of_path, of_question

LONGEST_PATH = 200  # of those that are kept
SHALLOW = 2  # slashes of a folder in which a former site lay


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _standalone("400.html", HTTPStatus.BAD_REQUEST)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _never_cached(render(request, "403.html", status=HTTPStatus.FORBIDDEN))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Most often a page left open too long, or a browser that refuses cookies."""
    return _never_cached(render(request, "403.html", {"form_expired": True}, status=HTTPStatus.FORBIDDEN))


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _of_the_past(request) or render(request, "404.html", status=HTTPStatus.NOT_FOUND)


def _of_the_past(request: HttpRequest) -> HttpResponse | None:
    """What was moved in from another system had addresses of shapes that no page here has."""
    if request.method not in ("GET", "HEAD") or len(request.path) > LONGEST_PATH or "\0" in request.path:
        return None
    former = ArticleAddress.objects.in_use(request.path, f"{request.path}/")
    if former:
        return answer_for_address(request, former)
    asked = of_question(request) if request.path.count("/") <= SHALLOW else ""
    path = asked or of_path(request.path)
    return HttpResponsePermanentRedirect(path) if path and path != request.path else None


def server_error(request: HttpRequest) -> HttpResponse:
    return _standalone("500.html", HTTPStatus.INTERNAL_SERVER_ERROR)


def _standalone(template: str, status: HTTPStatus) -> HttpResponse:
    """Asks neither request nor database, which may be what is broken. If even this fails, a sentence remains."""
    context: dict[str, Any] = {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL}
    try:
        page: str = render_to_string(template, context)
    except Exception:  # whatever broke the page may have broken its templates too
        page = _("Something went wrong on our side. Please try again in a minute.")
    return _never_cached(HttpResponse(page, status=status))


def _never_cached(response: HttpResponse) -> HttpResponse:
    add_never_cache_headers(response)
    return response
