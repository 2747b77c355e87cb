"""An article's picture as others show it: in feeds, in what is shared, in structured data."""

from typing import NamedTuple

from articles.models import Article


class Shot(NamedTuple):
    path: str
    width: int
    height: int
    alt: str
    caption: str
    credit: str


def shot_of(article: Article) -> Shot | None:
    if article.picture is None:
        return None
    return Shot(*article.picture.plain, article.shown_alt, article.shown_caption, article.shown_credit)


def shared_shot(article: Article) -> Shot | None:
    """Cut to what is shown beside a link."""
    if article.picture is None:
        return None
    return Shot(*article.picture.shared, article.shown_alt, article.shown_caption, article.shown_credit)
