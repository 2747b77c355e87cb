"""When something was, in an export: as the world's time where it says so, else as the former site's own time."""

import re
from datetime import UTC, datetime, tzinfo
from email.utils import parsedate_to_datetime

from moving.xml.stream import Element

NEVER = "0000-00-00 00:00:00"
WRITTEN = "%Y-%m-%d %H:%M:%S"
_USUAL = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}")  # read ten times as fast
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)


def of(element: Element, name: str, zone: tzinfo) -> datetime | None:
    """None where none is given, or what is given is none."""
    written = element.child(f"{name}_gmt"), element.child(name)
    return _read(written[0], UTC) or _read(written[1], zone)


def published(item: Element, zone: tzinfo) -> datetime | None:
    return of(item, "wp:post_date", zone) or _of_feed(item.child("pubDate"))


def stamped(written: str) -> datetime | None:
    """Seconds since 1970, as plugins keep them."""
    try:
        return _sensible(datetime.fromtimestamp(float(written), UTC))
    except (ValueError, OverflowError, OSError):
        return None


def _read(written: str, zone: tzinfo) -> datetime | None:
    if written in ("", NEVER):
        return None
    try:
        at = datetime.fromisoformat(written) if _USUAL.fullmatch(written) else datetime.strptime(written, WRITTEN)
        return _sensible(at.replace(tzinfo=zone).astimezone(UTC))
    except (ValueError, OverflowError):
        return None


def _of_feed(written: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(written)
        return _sensible(found.replace(tzinfo=found.tzinfo or UTC).astimezone(UTC))
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def _sensible(at: datetime) -> datetime | None:
    return at if at > EARLIEST else None
