"""Reads feeds as a program does that knows nothing of this site."""

from typing import Any
from xml.etree import ElementTree

from django.test import Client

ATOM = "{http://www.w3.org/2005/Atom}"
DC = "{http://purl.org/dc/elements/1.1/}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
THREADS = "{http://purl.org/syndication/thread/1.0}"


def read(client: Client, address: str) -> ElementTree.Element:
    response = client.get(address)
    assert response.status_code == 200, address
    return ElementTree.fromstring(response.content)


def items(client: Client, address: str) -> list[dict[str, Any]]:
    """What RSS and Atom say in common, under one name each."""
    root = read(client, address)
    if root.tag == "rss":
        return [_item(item) for item in root.iterfind("channel/item")]
    return [_entry(entry) for entry in root.iterfind(f"{ATOM}entry")]


def _item(item: ElementTree.Element) -> dict[str, Any]:
    return {
        "id": item.findtext("guid"),
        "title": item.findtext("title"),
        "link": item.findtext("link"),
        "authors": [name.text for name in item.iterfind(f"{DC}creator")],
        "categories": [category.text for category in item.iterfind("category")],
        "summary": item.findtext("description"),
        "html": item.findtext(f"{CONTENT}encoded"),
    }


def _entry(entry: ElementTree.Element) -> dict[str, Any]:
    link = entry.find(f"{ATOM}link[@rel='alternate']")
    assert link is not None
    return {
        "id": entry.findtext(f"{ATOM}id"),
        "title": entry.findtext(f"{ATOM}title"),
        "link": link.get("href"),
        "authors": [name.text for name in entry.iterfind(f"{ATOM}author/{ATOM}name")],
        "categories": [category.get("term") for category in entry.iterfind(f"{ATOM}category")],
        "summary": entry.findtext(f"{ATOM}summary"),
        "html": entry.findtext(f"{ATOM}content"),
    }


def enclosures(client: Client, address: str) -> list[tuple[str | None, ...]]:
    """Address, type and length of each."""
    root = read(client, address)
    rss = [(found.get("url"), found.get("type"), found.get("length")) for found in root.iter("enclosure")]
    links = root.iterfind(f"{ATOM}entry/{ATOM}link[@rel='enclosure']")
    return [*rss, *((found.get("href"), found.get("type"), found.get("length")) for found in links)]
