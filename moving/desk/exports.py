"""What can be exported by the admin's pages. Each file is written by the functions of its command, in the worker."""

from __future__ import annotations

import errno
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from moving.archive import destination
from moving.archives import writing as archives
from moving.desk.exports_forms import ArchiveForm, ArticlesForm, CommentsForm, ExportForm, Options, WordPressForm
from moving.desk.kinds import Kind, register
from moving.desk.watch import Watch
from moving.lists.articles import ARTICLES, articles_asked_for
from moving.lists.comments import COMMENTS, COMMENTS_AND_PEOPLE, comments_asked_for
from moving.lists.listing import write
from moving.models import Course, Step, Transfer
from moving.refused import Refused
from moving.wxr import writing as wxr

OUT = "out"
PART = "admin/moving/_export.html"
MADE = "made"  # the name of every file in its folder
NAMED_AT_MOST = 200
NO_ROOM = gettext_noop("The disk on which it was to be written is full. What had been written is deleted.")
NOT_WRITTEN = gettext_noop("The file could not be written (%(reason)s).")

type Report = dict[str, Any]


@dataclass(frozen=True)
class Export:
    """`total` is for the progress; what `write` returns is told on the page when all is there."""

    name: str
    title: Promise
    about: Promise
    form: type[ExportForm]
    total: Callable[[Options], int]
    write: Callable[[BinaryIO, Options, Watch], Report]

    @property
    def kind(self) -> str:
        return f"export_{self.name}"

    @property
    def address(self) -> str:
        return f"moving:{self.kind}"

    def registered(self) -> Kind:
        return Kind(
            self.kind, self.title, self.about, OUT, {Step.MAKE: self.make}, self.address, PART, shown, group=OUT
        )

    def make(self, transfer: Transfer, watch: Watch) -> Report:
        """Written beside its place and put there once it is whole: what a kill left is written over."""
        watch.total = self.total(transfer.options)
        place = file_of(transfer)
        try:
            with destination(str(place), force=True) as stream:
                report = self.write(stream, transfer.options, watch)
        except OSError as error:
            raise _refused(error) from error
        return report | {"size": place.stat().st_size}


def _refused(error: OSError) -> Refused:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Refused(NO_ROOM)
    return Refused(NOT_WRITTEN, reason=error.strerror or type(error).__name__)


def file_of(transfer: Transfer) -> Path:
    return transfer.path / MADE


def is_there(transfer: Transfer) -> bool:
    """Whether it can be downloaded."""
    is_made = transfer.kind in BY_KIND and transfer.is_at(Step.MAKE, Course.DONE)
    return is_made and not transfer.forgotten_at and file_of(transfer).is_file()


def _write_archive(stream: BinaryIO, options: Options, watch: Watch) -> Report:
    manifest = archives.export(stream, watch)
    missing = manifest.missing
    return {
        "records": sum(each.rows for each in manifest.records),
        "kinds": len(manifest.records),
        "media": manifest.media.rows,
        "missing": missing[:NAMED_AT_MOST],
        "missing_besides": len(missing[NAMED_AT_MOST:]),
    }


def _write_wxr(stream: BinaryIO, options: Options, watch: Watch) -> Report:
    counts = wxr.counts()
    wxr.export(stream, watch)
    return {"wordpress": counts}


def _articles(options: Options) -> QuerySet[Any]:
    return articles_asked_for(options["status"], _moment(options["since"]), _moment(options["until"]))


def _write_articles(stream: BinaryIO, options: Options, watch: Watch) -> Report:
    write(stream, ARTICLES, _articles(options), options["format"], watch)
    return {"rows": watch.done}


def _comments(options: Options) -> QuerySet[Any]:
    asked = options["status"], _moment(options["since"]), _moment(options["until"]), options["article"]
    return comments_asked_for(*asked)


def _write_comments(stream: BinaryIO, options: Options, watch: Watch) -> Report:
    listing = COMMENTS_AND_PEOPLE if options["people"] else COMMENTS
    write(stream, listing, _comments(options), options["format"], watch)
    return {"rows": watch.done}


def _moment(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None


EXPORTS = (
    Export(
        "archive",
        _("Archive"),
        _(
            "Everything, public and private, in one file for another installation. It holds e-mail and IP addresses,"
            " password hashes and second factors: whoever has it has your newspaper."
        ),
        ArchiveForm,
        lambda options: archives.total(),
        _write_archive,
    ),
    Export(
        "wordpress",
        _("For WordPress"),
        _(
            "Articles, pages and comments for WordPress's own importer; pictures by their addresses. It holds drafts,"
            " and e-mail and IP addresses of commenters."
        ),
        WordPressForm,
        lambda options: wxr.total(),
        _write_wxr,
    ),
    Export(
        "articles",
        _("List of articles"),
        _("For a spreadsheet or a program, with their texts; drafts among them, unless you choose."),
        ArticlesForm,
        lambda options: _articles(options).count(),
        _write_articles,
    ),
    Export(
        "comments",
        _("List of comments"),
        _("For a spreadsheet or a program; with e-mail and IP addresses only if you choose so."),
        CommentsForm,
        lambda options: _comments(options).count(),
        _write_comments,
    ),
)
BY_KIND = {export.kind: export for export in EXPORTS}


def shown(transfer: Transfer) -> dict[str, Any]:
    """What the page of a transfer tells of it."""
    return {"export": BY_KIND[transfer.kind], "is_there": is_there(transfer), "report": transfer.report.get(Step.MAKE)}


def register_all() -> None:
    for export in EXPORTS:
        register(export.registered())
