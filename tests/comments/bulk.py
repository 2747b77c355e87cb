"""What the tests of bulk decisions share: sending the bar's form as it stands under a list."""

import re
from collections.abc import Iterable
from html import unescape
from typing import Any

from django.test import Client

from comments.models import Comment, ModerationAction
from tests.comments.desk import QUEUE, shown

BULK = f"{QUEUE}bulk/"
FORM = re.compile(r'<form id="bulk".*?</form>', re.DOTALL)
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


def as_seen(comments: Iterable[Comment]) -> list[str]:
    """The values of their boxes."""
    return [f"{comment.pk}.{comment.status}.{comment.version}" for comment in comments]


def send(client: Client, act: str, rows: Iterable[str], **more: str) -> Any:
    """As from a page that asks how many they are."""
    chosen = list(rows)
    return client.post(BULK, {"act": act, "row": chosen, "count": str(len(set(chosen))), **more})


def fields_of(page: str) -> dict[str, Any]:
    """What the bar on that page sends by itself."""
    form = FORM.search(page)
    assert form, page
    sent: dict[str, Any] = {"row": []}
    for name, value in HIDDEN.findall(form[0]):
        if name == "row":
            sent["row"].append(unescape(value))
        else:
            sent[name] = unescape(value)
    if 'name="count"' in form[0]:
        sent["count"] = str(len(sent["row"]))
    return sent


def undo(client: Client, number: object, **more: str) -> Any:
    return client.post(f"{BULK}{number}/undo/", more)


def batches() -> list[Any]:
    """In the order in which they were made."""
    return list(dict.fromkeys(ModerationAction.objects.order_by("pk").values_list("batch", flat=True)))


def statuses(comments: Iterable[Comment]) -> list[str]:
    now = dict(Comment.objects.values_list("pk", "status"))
    return [now[comment.pk] for comment in comments]


def followed(client: Client, answer: Any) -> str:
    assert answer.status_code == 303, shown(answer)
    return shown(client.get(answer["Location"]))
