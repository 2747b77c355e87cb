"""HTML of WordPress's editors and of much used blocks as the plain elements and the blocks that our articles know.

It only says things in other words; what may stay is for `articles.body` to decide.
"""

import re
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser

from django.conf import settings

from articles.html_writer import start_tag
from moving.wordpress.addresses import without_site

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
SILENT = {"script", "style", "noscript", "template", "form", "object", "svg", "math", "select", "textarea"}
KINDS = (
    ("key-takeaway", re.compile(r"key-?(takeaway|point|fact)s?|takeaways?|tl-?dr|summary-box|in-short")),
    ("expert-insight", re.compile(r"expert-?(insight|tip|opinion|quote)s?")),
    ("did-you-know", re.compile(r"did-?you-?know|fun-?facts?|info-?box|callout|notice|alert|has-info|note-box")),
    ("pro-tip", re.compile(r"pro-?tips?|tip-?box|quick-?tips?")),
)
BOXES = {"div", "aside", "section", "p", "blockquote"}
PARTS_OF_QUESTIONS = {  # of Yoast's and of Rank Math's blocks
    "schema-faq": ('<section data-kind="questions">', "</section>"),
    "rank-math-list": ('<section data-kind="questions">', "</section>"),
    "schema-faq-section": ("<details>", "</details>"),
    "rank-math-list-item": ("<details>", "</details>"),
    "schema-faq-question": ("<summary>", "</summary>"),
    "rank-math-question": ("<summary>", "</summary>"),
    "schema-faq-answer": ("<p>", "</p>"),
    "rank-math-answer": ("", ""),
}
OTHERWISE = {  # elements that our articles don't have
    "h5": ("<p><strong>", "</strong></p>"),
    "h6": ("<p><strong>", "</strong></p>"),
    "dl": ("", ""),
    "dt": ("<p><strong>", "</strong></p>"),
    "dd": ("<p>", "</p>"),
}
UNWRAPPED = {
    "wp-block-gallery",
    "blocks-gallery-grid",
    "blocks-gallery-item",
    "wp-block-embed",
    "wp-block-video",
    "wp-block-audio",
    "wp-block-pullquote",
    "wp-block-media-text__media",
}
_ADDRESS = re.compile(r"\s*(https?://[^\s<>\"]+)\s*")


def rewritten(html: str, site: str) -> str:
    """`site`: the former site's address; links to it become links within this one."""
    return "".join(_Rewriting(html, site).parts)


@dataclass(slots=True)
class _Open:
    tag: str
    end: str


class _Rewriting(HTMLParser):
    def __init__(self, html: str, site: str) -> None:
        super().__init__(convert_charrefs=True)
        self.site = site
        self.parts: list[str] = []
        self.open: list[_Open] = []
        self.silent = 0
        self.within: dict[str, int] = {}
        self.feed(html)
        self.close()
        self.parts += [each.end for each in reversed(self.open)]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.silent += tag in SILENT
        if self.silent:
            return
        if tag in VOID or tag == "iframe":
            self.parts.append(self._void(tag, given))
        if tag not in VOID:
            begin, end = self._named(tag, given)
            self.parts.append(begin)
            self.open.append(_Open(tag, end))
            self.within[tag] = self.within.get(tag, 0) + 1

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self.silent = max(0, self.silent - 1)
        elif not self.silent and self.within.get(tag):
            self._close_to(tag)

    def _close_to(self, tag: str) -> None:
        while True:
            last = self.open.pop()
            self.within[last.tag] -= 1
            self.parts.append(last.end)
            if last.tag == tag:
                return

    def handle_data(self, data: str) -> None:
        if self.silent:
            return
        alone = _ADDRESS.fullmatch(data) if not self.within.get("a") else None
        words = escape(data, quote=False)
        if alone:
            words = f'<a href="{escape(alone[1])}">{escape(alone[1])}</a>'
        self.parts.append(words.replace("\n", "<br>") if self.within.get("pre") else words)

    def _void(self, tag: str, given: dict[str, str]) -> str:
        source = given.get("src", "")
        if tag == "img":
            return self._picture(given)
        if tag in ("iframe", "embed", "source"):
            return _link(source)
        return start_tag(tag, {}) if tag in ("br", "hr") else ""

    def _picture(self, given: dict[str, str]) -> str:
        """Pages that load pictures late name them elsewhere."""
        late = (given.get(name, "") for name in ("data-src", "data-lazy-src", "data-orig-file"))
        source = given.get("src", "")
        if not source or source.startswith("data:"):
            source = next((each for each in late if each), "")
        return start_tag("img", {"src": source, "alt": given.get("alt", "")}) if source else ""

    def _named(self, tag: str, given: dict[str, str]) -> tuple[str, str]:
        """What begins it and what ends it."""
        words = given.get("class", "").split()
        for word in words:
            if word in PARTS_OF_QUESTIONS:
                return PARTS_OF_QUESTIONS[word]
        if UNWRAPPED.intersection(words):
            return "", ""
        if tag in BOXES and (kind := _kind_of(words)):
            return f'<aside data-kind="{kind}">', "</aside>"
        plain: tuple[str, str] = getattr(self, f"_named_{tag}", _same)(tag, given)
        return plain

    def _named_a(self, tag: str, given: dict[str, str]) -> tuple[str, str]:
        """The newspaper may have had another address there than here. Of what leads nowhere the words stay."""
        within = without_site(without_site(given.get("href", ""), self.site), settings.SITE_URL)
        return (start_tag("a", {"href": within}), "</a>") if within else ("", "")

    def _named_pre(self, tag: str, given: dict[str, str]) -> tuple[str, str]:
        return "<p><code>", "</code></p>"

    def _named_code(self, tag: str, given: dict[str, str]) -> tuple[str, str]:
        return ("", "") if self.within.get("pre") else ("<code>", "</code>")

    def _named_cite(self, tag: str, given: dict[str, str]) -> tuple[str, str]:
        return ("<p>", "</p>") if self.open and self.open[-1].tag == "blockquote" else ("", "")

    def _named_figcaption(self, tag: str, given: dict[str, str]) -> tuple[str, str]:
        figure = next((each for each in reversed(self.open) if each.tag == "figure"), None)
        return ("<figcaption>", "</figcaption>") if figure and figure.end else ("<p>", "</p>")

    def _named_video(self, tag: str, given: dict[str, str]) -> tuple[str, str]:
        return _link(given.get("src", "")), ""

    _named_audio = _named_video


def _same(tag: str, given: dict[str, str]) -> tuple[str, str]:
    if tag in OTHERWISE:
        return OTHERWISE[tag]
    if tag == "details":
        return start_tag(tag, {"open": ""} if "open" in given else {}), "</details>"
    kept = {name: given[name] for name in ("colspan", "rowspan", "scope", "lang", "data-kind") if given.get(name)}
    return ("", "") if tag in ("div", "span", "iframe") else (start_tag(tag, kept), f"</{tag}>")


def _kind_of(words: list[str]) -> str:
    return next((kind for kind, pattern in KINDS if any(pattern.fullmatch(word.lower()) for word in words)), "")


def _link(address: str) -> str:
    address = f"https:{address}" if address.startswith("//") else address
    if not address.startswith(("http://", "https://")):
        return ""
    return f'<p><a href="{escape(address)}">{escape(address)}</a></p>'
