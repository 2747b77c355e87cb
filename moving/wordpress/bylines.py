"""Articles by several, as plugins for co-authors keep them: terms of a taxonomy, for people with an account or without.

The term of an account is named by its login, and its slug is that with "cap-" before it; a guest is an item as well.
"""

from collections.abc import Iterator

from moving.imports.values import Author
from moving.wordpress.meta import meta_of
from moving.xml.plain import line_of
from moving.xml.stream import Element

AUTHOR, GUEST = "author", "guest-author"
PREFIX = "cap-"


class Bylines:
    def __init__(self) -> None:
        self.logins: dict[str, str] = {}
        self.named: dict[str, str] = {}  # that no login has

    def note_login(self, login: str) -> None:
        self.logins[login.lower()] = login

    def note(self, item: Element) -> None:
        """For the names of those who are nowhere else."""
        for each in _terms(item):
            self.named.setdefault(_slug(each.attributes.get("nicename", "")), line_of(each.text))

    def nameless(self) -> Iterator[Author]:
        """After everybody of whom the export tells more."""
        yield from (Author(key, name or key) for key, name in self.named.items() if key and key not in self.logins)

    def of(self, item: Element) -> tuple[str, ...]:
        """Whom the post belongs to comes first where they are one of the authors, else it is only who typed it in."""
        creator = item.child("dc:creator")
        keys = list(dict.fromkeys(filter(None, map(self._key, _terms(item)))))
        return tuple(sorted(keys, key=lambda key: key != creator)) or tuple(filter(None, [creator]))

    def _key(self, term: Element) -> str:
        slug = _slug(term.attributes.get("nicename", ""))
        found = (self.logins.get(name.lower()) for name in (term.text.strip(), slug))
        return next(filter(None, found), slug)


def guest(item: Element) -> Iterator[Author]:
    meta = meta_of(item, "wp:postmeta")
    key = _slug(item.child("wp:post_name"))
    if key:
        yield Author(
            key,
            line_of(_said(meta, "display_name") or item.child("title")) or key,
            email=_said(meta, "user_email"),
            bio=line_of(_said(meta, "description")),
            line=item.line,
        )


def _said(meta: dict[str, list[str]], name: str) -> str:
    return meta.get(f"cap-{name}", [""])[-1].strip()


def _terms(item: Element) -> list[Element]:
    return [each for each in item.all("category") if each.attributes.get("domain") == AUTHOR]


def _slug(nicename: str) -> str:
    return nicename.strip().removeprefix(PREFIX)
