"""Writes the newspaper as WordPress exports a site (WXR 1.2), as its importer takes it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO

from django.conf import settings
from django.db import connection
from django.utils import timezone

from articles.models import Article, Picture, StandingPage
from comments.models import Comment
from moving.progress import Counting
from moving.snapshot import snapshot
from moving.wxr import items, terms
from moving.wxr.numbers import Numbers
from moving.wxr.xml import plain, published

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wfw="http://wellformedweb.org/CommentAPI/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
<title>{name}</title>
<link>{address}</link>
<description></description>
<pubDate>{now}</pubDate>
<language>{language}</language>
<generator>{generator}</generator>
<wp:wxr_version>1.2</wp:wxr_version>
<wp:base_site_url>{address}</wp:base_site_url>
<wp:base_blog_url>{address}</wp:base_blog_url>
"""
GENERATOR = "Newsroom"  # by which an import knows our own
FOOT = "</channel>\n</rss>\n"


def export(stream: BinaryIO, tell: Counting | None = None) -> None:
    """All of it at one moment, whoever writes meanwhile."""
    with snapshot(connection):
        found = pieces()
        for piece in tell.count(found) if tell else found:
            stream.write(piece.encode())


def total() -> int:
    return sum(counts().values())


def counts() -> dict[str, int]:
    found = {"articles": Article, "pages": StandingPage, "pictures": Picture, "comments": Comment}
    return {name: model._default_manager.count() for name, model in found.items()}


def pieces() -> Iterator[str]:
    numbers = Numbers.of_now()
    about = {"name": settings.SITE_NAME, "address": settings.SITE_URL, "language": settings.LANGUAGE_CODE}
    about["generator"] = GENERATOR
    yield HEAD.format(now=published(timezone.now()), **{name: plain(value) for name, value in about.items()})
    yield from chain(terms.authors(numbers), terms.sections(), terms.tags(numbers))
    yield from chain(items.attachments(numbers), items.pages(numbers), items.posts(numbers))
    yield FOOT
