"""What Akismet counts for our account in a month."""

import json
from dataclasses import dataclass
from typing import Any

import httpx


@dataclass(frozen=True)
class Usage:
    """`limit` is None where the plan has none; `is_throttled`: calls are refused until the month ends."""

    limit: int | None
    used: int
    is_throttled: bool


def usage_in(response: httpx.Response) -> Usage | None:
    """From `{"limit": 350000, "usage": 7463, "percentage": "2.13", "throttled": false}`; None for anything else.

    A limit of "none" is no limit; whole numbers are taken as text as well.
    """
    try:
        told: Any = json.loads(response.content)
        limit = None if told["limit"] == "none" else _whole(told["limit"])
        return Usage(limit, _whole(told["usage"]), told["throttled"] is True)
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def _whole(value: object) -> int:
    text = str(value)
    if not (text.isascii() and text.isdecimal() and len(text) < 16):
        raise ValueError("not a whole number")
    return int(text)
