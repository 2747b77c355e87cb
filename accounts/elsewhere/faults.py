"""Why somebody does not come back signed in. Each has a page that says what to do."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """Its name is a partial of `accounts/elsewhere_fault.html`."""

    UNREACHABLE = "unreachable"
    UNBELIEVABLE = "unbelievable"
    CANCELLED = "cancelled"
    REFUSED = "refused"
    NOT_BEGUN = "not_begun"
    TOO_MANY = "too_many"
    SOMEBODY_ELSE = "somebody_else"
    CONNECTED = "connected"
    TAKEN = "taken"
    UNKNOWN = "unknown"
    CLOSED = "closed"
    NO_FACTOR = "no_factor"


STATUS = {
    Kind.UNREACHABLE: 503,
    Kind.UNBELIEVABLE: 502,
    Kind.CANCELLED: 200,
    Kind.REFUSED: 403,
    Kind.NOT_BEGUN: 403,
    Kind.TOO_MANY: 429,
    Kind.SOMEBODY_ELSE: 403,
    Kind.CONNECTED: 409,
    Kind.TAKEN: 409,
    Kind.UNKNOWN: 403,
    Kind.CLOSED: 403,
    Kind.NO_FACTOR: 403,
}


class ElsewhereError(Exception):
    """`detail` is for operators: words of ours, no part of a token, no address of a person."""

    kind = Kind.UNBELIEVABLE

    def __init__(self, detail: str, kind: Kind | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.kind = kind or self.kind


class Unreachable(ElsewhereError):
    """Down, too slow, or busy with others: trying again later may help."""

    kind = Kind.UNREACHABLE


class Unbelievable(ElsewhereError):
    """It answered, but not as its standard says, or not about this attempt."""
