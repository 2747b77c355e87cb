"""A body as lines that people can compare: its words, with signs for what marks them up."""

from html.parser import HTMLParser

from articles.body import CALLOUTS

LINES = {"p", "h2", "h3", "h4", "li", "blockquote", "figcaption", "tr", "caption", "summary", "details", "aside", "hr"}
LINES |= {"section", "figure", "ul", "ol", "table"}
BEGIN = {"h2": "## ", "h3": "### ", "h4": "#### ", "li": "• ", "blockquote": "“ ", "summary": "? ", "figcaption": "▲ "}
AROUND = {"strong": "**", "em": "_", "code": "`", "sub": "~", "sup": "^"}
CELLS = {"td", "th"}


def lines_of(source: str) -> list[str]:
    parser = _Lines()
    parser.feed(source)
    parser.close()
    parser.end_line()
    return parser.lines


class _Lines(HTMLParser):
    """Every block begins a line of its own; what would not be seen in words is told: links, pictures, boxes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self.begin, self.text = "", ""
        self.targets: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in LINES:
            self.end_line()
            self.begin = BEGIN.get(tag, self.begin if tag == "p" else "")
        self.text += AROUND.get(tag, "")
        getattr(self, f"_start_{tag}", lambda given: None)(given)

    def handle_endtag(self, tag: str) -> None:
        if tag in LINES:
            self.end_line()
        if tag in CELLS:
            self.text += " | "
        if tag == "a" and self.targets:
            self.text += f" [{self.targets.pop()}]"
        self.text += AROUND.get(tag, "")

    def handle_data(self, data: str) -> None:
        self.text += data

    def end_line(self) -> None:
        if words := " ".join(self.text.split()):
            self.lines.append(f"{self.begin}{words}")
            self.begin = ""
        self.text = ""

    def _start_a(self, given: dict[str, str]) -> None:
        self.targets.append(given.get("href", ""))

    def _start_img(self, given: dict[str, str]) -> None:
        self.text += f"[{given.get('alt', '')} · {given.get('src', '')}]"

    def _start_aside(self, given: dict[str, str]) -> None:
        self.lines.append(f"[{CALLOUTS.get(given.get('data-kind', ''), '')}]")

    def _start_hr(self, given: dict[str, str]) -> None:
        self.lines.append("———")
