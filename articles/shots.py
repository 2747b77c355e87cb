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
    picture = article.picture
    if not picture:
        return None
    size = article.picture_width or 0, article.picture_height or 0
    return Shot(picture.url, *size, article.picture_alt, article.caption, article.credit)
