from html import escape
from html.parser import HTMLParser

VOID = {"br", "hr", "img"}

type Attributes = dict[str, str]


class HTMLWriter(HTMLParser):
    """Walks through HTML that the cleaner wrote, so well-formed, and writes it again."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.feed(source)
        self.close()

    @property
    def html(self) -> str:
        return "".join(self.parts)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open(tag, {name: value or "" for name, value in attrs})

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.shut(tag)

    def handle_data(self, data: str) -> None:
        self.parts.append(escape(data, quote=False))

    def open(self, tag: str, attributes: Attributes) -> None:
        self.parts.append(start_tag(tag, attributes))

    def shut(self, tag: str) -> None:
        self.parts.append(f"</{tag}>")


def start_tag(tag: str, attributes: Attributes) -> str:
    written = "".join(
        f' {name}="{escape(value)}"' if value or name == "alt" else f" {name}" for name, value in attributes.items()
    )
    return f"<{tag}{written}>"
