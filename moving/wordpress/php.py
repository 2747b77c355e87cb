"""What PHP has written with serialize(), as far as plugins keep it beside a comment: nested arrays of plain values."""

import re
from collections.abc import Callable

type Value = str | int | float | bool | dict[Value, Value] | None

DEEPEST = 8
_SCALAR = re.compile(r"(?:([idb]):([-+\w.]+)|(N));")
_HEAD = re.compile(r"([as]):(\d{1,9}):")


_KINDS: dict[str, Callable[[str], int | float | bool]] = {"i": int, "d": float, "b": "1".__eq__}


class NotSerialized(ValueError):
    pass


def read(written: str) -> Value:
    """Raises NotSerialized. Lengths are of bytes, so it is read as bytes."""
    source = written.encode("utf-8", "surrogatepass").decode("latin-1")
    value, end = _value(source, 0, 0)
    if source[end:].strip():
        raise NotSerialized
    return value


def _value(source: str, at: int, depth: int) -> tuple[Value, int]:
    if scalar := _SCALAR.match(source, at):
        return _scalar(scalar), scalar.end()
    head = _HEAD.match(source, at)
    if head is None or depth > DEEPEST:
        raise NotSerialized
    read_one = _text if head[1] == "s" else _array
    return read_one(source, head.end(), int(head[2]), depth)


def _scalar(found: re.Match[str]) -> Value:
    kind, written = found[1], found[2]
    try:
        return None if found[3] else _KINDS[kind](written)
    except ValueError:
        raise NotSerialized from None


def _text(source: str, at: int, length: int, depth: int) -> tuple[Value, int]:
    end = at + 1 + length
    if source[at : at + 1] != '"' or source[end : end + 2] != '";':
        raise NotSerialized
    return source[at + 1 : end].encode("latin-1").decode("utf-8", "replace"), end + 2


def _array(source: str, at: int, length: int, depth: int) -> tuple[Value, int]:
    if source[at : at + 1] != "{":
        raise NotSerialized
    found: dict[Value, Value] = {}
    at += 1
    for _number in range(length):
        key, at = _value(source, at, depth + 1)
        if isinstance(key, dict):
            raise NotSerialized
        found[key], at = _value(source, at, depth + 1)
    if source[at : at + 1] != "}":
        raise NotSerialized
    return found, at + 1
