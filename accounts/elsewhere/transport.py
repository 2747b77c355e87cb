"""The wire to other sites: bounded in time, size and number, and to the addresses of the one that is meant.

A site's configuration says where its tokens and keys are. What that names outside of the origins which the operator
has named is not asked, a redirect not followed: nobody makes this server ask what stands behind the same firewall.
"""

from __future__ import annotations

import functools
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import httpcore
import httpx
import requests
from requests.adapters import BaseAdapter

from accounts.elsewhere.faults import Unbelievable, Unreachable
from accounts.elsewhere.sites import origin_of
from outbox.deadlines import Deadlines, deadline

LONGEST_ANSWER = 256 * 1024
AT_ONCE = 2
"""Of the four threads of a process: another site that hangs must not keep readers from reading."""

SECONDS = 6.0
"""For all that is asked in one request of a reader."""

_free = threading.BoundedSemaphore(AT_ONCE)
_allowed: ContextVar[frozenset[str]] = ContextVar("elsewhere_origins", default=frozenset())


@contextmanager
def asking(origins: frozenset[str]) -> Iterator[None]:
    """Within, sessions of `session()` reach these origins. Raises Unreachable and Unbelievable."""
    if not _free.acquire(blocking=False):
        raise Unreachable("too many exchanges at once")
    token = _allowed.set(origins)
    try:
        with deadline(SECONDS):
            yield
    except requests.Timeout:
        raise Unreachable(f"no answer within {SECONDS:g} s") from None
    except requests.ConnectionError as fault:
        raise Unreachable(str(fault)) from None
    except requests.RequestException as fault:
        raise Unbelievable(_said(fault)) from None
    finally:
        _allowed.reset(token)
        _free.release()


def _said(fault: requests.RequestException) -> str:
    status = fault.response.status_code if fault.response is not None else ""
    return f"{type(fault).__name__} {status}".strip()


def session() -> requests.Session:
    """No proxies, certificates or passwords of the environment; nothing kept between requests."""
    opened = requests.Session()
    opened.trust_env = False
    for scheme in ("https://", "http://"):
        opened.mount(scheme, Bounded())
    return opened


class Bounded(BaseAdapter):
    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        """The time-outs that are handed in are not used: the deadline is that of the whole exchange."""
        address = request.url or ""
        if origin_of(address) not in _allowed.get():
            raise requests.exceptions.InvalidURL(f"{origin_of(address) or 'nothing'} is not to be asked")
        try:
            return _answer(request, address)
        except httpcore.TimeoutException:
            raise requests.Timeout from None
        except (httpcore.NetworkError, httpcore.ProtocolError) as fault:
            raise requests.ConnectionError(f"no connection: {type(fault).__name__}") from None

    def close(self) -> None:
        """The connections are those of the process."""


def _answer(request: requests.PreparedRequest, address: str) -> requests.Response:
    headers = {**request.headers, "Accept-Encoding": "identity"}
    body = request.body.encode() if isinstance(request.body, str) else None
    with _pool(os.getpid()).stream(request.method or "GET", address, headers=[*headers.items()], content=body) as got:
        answer = requests.Response()
        answer.status_code, answer.url, answer.request = got.status, address, request
        answer.headers.update((name.decode("latin-1"), value.decode("latin-1")) for name, value in got.headers)
        answer._content = _read(got)
    return _checked(answer)


def _read(got: httpcore.Response) -> bytes:
    body = b""
    for chunk in got.iter_stream():
        body += chunk
        if len(body) > LONGEST_ANSWER:
            raise requests.exceptions.ContentDecodingError("longer than any answer of an issuer")
    return body


def _checked(answer: requests.Response) -> requests.Response:
    """Raises for what says nothing about the question: an overloaded server, a redirect."""
    if answer.status_code >= 500 or answer.status_code == 429:
        raise requests.ConnectionError(f"status {answer.status_code}")
    if 300 <= answer.status_code < 400:
        raise requests.TooManyRedirects("a redirect, which is not followed", response=answer)
    return answer


_opening = threading.Lock()


def _pool(process: int) -> httpcore.ConnectionPool:
    """The connections of this process: threads share them, a fork opens its own."""
    with _opening:
        return _opened_pool(process)


@functools.lru_cache(maxsize=1)
def _opened_pool(process: int) -> httpcore.ConnectionPool:
    context = httpx.create_ssl_context(trust_env=False)
    return httpcore.ConnectionPool(ssl_context=context, keepalive_expiry=5.0, network_backend=Deadlines())
