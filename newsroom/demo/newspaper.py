"""Loads the demo newspaper: sections, authors and articles, each saved as an editor's would be."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.text import slugify

from accounts.models import User
from articles.models import (
    Article,
    Author,
    Byline,
    NewspaperSettings,
    Picture,
    SearchEntry,
    Section,
    StandingPage,
    Tag,
    Tagging,
)

FOLDER = Path(__file__).resolve().parent
CLOSED = "closed"
ADBLOCK_NOTE = (
    "You seem to block advertising. Nothing on this page follows you, whatever you let through; but the two small ads"
    " at the harbor end of the paper pay for the reporter who sat through the council meeting. Please consider them."
)


def load(now: datetime, author: User) -> dict[str, Article]:
    """All articles by slug; dates are counted back from `now`, so that the paper is always of today."""
    sections = _load_sections()
    authors = _load_authors(author)
    _load_standing_pages()
    NewspaperSettings.objects.create(pk=1, adblock_note=ADBLOCK_NOTE)
    articles = {data["slug"]: _load_article(data, sections, authors, now) for data in _read("articles")}
    for data in _read("articles"):
        articles[data["slug"]].related.set(articles[slug] for slug in data.get("related", ()))
    _load_tags(articles)
    SearchEntry.objects.keep(article.pk for article in articles.values())
    return articles


def _load_tags(articles: dict[str, Article]) -> None:
    chosen = [(articles[data["slug"]], name) for data in _read("articles") for name in data["tags"]]
    tags = {name: Tag.objects.create(name=name, slug=slugify(name)) for name in dict.fromkeys(tag for _, tag in chosen)}
    Tagging.objects.bulk_create(
        Tagging(article=article, tag=tags[name], position=position) for position, (article, name) in enumerate(chosen)
    )


def read_json(name: str) -> Any:
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def _load_sections() -> dict[str, Section]:
    sections: dict[str, Section] = {}
    for position, data in enumerate(sorted(read_json("sections.json"), key=lambda data: bool(data["parent"]))):
        parent = sections[data["parent"]] if data["parent"] else None
        sections[data["slug"]] = Section.objects.create(**data | {"parent": parent, "position": position})
    return sections


def _load_authors(account: User) -> dict[str, Author]:
    authors: dict[str, Author] = {}
    for data in read_json("authors.json"):
        author = Author(**data | {"portrait": _picture(data["portrait"], alt=data["name"])})
        author.user = account if author.name == account.public_name else None
        author.save()
        authors[author.slug] = author
    return authors


def _load_standing_pages() -> None:
    for position, data in enumerate(_read("pages")):
        StandingPage.objects.create(**data | {"position": position, "is_public": True})


def _read(folder: str) -> Iterator[dict[str, Any]]:
    for path in sorted((FOLDER / folder).glob("*.html")):
        _, front_matter, body = path.read_text(encoding="utf-8").split("---\n", 2)
        yield json.loads(front_matter) | {"body": body.strip()}


def _load_article(
    data: dict[str, Any], sections: dict[str, Section], authors: dict[str, Author], now: datetime
) -> Article:
    columns = ("headline", "slug", "standfirst", "label", "status", "body")
    article = Article(**{column: data[column] for column in columns}, section=sections[data["section"]])
    article.published_at = now - timedelta(days=data["days_ago"])
    article.takes_comments = data["comments"] != CLOSED
    words = {"alt": data["picture_alt"], "caption": data["caption"], "credit": data["credit"]}
    article.picture = _picture(data["picture"], **words)
    article.save()
    Byline.objects.bulk_create(
        Byline(article=article, author=authors[slug], position=position, job_title=job_title)
        for position, (slug, job_title) in enumerate(data["authors"])
    )
    return article


def _picture(name: str, **words: str) -> Picture | None:
    if not name:
        return None
    upload = SimpleUploadedFile(name, (FOLDER / "pictures" / name).read_bytes())
    return Picture.objects.take_in(upload, by=None, **words)[0]
