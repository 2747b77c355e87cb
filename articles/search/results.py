"""One page of what was found, as the template shows it."""

from __future__ import annotations

from typing import NamedTuple

from articles.models import Article
from articles.search import finding
from articles.search.asking import Question
from articles.search.filters import Filters
from articles.search.finding import Found
from articles.search.snippets import Marker, Snippet


class Result(NamedTuple):
    article: Article
    snippet: Snippet


class Results(NamedTuple):
    found: list[Result]
    total: int = 0  # 0 where nobody has counted
    is_more: bool = False  # than the total
    back: str = ""  # addresses of other pages
    on: str = ""

    @classmethod
    def best(cls, question: Question, asked: Filters, found: Found, size: int, page: int) -> Results:
        on = asked.address(page=str(page + 1)) if page * size < found.total else ""
        back = asked.address(page=str(page - 1) if page > 2 else "") if page > 1 else ""
        return cls(_described(question, found.places), found.total, found.is_more, back, on)

    @classmethod
    def newest(cls, question: Question, asked: Filters, places: list[int], size: int, before: int) -> Results:
        """`places` has one more than the page, if there is more."""
        on = asked.address(before=str(places[size - 1])) if len(places) > size else ""
        return cls(_described(question, places[:size]), back=asked.address() if before else "", on=on)


NOTHING = Results([])


def _described(question: Question, places: list[int]) -> list[Result]:
    marker = Marker(question.words)
    return [Result(article, marker.describe(article)) for article in finding.public(places)]
