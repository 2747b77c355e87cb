"""Pictures of a folder of uploads, taken in as an editor's upload is: those that articles show, each once."""

import re
from collections.abc import Iterator, Mapping
from html import escape, unescape
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from articles import pictures
from articles.models import Picture
from moving.imports.ledger import Entry, Ledger
from moving.imports.report import Report
from moving.imports.values import Attachment, Finding
from moving.models import Kind

LONGEST_WORDS, LONGEST_CREDIT = 300, 120
LONGEST_PATH = 1_000
_IMG = re.compile(r'<img src="([^"]*)"([^<>]*)>')
_ALT = re.compile(r' alt="([^"]*)"')
_LEFT_EMPTY = re.compile(r"<a\b[^<>]*>\s*</a>|<p>\s*(?:<a\b[^<>]*>\s*</a>\s*)?</p>")
_EMPTY_FIGURE = re.compile(r"<figure>\s*(?:<figcaption>((?:(?!</?fig).){0,5000})</figcaption>)?\s*</figure>", re.DOTALL)
_SIZE = re.compile(r"(?:-\d{1,5}x\d{1,5}|-scaled|-rotated)(?=\.\w+$)")
_SUFFIX = re.compile(r"(\.\w+)$")


class Pictures:
    def __init__(self, folder: Path | None, ledger: Ledger, report: Report, *, dry: bool) -> None:
        self.folder, self.ledger, self.report, self.dry = folder.resolve() if folder else None, ledger, report, dry
        self.rows: dict[str, Picture | None] = {}
        self.told: tuple[str, set[str]] = "", set()

    def within(self, html: str, about: str, line: int) -> str:
        """The text with pictures of ours; where one is missing, its caption stays."""

        def shown(found: re.Match[str]) -> str:
            alt = unescape(said[1]) if (said := _ALT.search(found[2])) else ""
            picture = self.take(unescape(found[1]), about, line, {"alt": alt[:LONGEST_WORDS]})
            return f'<img src="{escape(picture.url)}"{found[2]}>' if picture else ""

        there = _IMG.sub(shown, html)
        is_whole = there.count("<img ") == html.count("<img ")
        return _EMPTY_FIGURE.sub(_caption_alone, there if is_whole else _LEFT_EMPTY.sub("", there))

    def take(self, address: str, about: str, line: int, words: Mapping[str, Any]) -> Picture | None:
        """The row of the file that was to be had under that address."""
        path = self._find(address)
        if path is None:
            self._tell_missing(Finding(line, about, "picture_missing", address[:200]))
            return None
        name = path.as_posix()
        if name not in self.rows and not self.dry:
            self.rows[name] = self._known(name) or self._taken_in(path, Finding(line, about, "picture_refused"), words)
        return self.rows.get(name)

    def _tell_missing(self, finding: Finding) -> None:
        """Once for each article, however often it shows the picture."""
        about, addresses = self.told
        if about != finding.about:
            addresses = set()
        if finding.detail not in addresses:
            self.report.add(finding)
        self.told = finding.about, addresses | {finding.detail}

    def _find(self, address: str) -> Path | None:
        if self.folder is None:
            return None
        for name in candidates(_path_of(address)):
            path = (self.folder / name).resolve()
            if path.is_relative_to(self.folder) and path.is_file():
                return path.relative_to(self.folder)
        return None

    def _known(self, name: str) -> Picture | None:
        origin = self.ledger.known(Kind.PICTURE, [name]).get(name)
        return Picture.objects.filter(pk=origin.row).first() if origin else None

    def _taken_in(self, path: Path, refused: Finding, words: Mapping[str, Any]) -> Picture | None:
        """Decoded outside of the transaction that writes it."""
        try:
            clean = pictures.reencode(SimpleUploadedFile(path.name, self._content(path)))
        except (ValidationError, OSError) as error:
            why = " ".join(error.messages) if isinstance(error, ValidationError) else str(error.strerror)
            self.report.add(refused._replace(detail=f"{path}: {why}"))
            return None
        with transaction.atomic():
            self.ledger.hold()
            picture, is_new = Picture.objects.take_in(clean, by=None, **words)
            self.ledger.note(Kind.PICTURE, [Entry(path.as_posix(), picture.pk, is_ours=is_new)])
        return picture

    def _content(self, path: Path) -> bytes:
        """One byte more than may be, so that what is too large is refused as that."""
        with (Path(self.folder or "") / path).open("rb") as file:
            return file.read(pictures.MOST_BYTES + 1)


def words_of(attachment: Attachment) -> dict[str, Any]:
    """Columns of its picture."""
    return {
        "alt": (attachment.alt or attachment.title)[:LONGEST_WORDS],
        "caption": attachment.caption[:LONGEST_WORDS],
        "credit": attachment.credit[:LONGEST_CREDIT],
        "focus_x": attachment.focus[0],
        "focus_y": attachment.focus[1],
    }


def candidates(path: str) -> Iterator[str]:
    """Where the file may lie below the folder: as it was stored, in its full size first."""
    parts = PurePosixPath(path.lstrip("/")).parts
    below = next((parts[place + 1 :] for place, part in enumerate(parts) if part in ("uploads", "files")), parts)
    for names in (below, parts[-1:]):
        name = "/".join(names)
        if name:
            yield _SIZE.sub("", name)
            yield name
            yield _SUFFIX.sub(r"-scaled\1", _SIZE.sub("", name))


def _path_of(address: str) -> str:
    try:
        path = unquote(urlsplit(address).path)
    except ValueError:
        return ""
    return "" if "\0" in path or len(path) > LONGEST_PATH else path


def _caption_alone(found: re.Match[str]) -> str:
    return f"<p>{found[1]}</p>" if found[1] else ""
