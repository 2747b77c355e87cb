"""A check is over in time and in little memory, whatever the other side does."""

import os
import socket
import ssl
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import httpx
import pytest
from pytest_django import Settings

from comments import spam
from comments.spam import transport
from tests.akismet_server import AkismetServer, running
from tests.akismet_server.server import CERTIFICATE
from tests.comments.submitted import make_payload

pytestmark = pytest.mark.once

LIMIT = 0.5
LONG_AFTER = 8.0  # a loaded machine is slow, but a dripping answer would take twenty seconds and more


@pytest.fixture
def impatient(akismet: AkismetServer, settings: Settings) -> AkismetServer:
    settings.AKISMET_TIMEOUT = LIMIT
    return akismet


@contextmanager
def over_in_time() -> Iterator[None]:
    begun = time.monotonic()
    with pytest.raises(spam.PassingFault, match="did not answer within"):
        yield
    assert LIMIT * 0.9 <= time.monotonic() - begun < LONG_AFTER


@pytest.mark.parametrize("kind", ["hang", "hang-after-head"])
def test_silence_ends_with_the_deadline(impatient: AkismetServer, kind: str) -> None:
    impatient.fail(kind)
    with over_in_time():
        spam.check(make_payload())


@pytest.mark.parametrize("part", ["all", "body"])
def test_a_dripping_answer_ends_with_the_deadline(impatient: AkismetServer, part: str) -> None:
    impatient.fail("drip", part=part, pause=LIMIT / 8)
    with over_in_time():
        spam.check(make_payload())


def test_a_slow_answer_within_the_deadline_counts(akismet: AkismetServer) -> None:
    akismet.latency = 0.3
    assert spam.check(make_payload()).verdict is spam.Verdict.HAM


def test_the_clock_starts_anew_on_a_kept_connection(akismet: AkismetServer, settings: Settings) -> None:
    settings.AKISMET_TIMEOUT = 1.5
    akismet.latency = 0.5
    for _ in range(4):
        spam.check(make_payload())
    assert akismet.connections.ever == 1


def test_a_host_that_accepts_nobody_ends_with_the_deadline(impatient: AkismetServer, settings: Settings) -> None:
    with full_port() as port:
        settings.AKISMET_API_URL = f"http://127.0.0.1:{port}"
        with over_in_time():
            spam.check(make_payload())


@contextmanager
def full_port() -> Iterator[int]:
    """A listening socket whose queue is full: the machine leaves further callers without any answer."""
    with ExitStack() as open_sockets:
        listener = open_sockets.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(4):
            waiting = open_sockets.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        yield listener.getsockname()[1]


def test_a_handshake_that_never_comes_ends_with_the_deadline(impatient: AkismetServer, settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.AKISMET_API_URL = f"https://127.0.0.1:{silent.getsockname()[1]}"
        with over_in_time():
            spam.check(make_payload())


def test_a_resolver_that_hangs_ends_with_the_deadline(
    impatient: AkismetServer, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    over = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: over.wait(30) and [])
    settings.AKISMET_API_URL = "http://slow.example.com"
    with over_in_time():
        spam.check(make_payload())
    over.set()


def test_a_dead_address_of_the_host_is_passed_over(
    akismet: AkismetServer, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve: Callable[..., list[Any]] = socket.getaddrinfo

    def two_addresses(host: str, port: int, *rest: Any, **more: Any) -> list[Any]:
        known = {"two.example.com": ["127.0.0.2", "127.0.0.1"]}.get(host, [host])
        return [entry for address in known for entry in resolve(address, port, *rest, **more)]

    monkeypatch.setattr(socket, "getaddrinfo", two_addresses)
    settings.AKISMET_API_URL = akismet.url.replace("127.0.0.1", "two.example.com")
    assert spam.check(make_payload()).verdict is spam.Verdict.HAM


@pytest.mark.parametrize("kind", ["huge", "huge-unannounced", "gzip-bomb"])
def test_an_enormous_answer_costs_little_memory_and_time(settings: Settings, kind: str) -> None:
    with running(blog=f"{settings.SITE_URL}/") as server:
        settings.AKISMET_API_KEY, settings.AKISMET_API_URL = server.key, server.url
        spam.check(make_payload())
        server.fail(kind.removesuffix("-unannounced"), announced=kind == "huge", size=50_000_000)
        tracemalloc.start()
        with pytest.raises(spam.PassingFault, match="was not read"):
            spam.check(make_payload())
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 2_000_000


def test_failed_checks_leave_no_connection_behind(impatient: AkismetServer) -> None:
    open_before = len(os.listdir("/dev/fd"))
    for kind in ["reset", "close", "truncated", "huge", "gzip", "not-http", "drip"] * 3:
        impatient.fail(kind, times=1, pause=0.05, size=500_000)
        with pytest.raises(spam.PassingFault):
            spam.check(make_payload())
    impatient.connections.wait_until_at_most(0)
    assert len(os.listdir("/dev/fd")) <= open_before + 1


def test_a_certificate_that_nobody_signed_is_not_accepted(akismet: AkismetServer, settings: Settings) -> None:
    with AkismetServer(tls=True) as unproven:
        settings.AKISMET_API_URL = unproven.url
        with pytest.raises(spam.PassingFault, match=r"(?i)certificate"):
            spam.check(make_payload())
        assert unproven.calls() == []


@pytest.fixture
def trusting(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The connections are opened anew, by a process that trusts the test server's certificate."""
    context = ssl.create_default_context(cafile=CERTIFICATE)
    monkeypatch.setattr(httpx, "create_ssl_context", lambda **_: context)
    transport._opened_pool.cache_clear()
    yield
    transport._opened_pool(os.getpid()).close()
    transport._opened_pool.cache_clear()


def test_the_deadline_holds_inside_tls(trusting: None, settings: Settings) -> None:
    with AkismetServer(tls=True) as server:
        settings.AKISMET_API_URL, settings.AKISMET_API_KEY = server.url, server.key
        settings.AKISMET_TIMEOUT = 5.0
        assert spam.check(make_payload()).verdict is spam.Verdict.HAM
        settings.AKISMET_TIMEOUT = LIMIT
        server.fail("drip", pause=LIMIT / 8)
        with over_in_time():
            spam.check(make_payload())
