"""WordPress numbers posts, pages and pictures in one row, sections and tags in another: ours are moved apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from django.db.models import Max, Model

from articles.models import Article, Section, StandingPage


@dataclass(frozen=True)
class Numbers:
    """What is added to the number of each; articles, sections and comments keep theirs."""

    pages: int
    pictures: int
    tags: int

    @classmethod
    def of_now(cls) -> Self:
        articles, pages = _last(Article), _last(StandingPage)
        return cls(pages=articles, pictures=articles + pages, tags=_last(Section))


def _last(model: type[Model]) -> int:
    return model._default_manager.aggregate(last=Max("pk"))["last"] or 0
