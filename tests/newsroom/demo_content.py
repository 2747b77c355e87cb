"""Reads the demo newspaper's files as they lie, for the tests of their content."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

DEMO = Path(__file__).resolve().parents[2] / "newsroom" / "demo"

type Comment = dict[str, Any]


@dataclass(frozen=True)
class Article:
    file: str
    meta: dict[str, Any]
    body: str

    @property
    def slug(self) -> str:
        return str(self.meta["slug"])

    @property
    def address(self) -> str:
        return f"/{self.meta['section']}/{self.slug}/"

    @property
    def words(self) -> int:
        return len(re.sub(r"<[^>]+>", " ", self.body).split())

    @property
    def is_public(self) -> bool:
        return bool(self.meta["status"] == "published" and self.meta["days_ago"] >= 0)


class Outline(HTMLParser):
    """Collects what a body uses, and refuses a tag that is not closed where it should be."""

    def __init__(self, body: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.used: set[tuple[str, str]] = set()
        self.values: list[tuple[str, str]] = []
        self.tags: Counter[str] = Counter()
        self.feed(body)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.used.update((tag, name) for name, _ in attrs)
        self.values.extend((name, value or "") for name, value in attrs)
        if tag != "img":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def read(name: str) -> Any:
    return json.loads((DEMO / name).read_text(encoding="utf-8"))


@cache
def articles() -> tuple[Article, ...]:
    return tuple(parse(path) for path in sorted((DEMO / "articles").glob("*.html")))


def parse(path: Path) -> Article:
    _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    return Article(path.stem, json.loads(front), body)


@cache
def discussions() -> dict[str, list[Comment]]:
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in (DEMO / "comments").glob("*.json")}


def walk(trees: list[Comment], parent: Comment | None = None, depth: int = 0) -> Iterator[tuple[Comment, Any, int]]:
    for comment in trees:
        yield comment, parent, depth
        yield from walk(comment["replies"], comment, depth + 1)


def all_comments() -> list[tuple[Comment, Any, int]]:
    return [entry for trees in discussions().values() for entry in walk(trees)]


def newest(count: int) -> list[Article]:
    return sorted((a for a in articles() if a.is_public), key=lambda a: a.meta["days_ago"])[:count]


def named(found: list[dict[str, Any]], key: str = "slug") -> set[str]:
    return {entry[key] for entry in found}


def size_of(slug: str) -> int:
    return sum(1 for _ in walk(discussions().get(slug, [])))
