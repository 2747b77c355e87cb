"""Bodies are awaited by other threads than those that answer; the server's own part is in tests/faults."""

import threading
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import IO, Any, cast

import pytest

from newsroom import bodies
from newsroom.bodies import awaited_apart

pytestmark = pytest.mark.once

PATIENCE = 60.0

type Environ = dict[str, Any]


def posted(body: IO[bytes], **more: Any) -> Environ:
    return {"REQUEST_METHOD": "POST", "CONTENT_LENGTH": "7", "wsgi.input": body} | more


def answered(application: Callable[..., Any], environ: Environ) -> tuple[str, Any]:
    said: list[str] = []
    body = application(environ, lambda status, headers: said.append(status))
    return said[0], body


def echo(environ: Environ, start_response: Callable[..., Any]) -> list[bytes]:
    start_response("200 OK", [])
    body = environ["wsgi.input"].read() if "wsgi.input" in environ else b""
    return [body, threading.current_thread().name.encode()]


class Endless:
    """A body of which nothing comes until it is let go."""

    def __init__(self) -> None:
        self.asked, self.ended = threading.Event(), threading.Event()

    def read(self, size: int) -> bytes:
        self.asked.set()
        self.ended.wait(PATIENCE)
        return b""


class Stream:
    streaming = True

    def __init__(self) -> None:
        self.threads: list[str] = []

    def __iter__(self) -> Iterator[bytes]:
        for chunk in (b"one", b"two"):
            self.threads.append(threading.current_thread().name)
            yield chunk

    def close(self) -> None:
        self.threads.append(threading.current_thread().name)


@pytest.mark.parametrize("length", [0, 7, bodies.IN_MEMORY + 1])
def test_a_body_arrives_whole(length: int) -> None:
    status, (body, thread) = answered(
        awaited_apart(echo, 1), posted(BytesIO(b"x" * length), CONTENT_LENGTH=str(length))
    )
    assert (status, body) == ("200 OK", b"x" * length)
    assert thread.startswith(b"django")


@pytest.mark.parametrize("arrived", [0, 6])
def test_a_body_that_breaks_off_is_not_taken_for_the_whole(arrived: int) -> None:
    refused = answered(awaited_apart(echo, 1), posted(BytesIO(b"x" * arrived)))
    assert refused == ("400 Bad Request", [b"Only a part of it arrived.\n"])


def test_what_has_no_body_is_answered_by_the_few_threads_as_well() -> None:
    environ = {"REQUEST_METHOD": "GET", "CONTENT_LENGTH": ""}
    assert answered(awaited_apart(echo, 1), environ)[1][1].startswith(b"django")


def test_a_body_without_a_length_is_awaited_too() -> None:
    environ = posted(BytesIO(b"chunked"), CONTENT_LENGTH="", HTTP_TRANSFER_ENCODING="chunked")
    assert answered(awaited_apart(echo, 1), environ)[1][0] == b"chunked"


def test_bodies_that_never_end_keep_nobody_waiting() -> None:
    application, endless = awaited_apart(echo, 1), [Endless() for _each in range(5)]
    waiting = [threading.Thread(target=answered, args=(application, posted(cast(Any, body)))) for body in endless]
    for thread in waiting:
        thread.start()
    assert all(body.asked.wait(PATIENCE) for body in endless)
    assert answered(application, posted(BytesIO(b"at once")))[1][0] == b"at once"
    for body in endless:
        body.ended.set()
    for thread in waiting:
        thread.join(PATIENCE)


@pytest.mark.parametrize(("more", "expected"), [(0, "200 OK"), (1, "413 Content Too Large")])
def test_no_body_is_larger_than_the_limit(monkeypatch: pytest.MonkeyPatch, more: int, expected: str) -> None:
    monkeypatch.setattr(bodies, "LARGEST", 100_000)
    assert answered(awaited_apart(echo, 1), posted(BytesIO(b"x" * (100_000 + more))))[0] == expected


def test_of_an_endless_body_no_more_is_read_than_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "LARGEST", 100_000)
    source = BytesIO(b"x" * 10_000_000)
    assert answered(awaited_apart(echo, 1), posted(source))[0] == "413 Content Too Large"
    assert source.tell() <= 100_000 + bodies.CHUNK


def test_an_error_of_the_application_reaches_the_server() -> None:
    def broken(environ: Environ, start_response: Callable[..., Any]) -> list[bytes]:
        raise LookupError("broken")

    with pytest.raises(LookupError, match="broken"):
        answered(awaited_apart(broken, 1), posted(BytesIO(b"a form!")))


def test_a_stream_is_made_while_it_is_sent_and_closed_by_the_few_threads() -> None:
    stream = Stream()

    def streaming(environ: Environ, start_response: Callable[..., Any]) -> Stream:
        start_response("200 OK", [])
        return stream

    response = answered(awaited_apart(streaming, 1), {})[1]
    assert stream.threads == []
    assert list(response) == [b"one", b"two"]
    response.close()
    assert [name[:6] for name in stream.threads] == ["django"] * 3
