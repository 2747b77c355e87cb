"""What WordPress and its plugins keep beside a thing: values by names, each name as often as it was given."""

import json
from typing import Any

from moving.xml.stream import Element

type Meta = dict[str, list[str]]


def meta_of(element: Element, name: str) -> Meta:
    found: Meta = {}
    for each in element.all(name):
        found.setdefault(each.child("wp:meta_key"), []).append(each.child("wp:meta_value"))
    return found


def listed(written: str) -> list[Any]:
    """What is no list, or no JSON, is an empty one."""
    try:
        found = json.loads(written or "[]")
    except (ValueError, RecursionError):
        return []
    return found if isinstance(found, list) else []
