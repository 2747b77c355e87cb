"""What a page is built of, so that what somebody typed is seen to have added nothing to it."""

import json
import re
from collections import Counter
from collections.abc import Iterable
from html.parser import HTMLParser

from comments.markup import REL, TAGS

OF_COMMENTS = {(tag, "") for tag in TAGS} | {(tag, "dir") for tag in TAGS} | {("a", "href"), ("a", "rel")}
LEADING = frozenset({"href", "src", "action", "formaction", "xlink:href", "data", "hx-get", "hx-post"})
SAFE_ADDRESS = re.compile(r"https?://[\w.\[\]:-]+(?:[/?#]|$)|/(?![/\\])|[?#]|$", re.IGNORECASE)
DATA = ("type", "application/ld+json")


class Skeleton(HTMLParser):
    """The kinds of element and attribute of some pages, and what is wrong with their values."""

    def __init__(self, *pages: str) -> None:
        super().__init__()
        self.parts: set[tuple[str, str]] = set()
        self.faults: list[str] = []
        self._in_data = False
        for page in pages:
            self._ids = Counter[str]()
            self.reset()
            self.feed(page)
            self.close()
            self.faults += [f"two of id {name!r}" for name, number in self._ids.items() if number > 1]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.parts.add((tag, ""))
        for name, value in attrs:
            self.parts.add((tag, name))
            self._look_at(tag, name, value or "")
        self._in_data = DATA in attrs
        if tag == "script" and not self._in_data and not any(name == "src" for name, _value in attrs):
            self.faults.append("a script in the page")

    def handle_data(self, data: str) -> None:
        """What is no script says what it says in JSON alone, without a character that HTML would read."""
        if self._in_data and data.strip():
            json.loads(data)
            self.faults += [f"{char!r} in data" for char in "<>&" if char in data]

    def handle_endtag(self, tag: str) -> None:
        self._in_data = False

    def _look_at(self, tag: str, name: str, value: str) -> None:
        if name == "id":
            self._ids[value] += 1
        elif (
            name.startswith("on") or name in {"style", "srcdoc"} or (name in LEADING and not SAFE_ADDRESS.match(value))
        ):
            self.faults.append(f"<{tag} {name}={value!r}>")
        elif name == "src" and not value.startswith(("/static/", "/media/")):
            self.faults.append(f"<{tag} src={value!r}>")


def added_to(known: Skeleton, page: str) -> list[str]:
    """What stands in the page besides the parts of the known ones and those of comments."""
    seen = Skeleton(page)
    foreign = seen.parts - known.parts - OF_COMMENTS
    return [*seen.faults, *(f"<{tag} {name}>" for tag, name in sorted(foreign)), *_unproven_links(page)]


def unescaped(payloads: Iterable[str], page: str) -> list[str]:
    return [payload for payload in payloads if "<" in payload and payload in page]


def _unproven_links(page: str) -> list[str]:
    """Links to other sites that would pass on our good name."""
    links = re.findall(r'<a href="https?://[^"]*"[^>]*>', page)
    return [link for link in links if f'rel="{REL}"' not in link and "automattic" not in link and "akismet" not in link]
