"""The wire to Akismet: one exchange with the configured address, bounded in total time and in size."""

import functools
import os
import threading
from collections.abc import Mapping
from urllib.parse import urlencode

import httpcore
import httpx

from comments.spam.answers import Reply, Secrets, clean
from comments.spam.faults import ConfigurationFault, PassingFault, SpamCheckError
from outbox.deadlines import Deadlines, deadline

LONGEST_BODY = 8 * 1024
CONNECTIONS = 20
KEPT_ALIVE_FOR = 5.0


class _Unfit(Exception):
    """The body is not read to its end: too long, or packed (what is packed may unpack to anything)."""


NOTHING_SENT = (httpcore.ConnectError, httpcore.ConnectTimeout)
EXPLANATIONS: dict[type[Exception], str] = {
    httpcore.ConnectError: "There is no connection to Akismet",
    httpcore.RemoteProtocolError: "Akismet's answer is broken",
    _Unfit: "Akismet's answer was not read",
}


class Exchange(httpx.BaseTransport):
    """
    One request and its reply. The `akismet` package writes the request; this sends it, and keeps what it would drop.

    The package's base address is fixed in its source, so it is replaced here; `extra` are form fields which the
    package refuses. Afterwards `reply` or `fault` is set. The fault is never raised in here, where its traceback
    would hold the request and with it the key.
    """

    def __init__(self, base: str, timeout: float, secrets: Secrets, extra: Mapping[str, str]) -> None:
        self.reply: Reply | None = None
        self.fault: SpamCheckError | None = None
        self._base = base
        self._timeout = timeout
        self._secrets = secrets
        self._extra = extra

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        try:
            with deadline(self._timeout):
                self.reply = self._send(request)
        except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, _Unfit) as trouble:
            self.fault = PassingFault(self._explain(trouble))
            self.fault.may_have_arrived = not isinstance(trouble, NOTHING_SENT)
        except (httpcore.UnsupportedProtocol, httpx.InvalidURL):
            self.fault = ConfigurationFault("AKISMET_API_URL must be an address that begins with https:// or http://.")
        if self.reply is None:
            raise httpx.TransportError("no reply")
        return _for_the_package(self.reply, request)

    def _send(self, request: httpx.Request) -> Reply:
        headers = [pair for pair in request.headers.raw if pair[0].lower() not in (b"host", b"content-length")]
        form = b"&".join(part for part in (request.read(), urlencode(self._extra).encode()) if part)
        with _pool(os.getpid()).stream(
            request.method,
            _target(self._base, request.url),
            headers=headers,
            content=form,
            extensions={"timeout": {"pool": self._timeout}},
        ) as response:
            return Reply(response.status, httpx.Headers(response.headers), _read(response), self._secrets)

    def _explain(self, trouble: Exception) -> str:
        if isinstance(trouble, httpcore.TimeoutException):
            return f"Akismet did not answer within {self._timeout:g} s."
        beginning = EXPLANATIONS.get(type(trouble), "The exchange with Akismet broke off")
        return f"{beginning}: {clean(str(trouble), self._secrets, 120) or 'no more is known'}"


def _target(base: str, url: httpx.URL) -> httpcore.URL:
    parts = httpx.URL(base)
    path = parts.raw_path.rstrip(b"/") + url.raw_path
    return httpcore.URL(scheme=parts.raw_scheme, host=parts.raw_host, port=parts.port, target=path)


def _read(response: httpcore.Response) -> bytes:
    """A verdict is a few bytes long. Nothing is unpacked, and nothing beyond LONGEST_BODY is kept."""
    if httpx.Headers(response.headers).get("content-encoding", "identity").strip().lower() != "identity":
        raise _Unfit("it is compressed, which we did not ask for")
    body = b""
    for chunk in response.iter_stream():
        body += chunk
        if len(body) > LONGEST_BODY:
            raise _Unfit(f"it is longer than {LONGEST_BODY} bytes")
    return body


def _for_the_package(reply: Reply, request: httpx.Request) -> httpx.Response:
    """Only Akismet's own headers go on: a charset, a cookie or a length is nothing that the package should act on."""
    headers = [pair for pair in reply.headers.raw if pair[0].lower().startswith(b"x-akismet-")]
    return httpx.Response(reply.status, headers=headers, content=reply.body, request=request)


_opening = threading.Lock()


def _pool(process: int) -> httpcore.ConnectionPool:
    """The connections of this process: threads share them, a fork opens its own."""
    with _opening:
        return _opened_pool(process)


@functools.lru_cache(maxsize=1)
def _opened_pool(process: int) -> httpcore.ConnectionPool:
    return httpcore.ConnectionPool(
        ssl_context=httpx.create_ssl_context(trust_env=False),
        max_connections=CONNECTIONS,
        keepalive_expiry=KEPT_ALIVE_FOR,
        network_backend=Deadlines(),
    )
