"""How often one address may have something looked for anew: a bucket of tokens for each, in this process's memory.

Nothing is written for a page that changes nothing. Several processes give a visitor as many buckets.
"""

from math import ceil
from time import monotonic

from django.conf import settings

AT_ONCE = 20
EVERY = 1.0  # seconds for one more
MOST = 10_000  # addresses

_full_at: dict[str, float] = {}


class TooFast(Exception):
    def __init__(self, retry_after: int) -> None:
        super().__init__(f"Try again in {retry_after} s.")
        self.retry_after = retry_after


def take(address: str) -> None:
    """Raises TooFast, and takes nothing, where nothing is left. For measuring, limits can be off."""
    if settings.COMMENT_LIMITS == "off":
        return
    now = monotonic()
    full_at = max(_full_at.get(address, now), now) + EVERY
    if full_at > now + AT_ONCE * EVERY:
        raise TooFast(ceil(full_at - now - AT_ONCE * EVERY))
    if len(_full_at) >= MOST:
        forget()
    _full_at[address] = full_at


def forget() -> None:
    _full_at.clear()
