"""A text as our own export wrote it: nothing in it is WordPress's, so nothing is rewritten but what was added."""

from articles.html_writer import Attributes, HTMLWriter
from moving.imports.values import Body, FindAttachments
from moving.wordpress.addresses import without_site
from moving.wxr.content import ADDED


def of(source: str, site: str, _find: FindAttachments) -> Body:
    return Body(_Bare(source, site).html)


class _Bare(HTMLWriter):
    def __init__(self, source: str, site: str) -> None:
        self.site = site
        self.left_from: int | None = None  # where a caption begins that is the picture's own
        super().__init__(source)

    def open(self, tag: str, attributes: Attributes) -> None:
        added = attributes.pop(ADDED, None)
        if tag == "figcaption" and added is not None:
            self.left_from = len(self.parts)
        for name in (added or "").split():
            attributes.pop(name, None)
        super().open(tag, {name: self._here(name, value) for name, value in attributes.items()})

    def _here(self, name: str, value: str) -> str:
        return without_site(value, self.site) if name in ("href", "src") else value

    def shut(self, tag: str) -> None:
        super().shut(tag)
        if tag == "figcaption" and self.left_from is not None:
            del self.parts[self.left_from :]
            self.left_from = None
