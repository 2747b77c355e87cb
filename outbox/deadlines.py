"""
Sockets that obey a total deadline.

httpx bounds each single read, so an answer that drips holds a worker as long as the other side likes. These streams
ask before every step how much of the whole exchange's time is left: finding the address, connecting, the TLS
handshake, writing, headers and body.
"""

import queue
import socket
import ssl
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any

import httpcore

WRITTEN_AT_ONCE = 4 * 1024

_ends_at: ContextVar[float] = ContextVar("exchange_ends_at")


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Whatever this thread does on the network inside is over after that time, by httpcore.TimeoutException."""
    token = _ends_at.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _ends_at.reset(token)


def remaining() -> float:
    left = _ends_at.get() - time.monotonic()
    if left <= 0:
        raise httpcore.TimeoutException("the time is over")
    return left


class Deadlines(httpcore.NetworkBackend):
    """Opens connections within the deadline of the exchange; the time-outs that httpcore hands in are not used."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        *others, last = _addresses(host, port)
        for tried, address in enumerate(others):
            with suppress(httpcore.ConnectError, httpcore.ConnectTimeout):
                return _connect(address, port, remaining() / (len(others) + 1 - tried))
        return _connect(last, port, remaining())


def _connect(address: str, port: int, seconds: float) -> httpcore.NetworkStream:
    return BoundStream(httpcore.SyncBackend().connect_tcp(address, port, seconds, socket_options=[]))


def _addresses(host: str, port: int) -> list[str]:
    """getaddrinfo knows no time-out, so it runs beside, and is left behind when the time is over."""
    found: queue.SimpleQueue[list[str] | OSError] = queue.SimpleQueue()
    threading.Thread(target=lambda: found.put(_look_up(host, port)), daemon=True).start()
    try:
        result = found.get(timeout=remaining())
    except queue.Empty:
        raise httpcore.ConnectTimeout("the name was not resolved in time") from None
    if isinstance(result, OSError):
        raise httpcore.ConnectError(str(result))
    return result


def _look_up(host: str, port: int) -> list[str] | OSError:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        return error if isinstance(error, OSError) else OSError(str(error))
    return [str(entry[4][0]) for entry in found]


class BoundStream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, remaining())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """In slices: the stream below starts its clock anew with every portion that the other side lets through."""
        for start in range(0, len(buffer), WRITTEN_AT_ONCE):
            self._stream.write(buffer[start : start + WRITTEN_AT_ONCE], remaining())

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return BoundStream(self._stream.start_tls(ssl_context, server_hostname, remaining()))

    def close(self) -> None:
        self._stream.close()

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
