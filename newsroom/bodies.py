"""Bodies are awaited by threads that do nothing else, so that one which never ends keeps nobody from working.

The server hands a request over as soon as its head is there, and knows no time limit for the rest. It has many threads
for that; Django answers in a few, and only these hold database connections.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from newsroom.encoding import Wsgi

LARGEST = 25 * 1024 * 1024  # bytes: a picture of 20 MB and its form; what deploy/nginx/site.conf lets through, too
IN_MEMORY = 512 * 1024
CHUNK = 64 * 1024

type Environ = dict[str, Any]
type StartResponse = Callable[..., Any]


def awaited_apart(application: Wsgi, threads: int) -> Wsgi:
    """Answers by this many threads what was taken in whole before; 413 for a body that is too large."""
    pool = ThreadPoolExecutor(threads, thread_name_prefix="django")

    def answer(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if not _has_body(environ):
            return _answered(pool, application, environ, start_response)
        with SpooledTemporaryFile(IN_MEMORY) as body:
            if not _take_in(environ["wsgi.input"], body):
                return _too_large(start_response)
            environ["wsgi.input"] = body
            return _answered(pool, application, environ, start_response)

    return answer


def _has_body(environ: Environ) -> bool:
    return environ.get("CONTENT_LENGTH", "0") not in ("", "0") or "HTTP_TRANSFER_ENCODING" in environ


def _take_in(source: IO[bytes], body: IO[bytes]) -> bool:
    """Whether it was within the limit; of what is not, no more than that is read."""
    size = 0
    while chunk := source.read(CHUNK):
        size += len(chunk)
        if size > LARGEST:
            return False
        body.write(chunk)
    body.seek(0)
    return True


def _too_large(start_response: StartResponse) -> list[bytes]:
    start_response("413 Content Too Large", [("Content-Type", "text/plain"), ("Connection", "close")])
    return [b"This is larger than anything that is taken here.\n"]


def _answered(
    pool: ThreadPoolExecutor, application: Wsgi, environ: Environ, start_response: StartResponse
) -> Iterable[bytes]:
    return pool.submit(_answer, pool, application, environ, start_response).result()


def _answer(
    pool: ThreadPoolExecutor, application: Wsgi, environ: Environ, start_response: StartResponse
) -> Iterable[bytes]:
    response = application(environ, start_response)
    if getattr(response, "streaming", False):
        return _Stream(pool, response)
    chunks = list(response)
    _close(response)
    return chunks


class _Stream:
    """What is made while it is sent is made by the same few threads: it may ask the database."""

    def __init__(self, pool: ThreadPoolExecutor, response: Iterable[bytes]) -> None:
        self._pool, self._response, self._chunks = pool, response, iter(response)

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        chunk = self._pool.submit(next, self._chunks, None).result()
        if chunk is None:
            raise StopIteration
        return chunk

    def close(self) -> None:
        self._pool.submit(_close, self._response).result()


def _close(response: Iterable[bytes]) -> None:
    if callable(close := getattr(response, "close", None)):
        close()
