"""
Steering a server that runs as a process of its own: JSON over the same port.

    GET    /control/calls?count=3&endpoint=comment-check&seconds=20   waits, then all matching calls and the peak
    POST   /control/faults    {"kind": "hang", "times": 3, "match": "", "endpoint": "", "options": {}}
    DELETE /control/faults    recover
    PUT    /control/latency   {"seconds": 0.2}
"""

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from tests.akismet_server.protocol import Reply

if TYPE_CHECKING:
    from tests.akismet_server.server import AkismetServer

PREFIX = "/control/"
PROJECT = Path(__file__).parents[2]
FAULT_TERMS = {"times", "skip", "match", "endpoint"}


def handle(server: "AkismetServer", method: str, target: str, body: bytes) -> Reply:
    asked = dict(parse_qsl(urlsplit(target).query))
    told = json.loads(body) if body else {}
    match method, urlsplit(target).path.removeprefix(PREFIX):
        case "GET", "calls":
            return _calls(server, asked)
        case "POST", "faults":
            server.fail(**told.pop("options", {}), **told)
        case "DELETE", "faults":
            server.recover()
        case "PUT", "latency":
            server.latency = float(told["seconds"])
        case _:
            return Reply(b"{}", 404)
    return _json({})


def _calls(server: "AkismetServer", asked: dict[str, str]) -> Reply:
    endpoint, match = asked.get("endpoint", ""), asked.get("match", "")
    try:
        found = server.wait_for(int(asked.get("count", 0)), endpoint, match, float(asked.get("seconds", 20)))
    except AssertionError as late:
        return _json({"error": str(late)}, status=409)
    return _json({"calls": [call.as_json() for call in found], "peak": server.journal.peak})


def _json(value: object, status: int = 200) -> Reply:
    return Reply(json.dumps(value).encode(), status)


class Remote:
    """The face of an AkismetServer in another process."""

    def __init__(self, url: str, key: str) -> None:
        self.url = url
        self.key = key

    def fail(self, kind: str, **wanted: Any) -> None:
        known: dict[str, Any] = {name: wanted.pop(name) for name in FAULT_TERMS & wanted.keys()}
        self._ask("POST", "faults", {"kind": kind, "options": wanted, **known})

    def recover(self) -> None:
        self._ask("DELETE", "faults")

    def delay(self, seconds: float) -> None:
        self._ask("PUT", "latency", {"seconds": seconds})

    def calls(self, endpoint: str = "", match: str = "") -> list[dict[str, Any]]:
        return self.wait_for(0, endpoint, match)

    def wait_for(self, count: int, endpoint: str = "", match: str = "", seconds: float = 20) -> list[dict[str, Any]]:
        asked = urlencode({"count": count, "endpoint": endpoint, "match": match, "seconds": seconds})
        answer = self._ask("GET", f"calls?{asked}", seconds=seconds + 10)
        assert "error" not in answer, answer["error"]
        calls: list[dict[str, Any]] = answer["calls"]
        return calls

    def _ask(self, method: str, path: str, told: object = None, seconds: float = 30) -> Any:
        body = json.dumps(told).encode() if told is not None else None
        request = urllib.request.Request(f"{self.url}{PREFIX}{path}", data=body, method=method)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _AnyStatus())
        with opener.open(request, timeout=seconds) as response:
            return json.loads(response.read())


class _AnyStatus(urllib.request.HTTPErrorProcessor):
    def http_response(self, request: Any, response: Any) -> Any:
        return response


@contextmanager
def running(blog: str = "") -> Iterator[Remote]:
    """A server in a process of its own, which ends with the block or with this process, whichever is first."""
    command = [sys.executable, "-m", "tests.akismet_server", "--port", "0", "--blog", blog]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=PROJECT) as process:
        assert process.stdin
        assert process.stdout
        try:
            url, key = process.stdout.readline().split()
            yield Remote(url, key)
        finally:
            process.stdin.close()
            process.wait(10)
