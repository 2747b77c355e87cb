"""The two forms in which feeds are written. Names have their prefix spelled out, as readers of feeds expect it."""

from collections.abc import Callable
from datetime import datetime
from email.utils import format_datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from django.conf import settings
from django.utils import timezone

from articles.feeds.entries import Answered, Entry, Feed, allowed

ATOM = "http://www.w3.org/2005/Atom"
THREADS = "http://purl.org/syndication/thread/1.0"
RSS_NAMES = {
    "xmlns:atom": ATOM,
    "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
    "xmlns:thr": THREADS,
    "xmlns:wfw": "http://wellformedweb.org/CommentAPI/",
}


def write_rss(feed: Feed) -> bytes:
    root = Element("rss", {"version": "2.0", **RSS_NAMES})
    channel = SubElement(root, "channel")
    _add(channel, "title", feed.title)
    _add(channel, "link", feed.home)
    _add(channel, "description", feed.subtitle or feed.title)
    _add(channel, "language", settings.LANGUAGE_CODE)
    _add(channel, "lastBuildDate", _rfc822(feed.updated(timezone.now())))
    _add(channel, "atom:link", rel="self", type=TYPES["rss"], href=f"{feed.address}.rss")
    _add(channel, "atom:link", rel="alternate", type=TYPES["atom"], href=f"{feed.address}.atom")
    for entry in feed.entries:
        _add_item(SubElement(channel, "item"), entry)
    return _written(root)


def _add_item(item: Element, entry: Entry) -> None:
    _add(item, "title", entry.title)
    _add(item, "link", entry.address)
    _add(item, "guid", entry.identifier, isPermaLink="false")
    _add(item, "pubDate", _rfc822(entry.published))
    for person in entry.authors:
        _add(item, "dc:creator", person.name)
    for category in entry.categories:
        _add(item, "category", category)
    if entry.summary:
        _add(item, "description", entry.summary)
    _add(item, "content:encoded", entry.html)
    if entry.picture:
        _add(item, "enclosure", url=entry.picture.address, type=entry.picture.type, length=str(entry.picture.length))
    if entry.comments:
        _add(item, "comments", entry.comments)
    if entry.comment_feed:
        _add(item, "wfw:commentRss", f"{entry.comment_feed}.rss")
    _add_answered(item, entry.answers)


def write_atom(feed: Feed) -> bytes:
    root = Element("feed", {"xmlns": ATOM, "xmlns:thr": THREADS, "xml:lang": settings.LANGUAGE_CODE})
    _add(root, "id", feed.identifier)
    _add(root, "title", feed.title)
    if feed.subtitle:
        _add(root, "subtitle", feed.subtitle)
    _add(root, "updated", _rfc3339(feed.updated(timezone.now())))
    _add(SubElement(root, "author"), "name", settings.SITE_NAME)
    _add(root, "icon", f"{settings.SITE_URL}/favicon.ico")
    _add(root, "link", rel="self", type=TYPES["atom"], href=f"{feed.address}.atom")
    _add(root, "link", rel="alternate", type="text/html", href=feed.home)
    for entry in feed.entries:
        _add_entry(SubElement(root, "entry"), entry)
    return _written(root)


def _add_entry(root: Element, entry: Entry) -> None:
    _add(root, "id", entry.identifier)
    _add(root, "title", entry.title)
    _add(root, "published", _rfc3339(entry.published))
    _add(root, "updated", _rfc3339(entry.updated))
    for person in entry.authors:
        author = SubElement(root, "author")
        _add(author, "name", person.name)
        if person.address:
            _add(author, "uri", person.address)
    for category in entry.categories:
        _add(root, "category", term=category)
    if entry.summary:
        _add(root, "summary", entry.summary)
    _add(root, "content", entry.html, type="html")
    _add(root, "link", rel="alternate", type="text/html", href=entry.address)
    if picture := entry.picture:
        _add(root, "link", rel="enclosure", type=picture.type, length=str(picture.length), href=picture.address)
    if entry.comment_feed:
        _add(root, "link", rel="replies", type=TYPES["atom"], href=f"{entry.comment_feed}.atom")
    _add_answered(root, entry.answers)


def _add_answered(root: Element, answered: Answered | None) -> None:
    """RFC 4685; RSS borrows it."""
    if answered:
        _add(root, "thr:in-reply-to", ref=answered.identifier, href=answered.address, type="text/html")


def _add(parent: Element, tag: str, text: str = "", **attributes: str) -> None:
    SubElement(parent, tag, {name: allowed(value) for name, value in attributes.items()}).text = allowed(text)


def _rfc822(moment: datetime) -> str:
    return format_datetime(timezone.localtime(moment))


def _rfc3339(moment: datetime) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds")


def _written(root: Element) -> bytes:
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written


TYPES = {"rss": "application/rss+xml", "atom": "application/atom+xml"}
WRITERS: dict[str, Callable[[Feed], bytes]] = {"rss": write_rss, "atom": write_atom}
