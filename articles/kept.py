"""Rendered pages, kept in the site's cache, each compressed once per encoding.

Their keys carry their versions, so nothing is ever purged: a page of older versions is no longer asked for.
"""

import gzip
import hashlib
import logging
import time
from collections.abc import Callable
from typing import cast

import brotli
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

log = logging.getLogger("articles.kept")

KEEP_FOR = 3600  # seconds
LONGEST_ADDRESS = 300
LARGEST = 100_000  # bytes, compressed: three times the fullest page of comments of usual length
MOST_BELIEFS = 2000

COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda body: brotli.compress(body, quality=4),
    "gzip": lambda body: gzip.compress(body, 5, mtime=0),
}
PLAIN_AS = "gzip"  # a page of 200 KB, kept as it is under each query that somebody thinks up, would fill the memory

type Kept = tuple[str, bytes]  # content type, body

_beliefs: dict[str, tuple[float, str]] = {}


def believed(request: HttpRequest) -> HttpResponse | None:
    """The answer to an address whose versions were looked up less than `settings.BELIEVE_VERSIONS_FOR` seconds ago."""
    until, etag = _beliefs.get(request.get_full_path(), (0.0, ""))
    if until < time.monotonic():
        return None
    response = get_conditional_response(request, etag=etag) or _kept(request, etag)
    return _labeled(response, etag) if response else None


def answer(request: HttpRequest, etag: str, render: Callable[[], HttpResponse]) -> HttpResponse:
    """304 when the visitor has the page of this ETag, else the kept page, else a newly rendered one."""
    _believe(request, etag)
    response = get_conditional_response(request, etag=etag) or _kept(request, etag)
    return _labeled(response or _keep(request, etag, render()), etag)


def forget_beliefs() -> None:
    _beliefs.clear()


def best_encoding(accepted: str) -> str:
    """Of `Accept-Encoding`: "br", "gzip", or "" for the bytes as they are. A weight of 0 is a refusal."""
    offers = [part.partition(";") for part in accepted.lower().split(",")[:20]]
    weights = {name.strip(): _weight(rest) for name, _, rest in offers}
    return next((name for name in ("br", "gzip") if weights.get(name, weights.get("*", 0.0)) > 0), "")


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0


def _believe(request: HttpRequest, etag: str) -> None:
    if len(_beliefs) >= MOST_BELIEFS:
        _beliefs.clear()
    if settings.BELIEVE_VERSIONS_FOR and len(request.get_full_path()) <= LONGEST_ADDRESS:
        _beliefs[request.get_full_path()] = (time.monotonic() + settings.BELIEVE_VERSIONS_FOR, etag)


def _kept(request: HttpRequest, etag: str) -> HttpResponse | None:
    encoding = best_encoding(request.headers.get("Accept-Encoding", ""))
    kept = _from_cache(_key(request, etag, encoding or PLAIN_AS))
    return _response(kept, encoding) if kept else None


def _keep(request: HttpRequest, etag: str, page: HttpResponse) -> HttpResponse:
    encoding = best_encoding(request.headers.get("Accept-Encoding", ""))
    kept = page.headers["Content-Type"], COMPRESS[encoding or PLAIN_AS](page.content)
    if len(request.get_full_path()) <= LONGEST_ADDRESS and len(kept[1]) <= LARGEST:
        _to_cache(_key(request, etag, encoding or PLAIN_AS), kept)
    return _response(kept, encoding)


def _response(kept: Kept, encoding: str) -> HttpResponse:
    content_type, body = kept
    response = HttpResponse(body if encoding else gzip.decompress(body), content_type=content_type)
    if encoding:
        response.headers["Content-Encoding"] = encoding
    return response


def _labeled(response: HttpResponse, etag: str) -> HttpResponse:
    response.headers["ETag"] = etag
    response.headers["Vary"] = "Accept-Encoding"
    return response


def _key(request: HttpRequest, etag: str, encoding: str) -> str:
    place = hashlib.blake2b(request.get_full_path().encode(), digest_size=12).hexdigest()
    return f"page.{place}.{etag[3:-1]}.{encoding}"


def _from_cache(key: str) -> Kept | None:
    """A cache that is away costs time, never a page; /readyz reports it."""
    try:
        return cast("Kept | None", cache.get(key))
    except Exception as error:
        log.warning("cache unreadable", extra={"error": type(error).__name__})
        return None


def _to_cache(key: str, kept: Kept) -> None:
    try:
        cache.set(key, kept, KEEP_FOR)
    except Exception as error:
        log.warning("cache unwritable", extra={"error": type(error).__name__})
