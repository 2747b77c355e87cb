"""Requests speak UTF-8. Django believes what a form says about its own encoding, and two such claims end in a 500."""

from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_header_parameters

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Utf8Middleware:
    """400 for a body announced in another encoding: in a multipart form, UTF-7 makes lone surrogates, hex a crash."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (request.content_params or {}).get("charset", "utf-8").lower() not in {"utf-8", "utf8"}:
            raise BadRequest("Forms are read as UTF-8 only.")
        return self.get_response(request)


def with_readable_content_type(application: Wsgi) -> Wsgi:
    """Drops a Content-Type that can't be parsed, on which Django fails before any of its middleware could answer."""

    def readable(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        try:
            parse_header_parameters(environ.get("CONTENT_TYPE", ""))
        except ValueError:
            environ["CONTENT_TYPE"] = ""
        return application(environ, start_response)

    return readable
