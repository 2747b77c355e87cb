"""The questions in an article's body and their answers, as plain words."""

import re
from html.parser import HTMLParser

from articles.body import ASKED_BY, BLOCKS, HEADINGS, TABLE

_SECTIONS = re.compile(r'<section class="questions".*</section>', re.DOTALL)
_PARTED = BLOCKS | HEADINGS | TABLE | {"br"}  # whose words are not one with those before


def questions_of(html: str) -> list[tuple[str, str]]:
    """Of the body as it is rendered, in its order; one without answer is left out."""
    found = _SECTIONS.search(html)
    return _Questions(found[0]).found if found else []


class _Questions(HTMLParser):
    """Reads <details><summary>question</summary>answer</details>; such an element in an answer is part of it.

    Who asked is no part of the answer.
    """

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, str]] = []
        self.depth = 0
        self.question, self.answer = "", ""
        self.is_answered = False
        self.is_credit = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "details":
            self.depth += 1
            if self.depth == 1:
                self.question, self.answer, self.is_answered = "", "", False
        self._part_at(tag)
        self.is_credit = self.is_credit or (tag == "p" and ("class", ASKED_BY) in attrs)

    def handle_endtag(self, tag: str) -> None:
        self.is_credit = self.is_credit and tag != "p"
        if tag == "summary":
            self.is_answered = True
        if tag == "details":
            self.depth -= 1
            self._keep()
        self._part_at(tag)

    def handle_data(self, data: str) -> None:
        if self.is_credit:
            return
        if self.is_answered:
            self.answer += data
        elif self.depth:
            self.question += data

    def _part_at(self, tag: str) -> None:
        if tag in _PARTED:
            self.handle_data(" ")

    def _keep(self) -> None:
        question, answer = (" ".join(words.split()) for words in (self.question, self.answer))
        if self.depth == 0 and question and answer:
            self.found.append((question, answer))
