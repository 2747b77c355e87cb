"""A comment's request with everything in it, for the tests of the spam check."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from comments.spam import SubmittedRequest, build_payload

COMPLETE = SubmittedRequest(
    user_ip="198.51.100.7",
    created_at=datetime(2026, 3, 1, 11, 22, 33, tzinfo=UTC),
    content="The bridge was closed on Tuesday already.",
    permalink="https://news.example.com/city/bridge/",
    user_agent="Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0",
    referrer="https://search.example.com/?q=bridge",
    author="Zoë Lindqvist",
    author_email="zoe@example.com",
    author_url="https://zoe.example.com/",
    article_modified_at=datetime(2026, 2, 28, 6, 0, tzinfo=UTC),
    user_role="reader",
)


def make_payload(**changes: Any) -> dict[str, str]:
    return build_payload(replace(COMPLETE, **changes))
