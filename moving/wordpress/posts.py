"""A post or page of an export as plain values."""

from collections.abc import Callable, Collection, Iterator
from datetime import datetime, tzinfo
from functools import partial
from typing import Any
from urllib.parse import unquote

from articles.models import Status
from moving.imports.mapping import PAGE, SECTION, TAG
from moving.imports.values import Article, Body, FindAttachments, Finding
from moving.wordpress import content, dates, footnotes, own, own_body
from moving.wordpress.addresses import parted
from moving.wordpress.comments import KEY
from moving.wordpress.meta import meta_of
from moving.wordpress.shared import Site
from moving.xml.plain import line_of
from moving.xml.stream import Element

STATUSES = {
    "publish": Status.PUBLISHED,
    "future": Status.PUBLISHED,
    "private": Status.UNPUBLISHED,
    "draft": Status.DRAFT,
    "pending": Status.IN_REVIEW,
    "trash": Status.UNPUBLISHED,
    "inherit": Status.UNPUBLISHED,
}
NEVER_PUBLIC = ("draft", "pending", "auto-draft")
TRASHED = "__trashed"
DEFAULT_CATEGORY = "uncategorized"
PRIMARY = "_primary_category"  # the choice of several, as plugins keep it: "_yoast_wpseo_primary_category"


def read(item: Element, site: Site, zone: tzinfo, now: datetime) -> tuple[Article | None, list[Finding]]:
    """The article, with what is odd about it; none where there is no telling which it would be."""
    key, status = item.child("wp:post_id"), item.child("wp:status")
    about = f"{item.child('wp:post_type')} {key}".strip()
    if not KEY.fullmatch(key):
        return None, [Finding(item.line, about, "no_number")]
    if status not in STATUSES:
        return None, [Finding(item.line, about, "unknown_status", status)]
    post = _Post(item, site, zone, now)
    site.kinds.note_fields(post.meta)
    return post.article(), [Finding(item.line, about, why, told) for why, told in post.oddities()]


class _Post:
    def __init__(self, item: Element, site: Site, zone: tzinfo, now: datetime) -> None:
        self.item, self.site, self.zone, self.now = item, site, zone, now
        self.key, self.status = item.child("wp:post_id"), item.child("wp:status")
        self.meta = meta_of(item, "wp:postmeta")
        self.at = own.exact(self.meta, "published_at", dates.published(item, zone))
        self.is_page = site.kinds.becomes(item.child("wp:post_type")) == PAGE
        self.has_password = bool(item.child("wp:post_password"))

    def article(self) -> Article:
        item, status = self.item, self._status()
        return Article(
            key=self.key,
            headline=line_of(item.child("title")),
            status=status,
            write_body=self._body(),
            is_page=self.is_page,
            slug=self._slug(),
            standfirst=line_of(item.child("excerpt:encoded")),
            created_at=own.moment(self.meta, "created_at") or self.at,
            published_at=self._published_at(status),
            updated_at=own.exact(self.meta, "updated_at", dates.of(item, "wp:post_modified", self.zone)),
            authors=own.authors(self.meta, item.child("dc:creator")) or self.site.bylines.of(item),
            sections=tuple(self._sections()),
            tags=tuple(_named(item, self.site.kinds.domains(TAG))),
            paths=tuple(dict.fromkeys(self._all_paths(status))),
            takes_comments=item.child("wp:comment_status") == "open",
            picture=self._one("_thumbnail_id"),
            line=item.line,
            job_titles=own.job_titles(self.meta),
            corrections=own.corrections(self.meta),
            columns=self._columns(status),
        )

    def _body(self) -> Callable[[FindAttachments], Body]:
        source = self.item.child("content:encoded")
        if self.site.is_own:
            return partial(own_body.of, source, self.site.address)
        source = footnotes.placed(source, self._one("footnotes"))
        return partial(content.body_of, self.key, self.item.line, source, self.site)

    def _columns(self, status: Status) -> dict[str, Any]:
        if self.is_page:
            return own.of_page(self.meta, self.item.child("wp:menu_order"))
        return own.of_article(self.meta, self._published_at(status))

    def oddities(self) -> Iterator[tuple[str, str]]:
        if self.has_password:
            yield "has_password", ""
        if self.status == "publish" and self.at is None:
            yield "article_undated", ""
        if self.status == "publish" and self.at and self.at > self.now:
            yield "article_of_the_future", self.at.isoformat(" ", "minutes")
        if self.item.child("wp:is_sticky") == "1" and self.status == "publish":
            yield "sticky", ""
        if any(child.is_too_long for child in self.item.children):
            yield "text_too_long", ""

    def _status(self) -> Status:
        before = self._one("_wp_trash_meta_status") if self.status == "trash" else self.status
        if self.status == "trash" and before in NEVER_PUBLIC:
            return Status.DRAFT
        stands = Status.UNPUBLISHED if self.has_password else STATUSES[self.status]
        return own.status_of_page(self.meta, stands) if self.is_page else stands

    def _published_at(self, status: Status) -> datetime | None:
        if status in (Status.DRAFT, Status.IN_REVIEW):
            return own.moment(self.meta, "published_at")
        return self.at or (self.now if status == Status.PUBLISHED else None)

    def _one(self, name: str) -> str:
        return self.meta.get(name, [""])[-1].strip()

    def _slug(self) -> str:
        return unquote(self._one("_wp_desired_post_slug") or self.item.child("wp:post_name")).removesuffix(TRASHED)

    def _sections(self) -> list[str]:
        """The one that was chosen to stand first, else the first that is more than none."""
        found = _named(self.item, self.site.kinds.domains(SECTION))
        numbers = {values[-1] for name, values in self.meta.items() if name.endswith(PRIMARY)}
        chosen = {self.site.numbers.get(number, number) for number in numbers}
        return sorted(found, key=lambda each: (each not in chosen, each == DEFAULT_CATEGORY))

    def _all_paths(self, status: Status) -> Iterator[str]:
        yield from own.all_of(self.meta, "address")
        if status == Status.PUBLISHED:
            yield from self._paths()
        if status == Status.PUBLISHED and not self.is_page:
            yield from self.site.shared.paths(self.key)

    def _paths(self) -> Iterator[str]:
        """Without those of a question ("?p=17"), which name nothing."""
        address = parted(self.item.child("link"))
        path = "/" + unquote(address.path).lstrip("/")
        if path.strip("/") and not address.query:
            yield path
            base, _slug = path.rstrip("/").rsplit("/", 1)
            slash = "/" if path.endswith("/") else ""
            yield from (f"{base}/{unquote(former)}{slash}" for former in self.meta.get("_wp_old_slug", ()) if former)


def _named(item: Element, domains: Collection[str]) -> list[str]:
    """Keys of what it is filed under; exports of old have each of them twice, once without a key."""
    return list(
        dict.fromkeys(
            key
            for each in item.all("category")
            if each.attributes.get("domain") in domains and (key := each.attributes.get("nicename", ""))
        )
    )
