"""Exports of WordPress (WXR 1.0 to 1.2) as plain values. They are read twice: first for all that articles point at."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, tzinfo
from itertools import chain
from pathlib import Path

from django.utils import timezone

from moving.imports.mapping import Mapping
from moving.imports.values import EndOfArticle, Finding, Surveyed, Tally, Told
from moving.wordpress import bylines, comments, own, posts, terms
from moving.wordpress.bases import Links
from moving.wordpress.items import COMMENT, ITEM, Items
from moving.wordpress.kinds import ATTACHMENT, BLOCK, Kinds
from moving.wordpress.meta import meta_of
from moving.wordpress.shared import Site
from moving.xml.files import opened
from moving.xml.mending import Mending
from moving.xml.stream import Element, End, Event

MENU = "nav_menu_item"


class WordPress:
    system = "wordpress"

    def __init__(self, paths: Sequence[Path], who: Mapping | None = None, zone: tzinfo | None = None) -> None:
        self.paths, self.who = paths, who or Mapping()
        self.zone = zone or timezone.get_default_timezone()
        self.now = timezone.now()
        self.told = Site(kinds=Kinds(self.who.types, self.who.taxonomies))  # as the survey finds it
        self.named, self.links = terms.Named(), Links()
        self.tally = Tally()
        self.found: list[Finding] = []  # by the survey
        self.size = 2 * sum(path.stat().st_size for path in paths) or 1
        self.read_so_far = 0

    @property
    def site(self) -> str:
        return self.told.address

    @property
    def done(self) -> float:
        return min(1.0, self.read_so_far / self.size)

    def survey(self) -> Iterator[Surveyed]:
        for path in self.paths:
            names = set()
            for event in self._events(path, passes={COMMENT}):
                names.add(event.name if isinstance(event, Element) else "")
                yield from self._noted(self._surveyed(event))
            if not any(name in ("", ITEM) or name.startswith("wp:") for name in names):
                self.found.append(Finding(0, path.name, "no_wordpress"))
        yield from self._noted(chain(self.named.told(), self.told.bylines.nameless()))

    def _noted(self, surveyed: Iterator[Surveyed]) -> Iterator[Surveyed]:
        for each in surveyed:
            self.links.note_term(each)
            yield each

    def read(self) -> Iterator[Told]:
        yield from self.found
        for path in self.paths:
            yield from _Articles(self).read(self._events(path))
        yield from self.told.kinds.told()
        yield from self.links.told(self.who)

    def _events(self, path: Path, passes: Collection[str] = ()) -> Iterator[Event]:
        """With what was found on the way; a file's own faults are told by its name where there are several."""
        before = self.read_so_far
        with opened(path) as stream:
            mending = Mending(stream)
            for event in Items(passes).events(mending.pieces()):
                self.read_so_far = before + stream.tell()
                yield self._named(event, path) if isinstance(event, Finding) else event
            self.read_so_far = before + stream.tell()
            yield from (self._named(finding, path) for finding in mending.findings)

    def _named(self, finding: Finding, path: Path) -> Finding:
        return finding if finding.about else finding._replace(about=path.name)

    def _surveyed(self, event: Event) -> Iterator[Surveyed]:
        if not isinstance(event, Element):
            return
        if event.name == "generator":
            self.told.is_own = event.text == own.GENERATOR
        elif event.name in ("wp:base_blog_url", "link") and (event.name != "link" or not self.site):
            self.told.address = event.text.strip().rstrip("/")
        elif event.name == ITEM:
            yield from self._surveyed_item(event, event.child("wp:post_type"))
        elif event.name in terms.POINTED_AT:
            yield from terms.POINTED_AT[event.name](event, self.told)

    def _surveyed_item(self, item: Element, kind: str) -> Iterator[Surveyed]:
        if kind == ATTACHMENT:
            attachment = terms.attachment(item, is_own=self.told.is_own)
            self.told.shared.note_attachment(item, attachment.address)
            yield attachment
        elif kind == BLOCK:
            self.told.shared.note_block(item)
        elif kind == bylines.GUEST:
            yield from bylines.guest(item)
        elif kind == MENU:
            self.links.note_text(" ".join(meta_of(item, "wp:postmeta").get("_menu_item_url", ())), self.site)
        elif self.told.kinds.becomes(kind):
            self._note_post(item)

    def _note_post(self, item: Element) -> None:
        self.named.note(item, self.told.kinds)
        self.told.bylines.note(item)
        self.links.note_text(item.child("content:encoded"), self.site)


class _Articles:
    """What one file tells of articles and their comments."""

    def __init__(self, reader: WordPress) -> None:
        self.reader, self.site = reader, reader.told
        self.zone, self.now, self.tally = reader.zone, reader.now, reader.tally
        self.key = ""
        self.undated: datetime = reader.now

    def read(self, events: Iterator[Event]) -> Iterator[Told]:
        for event in events:
            if isinstance(event, Finding):
                yield event
            elif isinstance(event, End):
                yield from self._ended()
            elif event.name == ITEM:
                yield from self._item(event)
            elif event.name == COMMENT:
                yield from self._comment(event)

    def _ended(self) -> Iterator[Told]:
        if self.key:
            yield EndOfArticle(self.key)
        self.key = ""

    def _item(self, item: Element) -> Iterator[Told]:
        kind = item.child("wp:post_type")
        self.tally.add(kind or "item without a type")
        self.reader.links.pass_by(item.child("link"))
        if not self.site.kinds.becomes(kind):
            yield from self.site.kinds.leave_out(item, kind)
            return
        self.site.kinds.note_filing(item)
        article, findings = posts.read(item, self.site, self.zone, self.now)
        yield from findings
        if article:
            yield article
            self.key, self.undated = article.key, article.published_at or article.created_at or self.now

    def _comment(self, element: Element) -> Iterator[Told]:
        if comments.kind_of(element) in comments.PINGS:
            self.tally.add(comments.kind_of(element))
        elif not self.key:
            self.tally.add("comment of what is left out")
            yield Finding(element.line, f"comment {element.child('wp:comment_id')}", "article_left_out")
        else:
            yield from self._told(element)

    def _told(self, element: Element) -> Iterator[Told]:
        self.tally.add("comment")
        if any(child.is_too_long for child in element.children):
            yield Finding(element.line, f"comment {element.child('wp:comment_id')}", "text_too_long")
        told = comments.read(element, self.key, self.zone, min(self.undated, self.now), self.now)
        if not isinstance(told, Finding) and (odd := comments.odd_date(element, self.zone, self.now)):
            yield Finding(element.line, f"comment {told.key}", odd)
        yield told
