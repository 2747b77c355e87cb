"""Archives that no backup makes, each made from a good one by one change."""

import hashlib
import json
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

Entries = dict[str, bytes]
Manifest = dict[str, Any]

ALERTS = "tables/comments.alert.jsonl"


def parts_of(archive: Path) -> Entries:
    with ZipFile(archive) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


def put_together(path: Path, entries: Entries) -> None:
    with ZipFile(path, "w") as zipped:
        for name, content in entries.items():
            zipped.writestr(name, content, ZIP_STORED if name.startswith("media/") else ZIP_DEFLATED)


def with_manifest(change: Callable[[Manifest], Any]) -> Callable[[Entries], None]:
    def tamper(entries: Entries) -> None:
        manifest = json.loads(entries["manifest.json"])
        change(manifest)
        entries["manifest.json"] = json.dumps(manifest).encode()

    return tamper


def with_rows(table: str, content: bytes) -> Callable[[Entries], None]:
    """The manifest agrees, so nothing but the rows themselves is wrong."""

    def tamper(entries: Entries) -> None:
        entries[f"tables/{table}.jsonl"] = content
        with_manifest(lambda manifest: listed(manifest, table).update(figures(content)))(entries)

    return tamper


def with_media(name: str, content: bytes = b"#!/bin/sh") -> Callable[[Entries], None]:
    """One more file, which list and manifest know."""

    def tamper(entries: Entries) -> None:
        line = json.dumps([name, len(content), hashlib.sha256(content).hexdigest()]).encode() + b"\n"
        entries["media.jsonl"] += line
        entries[f"media/{name}"] = content
        with_manifest(lambda manifest: manifest["media"].update(figures(entries["media.jsonl"])))(entries)

    return tamper


def listed(manifest: Manifest, table: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in manifest["tables"] if each["name"] == table)
    return found


def figures(content: bytes) -> dict[str, Any]:
    return {"rows": content.count(b"\n"), "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def a_link(path: Path, entries: Entries) -> None:
    """As the picture that rows name, to a file of the machine."""
    name = next(name for name in entries if name.startswith("media/originals/"))
    with ZipFile(path, "w") as zipped:
        for each, content in entries.items():
            info = ZipInfo(each)
            info.external_attr = (stat.S_IFLNK | 0o777) << 16 if each == name else 0o600 << 16
            zipped.writestr(info, content)


def twice(path: Path, entries: Entries) -> None:
    put_together(path, entries)
    with ZipFile(path, "a") as zipped:
        zipped.writestr("manifest.json", entries["manifest.json"])
