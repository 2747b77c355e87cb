"""What the filter bar asks for, as it stands in the address. What an address can't mean is ignored."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass, fields
from datetime import timedelta
from typing import Any, Self

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comments.queue.values import whole_number
from comments.text import clean_line

LONGEST = 200
CODE = re.compile(r"[a-z0-9_]{1,40}\Z")
AGES: dict[str, tuple[Promise | str, timedelta]] = {
    "1h": (_("an hour"), timedelta(hours=1)),
    "6h": (_("6 hours"), timedelta(hours=6)),
    "1d": (_("a day"), timedelta(days=1)),
    "1w": (_("a week"), timedelta(days=7)),
    "30d": (_("30 days"), timedelta(days=30)),
}


@dataclass(frozen=True)
class Filters:
    """Empty is what nobody asks for. `email` is an address or a domain; it is for those who may see addresses."""

    text: str = ""
    name: str = ""
    email: str = ""
    article: str = ""  # its number, its slug, or its address
    section: int = 0
    reason: str = ""
    reply: str = ""
    link: str = ""
    older: str = ""
    younger: str = ""
    by: int = 0  # who decided last
    byline: int = 0  # an author of the article

    @classmethod
    def parse(cls, query: QueryDict) -> Self:
        """Of words, the first 200 characters count: nobody looks for more, and an address has an end."""
        words = {name: clean_line(query.get(name, "")[:LONGEST]) for name in ("text", "name", "email", "article")}
        numbers = {name: whole_number(query.get(name, "")) or 0 for name in ("section", "by", "byline")}
        chosen = {name: _one_of(query.get(name, ""), ("yes", "no")) for name in ("reply", "link")}
        ages = {name: _one_of(query.get(name, ""), AGES) for name in ("older", "younger")}
        reason = query.get("reason", "")
        found: dict[str, Any] = {**words, **numbers, **chosen, **ages, "reason": reason if CODE.match(reason) else ""}
        return cls(**found)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Those that are set, for an address."""
        found = ((field.name, getattr(self, field.name)) for field in fields(self))
        return [(name, str(value)) for name, value in found if value]

    def __bool__(self) -> bool:
        return bool(self.pairs)


def _one_of(text: str, known: Container[str]) -> str:
    return text if text in known else ""
