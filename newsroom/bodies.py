"""Bodies are awaited by threads that do nothing else, so that one which never ends keeps nobody from working.

The server hands a request over as soon as its head is there, and knows no time limit for the rest. It has many threads
for that; Django answers in a few, and only these hold database connections.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Protocol

from newsroom.encoding import Wsgi

LARGEST = 25 * 1024 * 1024  # bytes: a picture of 20 MB and its form; what deploy/nginx/site.conf lets through, too
IN_MEMORY = 512 * 1024
CHUNK = 64 * 1024
TOO_LARGE = "newsroom.too_large"  # in the environment of a request
LARGER = b"This is larger than anything that is taken here.\n"
BROKEN_OFF = b"Only a part of it arrived.\n"

type Environ = dict[str, Any]
type StartResponse = Callable[..., Any]


class Allowance(Protocol):
    """What whoever has shown that they may send more is let send; asked before each piece is written."""

    @property
    def most(self) -> int: ...

    @property
    def folder(self) -> str | None: ...  # that has it meanwhile

    def has_room(self) -> bool: ...


type Allow = Callable[[Environ], Allowance | None]


def awaited_apart(application: Wsgi, threads: int, allow: Allow = lambda environ: None) -> Wsgi:
    """Answers by this many threads what was taken in whole before; 413 for a body that is too large.

    Where there is an allowance the application says that itself: it gets the size as TOO_LARGE, and no body.
    """
    pool = ThreadPoolExecutor(threads, thread_name_prefix="django")

    def answer(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if not _has_body(environ):
            return _answered(pool, application, environ, start_response)
        allowed = allow(environ)
        with SpooledTemporaryFile(IN_MEMORY, dir=allowed.folder if allowed else None) as body:
            size, is_whole = _take_in(environ["wsgi.input"], body, allowed)
            if not (is_whole or allowed):
                return _refused(start_response, "413 Content Too Large", LARGER)
            if is_whole and size < _announced(environ):
                return _refused(start_response, "400 Bad Request", BROKEN_OFF)
            if not is_whole:
                environ |= {TOO_LARGE: size, "CONTENT_LENGTH": "0"}
            environ["wsgi.input"] = body
            return _answered(pool, application, environ, start_response)

    return answer


def _has_body(environ: Environ) -> bool:
    return environ.get("CONTENT_LENGTH", "0") not in ("", "0") or "HTTP_TRANSFER_ENCODING" in environ


def _take_in(source: IO[bytes], body: IO[bytes], allowed: Allowance | None) -> tuple[int, bool]:
    """Its size, as far as it was read, and whether `body` has it. Browsers show no answer before they have sent
    everything, so that a form which knows to say why it takes nothing is read to its end."""
    size, is_whole = 0, True
    while (is_whole or allowed) and (chunk := source.read(CHUNK)):
        size += len(chunk)
        if is_whole:
            is_whole = _keep(chunk, size, body, allowed)
    body.seek(0)
    return size, is_whole


def _keep(chunk: bytes, size: int, body: IO[bytes], allowed: Allowance | None) -> bool:
    """What is not kept whole gives its room back at once: others write beside it."""
    try:
        if size <= (allowed.most if allowed else LARGEST) and (not allowed or allowed.has_room()):
            body.write(chunk)
            return True
    except OSError:
        if not allowed:
            raise
    with suppress(OSError):
        body.truncate(0)
    return False


def _announced(environ: Environ) -> int:
    """Whoever goes away in the middle of a form has not sent it, and nothing is to be done with the half of it."""
    length = str(environ.get("CONTENT_LENGTH", ""))
    return int(length) if length.isascii() and length.isdecimal() else 0


def _refused(start_response: StartResponse, status: str, why: bytes) -> list[bytes]:
    start_response(status, [("Content-Type", "text/plain"), ("Connection", "close")])
    return [why]


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
