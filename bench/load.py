"""The load: requests over connections that stay open, made by a process of its own (`python -m bench.load`)."""

import asyncio
import json
import subprocess
import sys
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 30.0
NO_ANSWER = 0


class Unexpected(Exception):
    """An answer that was not asked for: its figures would be those of another page."""


@dataclass(frozen=True)
class Plan:
    """Whole requests, one after the other over so many connections; `seconds` ends it before all are sent."""

    port: int
    requests: list[str]
    connections: int = 1
    seconds: float = 20.0


class Answer(NamedTuple):
    status: int
    milliseconds: float
    size: int


@dataclass
class Outcome:
    seconds: float
    answers: list[Answer] = field(default_factory=list)

    @property
    def statuses(self) -> Counter[int]:
        return Counter(answer.status for answer in self.answers)

    @property
    def milliseconds(self) -> list[float]:
        return [answer.milliseconds for answer in self.answers]


def request(method: str, path: str, body: str = "", **headers: str) -> str:
    """As text, with `_` in the names of headers for `-`."""
    known = {"Host": "127.0.0.1", "Accept_Encoding": "gzip, br", "User_Agent": "Mozilla/5.0 (bench)"} | headers
    if method == "POST":
        known |= {"Content_Type": "application/x-www-form-urlencoded", "Content_Length": str(len(body))}
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in known.items()]
    return "\r\n".join([f"{method} {path} HTTP/1.1", *lines, "", body])


def run(plan: Plan, expected: int) -> Outcome:
    """Raises Unexpected unless every answer has the expected status."""
    told = json.dumps(asdict(plan))
    command = [sys.executable, "-m", "bench.load"]
    done = subprocess.run(command, input=told, capture_output=True, text=True, cwd=ROOT, check=True)
    told_back = json.loads(done.stdout)
    outcome = Outcome(told_back["seconds"], [Answer(*answer) for answer in told_back["answers"]])
    if outcome.statuses.keys() != {expected}:
        first = plan.requests[0].partition("\r\n")[0]
        raise Unexpected(f"{first}: expected {expected}, got {dict(outcome.statuses)}")
    return outcome


async def play(plan: Plan) -> Outcome:
    began = time.perf_counter()
    waiting = iter(plan.requests)
    outcome = Outcome(0.0)

    async def reader() -> None:
        connection = Connection(plan.port)
        for one in waiting:
            outcome.answers.append(await connection.ask(one.encode()))
            if time.perf_counter() - began > plan.seconds:
                break
        connection.close()

    await asyncio.gather(*(reader() for _ in range(plan.connections)))
    outcome.seconds = time.perf_counter() - began
    return outcome


class Connection:
    """Opened at the first request, and anew after an error or when the server has closed it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, one: bytes) -> Answer:
        began = time.perf_counter()
        try:
            async with asyncio.timeout(PATIENCE):
                status, size = await self._exchange(one)
        except (OSError, EOFError, TimeoutError, ValueError):
            self.close()
            status, size = NO_ANSWER, 0
        return Answer(status, (time.perf_counter() - began) * 1000, size)

    def close(self) -> None:
        if self.streams:
            self.streams[1].close()
        self.streams = None

    async def _exchange(self, one: bytes) -> tuple[int, int]:
        if self.streams is None:
            self.streams = await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self.streams
        writer.write(one)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        status = int(head.split(" ", 2)[1])
        size = 0 if status == 304 else await _read_body(reader, head)
        if "\r\nconnection: close" in head:
            self.close()
        return status, size


async def _read_body(reader: asyncio.StreamReader, head: str) -> int:
    if "\r\ntransfer-encoding: chunked" not in head:
        size = int(head.partition("\r\ncontent-length:")[2].partition("\r\n")[0])
        await reader.readexactly(size)
        return size
    total = 0
    while size := int(await reader.readuntil(b"\r\n"), 16):
        await reader.readexactly(size + 2)
        total += size
    await reader.readexactly(2)
    return total


def main() -> None:
    plan = Plan(**json.load(sys.stdin))
    json.dump(asdict(asyncio.run(play(plan))), sys.stdout)


if __name__ == "__main__":
    main()
