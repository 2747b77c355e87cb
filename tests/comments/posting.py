"""What the tests of intake share: a reader who fills in the form as a browser would."""

import re
from html import unescape
from typing import TYPE_CHECKING, Any

from django.test import Client

from articles.models import Article
from comments import tokens
from comments.models import Comment, Submission
from outbox.models import Job

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse

    type Answer = _MonkeyPatchedWSGIResponse
else:
    from django.http import HttpResponse as Answer

ADDRESS = "198.51.100.7"


def reader(address: str = ADDRESS, **headers: str) -> Client:
    return Client(REMOTE_ADDR=address, headers=headers)


def form_address(article: Article) -> str:
    return f"{article.get_absolute_url()}comment/"


def filled_in(article: Article, /, **fields: Any) -> dict[str, Any]:
    """A form that is right in every field; a field given as None is left out."""
    fields = {
        "name": "Ada",
        "email": "ada@example.org",
        "comment": "A remark.",
        "token": tokens.issue(article),
        "parent": "",
        "subject": "",
    } | fields
    return {name: value for name, value in fields.items() if value is not None}


def post(article: Article, client: Client | None = None, /, **fields: Any) -> Answer:
    return (client or reader()).post(form_address(article), filled_in(article, **fields))


def nothing_is_written() -> bool:
    return not (Comment.objects.exists() or Submission.objects.exists() or Job.objects.exists())


def kept_text(response: Answer) -> str:
    """What stands in the form's text field."""
    found = re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", response.content.decode(), re.DOTALL)
    assert found, response.content.decode()
    return unescape(found[1])


def hidden_value(response: Answer, name: str) -> str:
    found = re.search(rf'<input type="hidden" name="{name}"(?: value="([^"]*)")?', response.content.decode())
    assert found, f"no hidden {name}"
    return unescape(found[1] or "")


def words(response: Answer) -> str:
    return unescape(response.content.decode())
