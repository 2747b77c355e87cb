"""Every call that reached the server, in the order of arrival, for tests that wait for calls instead of for time."""

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from typing import Any


@dataclass(frozen=True)
class Call:
    """`fault` and `answer` are filled in when the answer is known, which is before it is on its way."""

    number: int
    endpoint: str
    method: str
    target: str
    fields: Mapping[str, str]
    repeated: tuple[str, ...]
    headers: Mapping[str, str]
    at: float
    fault: str = ""
    answer: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class Journal:
    def __init__(self) -> None:
        self._calls: list[Call] = []
        self._changed = threading.Condition()
        self._in_flight = 0
        self.peak = 0

    @contextmanager
    def entry(self, call: Call) -> Iterator[int]:
        """Writes a call down on arrival, and counts it as in flight until it is answered; gives its number."""
        with self._changed:
            number = len(self._calls)
            self._calls.append(replace(call, number=number, at=time.time()))
            self._in_flight += 1
            self.peak = max(self.peak, self._in_flight)
            self._changed.notify_all()
        try:
            yield number
        finally:
            with self._changed:
                self._in_flight -= 1
                self._changed.notify_all()

    def complete(self, number: int, fault: str, answer: str) -> None:
        with self._changed:
            self._calls[number] = replace(self._calls[number], fault=fault, answer=answer)
            self._changed.notify_all()

    def calls(self, endpoint: str = "", match: str = "") -> list[Call]:
        with self._changed:
            return self._matching(endpoint, match)

    def _matching(self, endpoint: str, match: str) -> list[Call]:
        return [
            call
            for call in self._calls
            if endpoint in ("", call.endpoint) and any(match in value for value in ("", *call.fields.values()))
        ]

    def wait_for(self, count: int, endpoint: str = "", match: str = "", seconds: float = 20) -> list[Call]:
        """The calls, as soon as there are that many; AssertionError when there are not in time."""
        with self._changed:
            enough = self._changed.wait_for(lambda: len(self._matching(endpoint, match)) >= count, seconds)
            found = self._matching(endpoint, match)
        assert enough, f"{len(found)} of {count} calls {endpoint} {match} within {seconds:g} s"
        return found

    def wait_until_idle(self, seconds: float = 20) -> None:
        with self._changed:
            idle = self._changed.wait_for(lambda: self._in_flight == 0, seconds)
        assert idle, f"calls still in flight after {seconds:g} s"
