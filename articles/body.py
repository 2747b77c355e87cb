"""An article's body: cleaned once when it is saved, and rendered once for readers.

The source keeps to the few elements below; what enters in any other form is dropped, its words are kept. The rendering
adds what follows from the source alone: ids of headings, labels of callouts and questions, frames for wide tables,
which way a passage runs; and sizes and formats of pictures, from what is known of them.
"""

import re
from collections.abc import Callable, Mapping
from html import escape
from typing import NamedTuple

import nh3
from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from articles import directions, picture_html
from articles.html_writer import Attributes, HTMLWriter, start_tag
from articles.picture_html import Showable

MARKUP = 3  # the number of the rendering below; raise it when its output changes

CALLOUTS = {
    "key-takeaway": _("Key takeaway"),
    "expert-insight": _("Expert insight"),
    "did-you-know": _("Did you know?"),
    "pro-tip": _("Pro tip"),
}
QUESTIONS = "questions"
ASKED_BY = "asked-by"  # the line that says who asked a question
ROUNDS = 10  # of cleaning; two are enough for all that people write
HEADINGS = {"h2", "h3", "h4"}
TABLE = {"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"}
BLOCKS = {"p", "ul", "ol", "li", "blockquote", "figure", "figcaption", "hr", "aside", "section", "details", "summary"}
INLINE = {"strong", "em", "a", "img", "br", "code", "sub", "sup"}
SYNONYMS = {"b": "strong", "i": "em", "h1": "h2"}  # what pasted text says instead

_OWN_PICTURE = re.compile(r"/[\w.%~+-][\w./%~+-]*")
_SMALL_NUMBER = re.compile(r"[1-9]\d{0,4}")
_NUMBER = re.compile(r"[1-9]\d{0,8}")
_ANY_BLOCK = re.compile(rf"<(?:{'|'.join(sorted(BLOCKS | HEADINGS | TABLE))})\b")
_PARAGRAPH_END = re.compile(r"\n\s*\n")
_UNSPACED_SCRIPT = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


class Rendered(NamedTuple):
    source: str
    html: str
    markup: int
    words: int


def render(source: str, find: Callable[[str], Mapping[str, Showable]] = lambda cleaned: {}) -> Rendered:
    """The clean source (cleaning it again changes nothing), its HTML for readers, its markup number and its length.

    `find` tells which pictures of ours the clean source shows, by address; others stay as they are.
    """
    cleaned = clean(source)
    with override(settings.LANGUAGE_CODE):
        rendering = _Rendering(directions.mark(cleaned), find(cleaned))
    return Rendered(cleaned, rendering.html, MARKUP, count_words(rendering.text))


def clean(source: str) -> str:
    cleaned = _clean(source.replace("\r\n", "\n"))
    return cleaned if _ANY_BLOCK.search(cleaned) else _clean(_paragraphs(cleaned))


def _clean(source: str) -> str:
    """Until it stays as it is: HTML's own parser reads some nestings, written down, as others."""
    for _again in range(ROUNDS):
        before, source = source, _Tidying(_CLEANER.clean(source)).html.strip()
        if source == before:
            break
    return source


def count_words(text: str) -> int:
    """Scripts that write no spaces count two characters for a word."""
    return len(re.findall(r"\w+", _UNSPACED_SCRIPT.sub(" ", text))) + len(_UNSPACED_SCRIPT.findall(text)) // 2


def _paragraphs(text: str) -> str:
    """Plain text, as it comes from a mail: an empty line parts two paragraphs."""
    return "\n".join(f"<p>{part.strip()}</p>" for part in _PARAGRAPH_END.split(text) if part.strip())


def _keep_attribute(tag: str, name: str, value: str) -> str | None:
    """Pictures come from this site only; sizes and spans are small numbers."""
    if name == "src":
        return value if _OWN_PICTURE.fullmatch(value) else None
    if name in {"width", "height", "colspan", "rowspan"}:
        return value if _SMALL_NUMBER.fullmatch(value) else None
    if name == "data-question":
        return value if _NUMBER.fullmatch(value) else None
    return value


_CLEANER = nh3.Cleaner(
    tags=BLOCKS | HEADINGS | TABLE | INLINE | set(SYNONYMS),
    clean_content_tags={
        "script",
        "style",
        "title",
        "textarea",
        "noscript",
        "template",
        "iframe",
        "object",
        "svg",
        "math",
    },
    attributes={
        "*": {"lang"},
        "a": {"href"},
        "img": {"src", "alt", "width", "height"},
        "td": {"colspan", "rowspan"},
        "th": {"colspan", "rowspan"},
        "details": {"open", "data-question"},
    },
    tag_attribute_values={
        "aside": {"data-kind": set(CALLOUTS)},
        "section": {"data-kind": {QUESTIONS}},
        "p": {"data-kind": {ASKED_BY}},
        "th": {"scope": {"row", "col", "rowgroup", "colgroup"}},
    },
    attribute_filter=_keep_attribute,
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel=None,
)


class _Tidying(HTMLWriter):
    """Unwraps boxes of no kind, drops pictures without a source, names things by one name, skips no heading level."""

    def __init__(self, source: str) -> None:
        self.unwrapped: list[bool] = []
        self.level = 1  # the headline's
        super().__init__(source)

    def open(self, tag: str, attributes: Attributes) -> None:
        boxed = tag in {"aside", "section"}
        useless = (boxed and "data-kind" not in attributes) or (tag == "img" and not attributes.get("src"))
        if boxed:
            self.unwrapped.append(useless)
        if not useless:
            super().open(self._named(tag, opens=True), attributes)

    def shut(self, tag: str) -> None:
        if tag not in {"aside", "section"} or not self.unwrapped.pop():
            super().shut(self._named(tag))

    def _named(self, tag: str, opens: bool = False) -> str:
        tag = SYNONYMS.get(tag, tag)
        if tag not in HEADINGS:
            return tag
        if opens:
            self.level = min(int(tag[1]), self.level + 1)
        return f"h{self.level}"


class _Rendering(HTMLWriter):
    def __init__(self, source: str, pictures: Mapping[str, Showable]) -> None:
        self.pictures = pictures
        self.words: list[str] = []
        self.ids: set[str] = set()
        self.heading: int | None = None  # where the words of the open heading begin
        self.slot = 0
        self.attributes: Attributes = {}
        super().__init__(source)

    @property
    def text(self) -> str:
        return " ".join(self.words)

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        super().handle_data(data)

    def open(self, tag: str, attributes: Attributes) -> None:
        getattr(self, f"_open_{tag}", super().open)(tag, attributes)
        if tag in HEADINGS:
            self.heading, self.slot, self.attributes = len(self.words), len(self.parts) - 1, attributes

    def shut(self, tag: str) -> None:
        super().shut(tag)
        if tag == "table":
            self.parts.append("</div>")
        if tag in HEADINGS and self.heading is not None:
            name = self._new_id(" ".join(self.words[self.heading :]))
            self.parts[self.slot] = start_tag(tag, {"id": name, **self.attributes})
            self.heading = None

    def _new_id(self, title: str) -> str:
        """The prefix keeps headings apart from the ids of the page itself."""
        base = f"h-{slugify(title, allow_unicode=True)[:60].strip('-') or 'part'}"
        name = next(name for name in (base, *(f"{base}-{n}" for n in range(2, 10_000))) if name not in self.ids)
        self.ids.add(name)
        return name

    def _open_aside(self, tag: str, attributes: Attributes) -> None:
        self.parts.append(start_tag(tag, {"class": "callout", "role": "note", **attributes}))
        self.parts.append(f'<p class="callout-label"><bdi>{escape(str(CALLOUTS[attributes["data-kind"]]))}</bdi></p>')

    def _open_section(self, tag: str, attributes: Attributes) -> None:
        self.parts.append(start_tag(tag, {"class": "questions", **attributes}))
        title = gettext("Questions and answers")
        self.parts.append(f'<h2 class="questions-label" id="{self._new_id(title)}"><bdi>{escape(title)}</bdi></h2>')

    def _open_p(self, tag: str, attributes: Attributes) -> None:
        kind = attributes.pop("data-kind", "")
        super().open(tag, {"class": kind, **attributes} if kind else attributes)

    def _open_details(self, tag: str, attributes: Attributes) -> None:
        """Answers are part of the text: they stand open."""
        attributes.pop("data-question", None)
        super().open(tag, {"open": "", **attributes})

    def _open_table(self, tag: str, attributes: Attributes) -> None:
        label = escape(gettext("Table"))
        self.parts.append(
            f'<div class="table-frame" role="group" aria-label="{label}" tabindex="0">{start_tag(tag, attributes)}'
        )

    def _open_img(self, tag: str, attributes: Attributes) -> None:
        """A picture of ours says itself how large it is, and what it shows unless the text does."""
        if picture := self.pictures.get(attributes["src"]):
            self.parts.append(picture_html.write(picture, picture_html.PLACES["text"], attributes.get("alt")))
        else:
            super().open(tag, {"alt": "", **attributes, "loading": "lazy", "decoding": "async"})

    def _open_a(self, tag: str, attributes: Attributes) -> None:
        outside = attributes.get("href", "").startswith(("http:", "https:", "//"))
        super().open(tag, attributes | ({"rel": "noopener"} if outside else {}))
