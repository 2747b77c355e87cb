"""The way to the file of all that is kept about somebody."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.test import Client

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

DOWNLOAD = "/comments/mine/download/"


def file(client: Client, shown: Answer) -> Any:
    """As browsers do: from the form's answer to the page that fetches it, and by that."""
    assert (shown.status_code, shown["Location"].partition("=")[0]) == (303, f"{DOWNLOAD}?ready")
    page = client.get(shown["Location"])
    assert (page.status_code, page["Cache-Control"]) == (200, "private, no-store")
    answer = client.get(page["Refresh"].removeprefix("0; url="))
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")
    return answer


def fetched(client: Client, shown: Answer) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(b"".join(file(client, shown).streaming_content))
    return found
