"""What an editor should look at before an article goes public: each item says what to do."""

from collections.abc import Callable, Iterable
from html.parser import HTMLParser
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles import body, figures, own_links
from articles.content import Content


class Item(NamedTuple):
    code: str
    what: str
    blocks: bool = False  # nobody may publish in spite of it


type Rule = Callable[[Content], Iterable[Item]]
RULES: list[Rule] = []
"""What other apps ask besides."""


def check(content: Content) -> list[Item]:
    """Empty when all is as it should be. The order of headings is not asked: saving a body sets it right."""
    source = _Source(content["body"])
    undescribed = len(figures.without_words(content["body"]))
    found = [*_what_blocks(content, source), *_what_lacks(content), *_in_the_text(source, undescribed)]
    return [*found, *_broken_links(source.links), *(item for rule in RULES for item in rule(content))]


class _Source(HTMLParser):
    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[str] = []
        self.text: list[str] = []
        self.empty_headings = 0
        self.heading_at: int | None = None
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a" and given.get("href"):
            self.links.append(str(given["href"]))
        if tag in body.HEADINGS:
            self.heading_at = len(self.text)

    def handle_endtag(self, tag: str) -> None:
        if tag in body.HEADINGS and self.heading_at is not None:
            self.empty_headings += not "".join(self.text[self.heading_at :]).strip()

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def _what_blocks(content: Content, source: _Source) -> Iterable[Item]:
    if not content["headline"].strip():
        yield Item("headline", _("Write a headline."), blocks=True)
    if not content["section"]:
        yield Item("section", _("Choose a section."), blocks=True)
    if not "".join(source.text).strip():
        yield Item("body", _("Write the text: the body is empty."), blocks=True)


def _what_lacks(content: Content) -> Iterable[Item]:
    if not content["standfirst"].strip():
        yield Item("standfirst", _("Write a standfirst: the line under the headline, which lists show, too."))
    if not content["bylines"]:
        yield Item("byline", _("Add a byline: readers want to know who wrote this."))


def _in_the_text(source: _Source, undescribed: int) -> Iterable[Item]:
    if undescribed:
        sentence = ngettext(
            "Say what it shows: %(number)d picture in the text has no alternative text.",
            "Say what they show: %(number)d pictures in the text have no alternative text.",
            undescribed,
        )
        yield Item("alt", sentence % {"number": undescribed})
    if source.empty_headings:
        yield Item("heading", _("Fill or remove the heading without words: who listens hears that there is one."))


def _broken_links(links: Iterable[str]) -> Iterable[Item]:
    for link in own_links.broken(links):
        yield Item("link", _("Mend the link to %(link)s: it leads nowhere.") % {"link": link})
