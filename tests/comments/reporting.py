"""What the tests of reports, notices and recommendations share: a reader who fills in the form of a page."""

import re
from html import unescape
from typing import Any

from django.test import Client

from comments.models import Comment
from tests.comments.posting import Answer, reader

FIELD = re.compile(r'<input type="hidden" name="([^"]+)"(?: value="([^"]*)")?')


def hidden(page: str) -> dict[str, str]:
    """What the page's forms send by themselves."""
    return {name: unescape(value) for name, value in FIELD.findall(page)}


def sent(comment: Comment, kind: str, client: Client | None = None, /, **fields: Any) -> Answer:
    """The form of that page, filled in and sent as a browser does it without scripts."""
    client, address = client or reader(), f"/comments/{comment.pk}/{kind}/"
    page = client.get(address)
    assert page.status_code == 200, page.content.decode()
    return client.post(address, hidden(page.content.decode()) | fields)


def reported(comment: Comment, client: Client | None = None, /, **fields: Any) -> Answer:
    return sent(comment, "report", client, **{"reason": "insult", "words": "Rude."} | fields)


NOTICE = {
    "ground": "defamation",
    "passage": "a remark",
    "why": "It says that I steal, and I don't.",
    "law": "section 187",
    "name": "Nora Notice",
    "email": "nora@example.org",
    "good_faith": "on",
}


def notified(comment: Comment, client: Client | None = None, /, **fields: Any) -> Answer:
    given = {name: value for name, value in (NOTICE | fields).items() if value is not None}
    return sent(comment, "illegal", client, **given)
