"""Over a real socket, because the server decides what of several header lines reaches Django."""

import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from django.test import RequestFactory
from pytest_django.fixtures import Settings

from accounts.network import client_address

pytestmark = pytest.mark.once

APPLICATION = """
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [environ.get("HTTP_X_FORWARDED_FOR", "").encode()]
"""


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    folder = tmp_path_factory.mktemp("echo")
    (folder / "echo.py").write_text(APPLICATION)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        free = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(free), "echo:application"]
    server = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(free, server)
        yield free
    finally:
        server.terminate()
        server.wait(20)


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("granian did not start")


def forwarded(port: int, lines: list[str]) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.putrequest("GET", "/")
    for line in lines:
        connection.putheader("X-Forwarded-For", line)
    connection.endheaders()
    return connection.getresponse().read().decode()


@pytest.mark.parametrize(
    ("lines", "client"),
    [
        (["8.8.8.8", "203.0.113.1"], "203.0.113.1"),
        (["8.8.8.8, 9.9.9.9", "203.0.113.1"], "203.0.113.1"),
        (["8.8.8.8", "9.9.9.9, 203.0.113.1"], "203.0.113.1"),
        (["x" * 10_000, "[2001:db8::1]:443"], "2001:db8::1"),
    ],
    ids=["two lines", "a list and a line", "a line and a list", "10 KB"],
)
def test_all_lines_of_the_header_are_read_as_one_list(
    port: int, lines: list[str], client: str, settings: Settings
) -> None:
    settings.TRUSTED_PROXY_COUNT = 1
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded(port, lines))
    assert client_address(request) == client
