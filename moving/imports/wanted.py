"""What an export has besides its articles: pictures of the library, authors and tags at which nothing points yet."""

from collections.abc import Mapping
from itertools import batched
from typing import Any

from django.db import transaction

from moving.imports import values
from moving.imports.articles import Articles
from moving.imports.ledger import AT_A_TIME
from moving.imports.pointed import Authors, Tags


def write(articles: Articles, surveyed: Mapping[Any, Mapping[str, Any]]) -> None:
    """In portions; what is here already stays as it is."""
    for attachment in surveyed[values.Attachment].values():
        if attachment.is_wanted:
            articles.picture_of(attachment.key, f"picture {attachment.key}", attachment.line)
    for author in surveyed[values.Author].values():
        _take_portrait(articles, author)
    _write_named(articles.authors, surveyed[values.Author])
    _write_named(articles.tags, surveyed[values.Tag])


def _take_portrait(articles: Articles, author: values.Author) -> None:
    """Before the author's row is written; it takes time."""
    picture = articles.picture_of(author.portrait, f"author {author.key}", author.line)
    if picture:
        articles.authors.portraits[author.key] = picture


def _write_named(pointed: Authors | Tags, named: Mapping[str, values.Author | values.Tag]) -> None:
    for keys in batched((key for key, value in named.items() if value.is_wanted), AT_A_TIME):
        pointed.look_up(keys)
        if not pointed.missing.isdisjoint(keys):
            with transaction.atomic():
                pointed.take(keys)
