"""The pictures within texts: a text is rendered with those of ours that it names, and anew when one of them changes."""

from collections.abc import Mapping
from html.parser import HTMLParser

from articles import body
from articles.models.picture import Picture


def render(source: str) -> tuple[body.Rendered, list[Picture]]:
    """The text as readers get it, and which pictures of ours it shows; one query, for texts with pictures alone."""
    found: dict[str, Picture] = {}

    def find(cleaned: str) -> dict[str, Picture]:
        found.update(Picture.objects.in_body(cleaned))
        return found

    return body.render(source, find), list(found.values())


def without_words(source: str) -> list[str]:
    """Addresses of the pictures in a text of which neither the text nor the picture itself says what they show."""
    found = Picture.objects.in_body(source)
    return [src for src, alt in _Shown(source).alts if not (alt or (alt is None and _own_alt(found, src)))]


def _own_alt(found: Mapping[str, Picture], src: str) -> str:
    return found[src].alt if src in found else ""


class _Shown(HTMLParser):
    def __init__(self, source: str) -> None:
        super().__init__()
        self.alts: list[tuple[str, str | None]] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "img" and (src := named.get("src")):
            self.alts.append((src, (named["alt"] or "").strip() if "alt" in named else None))
