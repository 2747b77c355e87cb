"""Comments of the export as rows: each with the status it has, past the verbs, in few statements a portion.

No check, no feedback and no mail comes of it: nothing of that is written.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article
from comments import markup
from comments.alike import number_of
from comments.models import Badge, Check, Comment, Discussion, Status, Submission, Wording
from database import bulk
from database.numbers import reserve
from moving.imports import requests, tallies, threads, values
from moving.imports.ledger import Entry, Ledger
from moving.imports.report import Report
from moving.imports.threads import Place
from moving.imports.values import Finding
from moving.imports.writers import Writers
from moving.models import Kind

LONGEST_NAME, LONGEST_WEBSITE = 80, 200
REASONS = {Status.PENDING: "imported", Status.REJECTED: "imported_trash", Status.SPAM: "imported_spam"}

type Row = dict[str, Any]
type Above = dict[tuple[int, str], Place]  # by article and key: nobody answers across articles


@dataclass
class Under:
    """The article of some comments of a portion: its row, and who wrote it."""

    article: Article
    logins: Collection[str] = ()

    @cached_property
    def permalink(self) -> str:
        return settings.SITE_URL + self.article.get_absolute_url()


@dataclass
class Comments:
    ledger: Ledger
    report: Report
    writers: Writers

    def write(self, under: Mapping[str, Under], comments: Sequence[values.Comment]) -> None:
        """In a transaction. What they answer is among them, or here, or missing."""
        self._note_twins([each for each in comments if each.here])
        ordered = self._ordered([each for each in comments if not each.here])
        above = self._above(comments)
        people = self.writers.of(ordered)
        rows: list[Row] = []
        for value, pk in zip(ordered, reserve(Comment, len(ordered)), strict=True):
            place = self._place(value, pk, under[value.article].article.pk, above)
            who = {"commenter_id": people.get(value.key), "badge": self._badge(value, under[value.article])}
            rows.append(_row(value, place, under[value.article].article, who))
        show_ancestors(rows)
        bulk.write(Comment, rows)
        self._write_beside(under, ordered, rows)
        tallies.of_people(Counter((row["commenter_id"], row["status"]) for row in rows if row["commenter_id"]))

    def _note_twins(self, twins: Sequence[values.Comment]) -> None:
        if twins:
            self.ledger.note(Kind.COMMENT, (Entry(each.key, each.here, each.status, is_ours=False) for each in twins))

    def _ordered(self, comments: Sequence[values.Comment]) -> list[values.Comment]:
        by_article: dict[str, list[values.Comment]] = {}
        for each in comments:
            by_article.setdefault(each.article, []).append(each)
        ordered: list[values.Comment] = []
        self.circular: set[str] = set()
        for some in by_article.values():
            arranged, circular = threads.arranged(some)
            ordered += arranged
            self.circular |= circular
        return ordered

    def _above(self, comments: Iterable[values.Comment]) -> Above:
        """What is here already of what they answer."""
        origins = self.ledger.known(Kind.COMMENT, {each.parent for each in comments if each.parent})
        rows = {origin.row: key for key, origin in origins.items()}
        found = list(Comment.objects.filter(pk__in=rows).values_list("pk", "root", "depth", "parent", "article"))
        self.places = {pk: Place(pk, root or pk, depth, parent) for pk, root, depth, parent, _article in found}
        return {(article, rows[pk]): self.places[pk] for pk, *_place, article in found}

    def _place(self, value: values.Comment, pk: int, article: int, above: Above) -> Place:
        parent = None if value.key in self.circular else above.get((article, value.parent))
        if value.key in self.circular:
            self._tell(value, "parents_in_circle")
        elif value.parent and parent is None:
            self._tell(value, "parent_missing", value.parent)
        place = threads.place_under(parent, pk, self.places)
        if parent and place.parent != parent.row:
            self._tell(value, "thread_too_deep")
        above[article, value.key] = self.places[pk] = place
        return place

    def _badge(self, value: values.Comment, under: Under) -> str:
        login = self.writers.login_of(value)
        return Badge.AUTHOR if login and login in under.logins else ""

    def _tell(self, value: values.Comment, why: str, detail: str = "") -> None:
        self.report.add(Finding(value.line, f"comment {value.key}", why, detail))

    def _write_beside(self, under: Mapping[str, Under], ordered: Sequence[values.Comment], rows: Sequence[Row]) -> None:
        now = timezone.now()
        pairs = list(zip(ordered, rows, strict=True))
        kept = [(value, row) for value, row in pairs if requests.is_kept(value, now)]
        bulk.write(Submission, [_request_of(value, row, under[value.article]) for value, row in kept])
        bulk.write(Check, [check for value, row in pairs for check in requests.checks_of(value, row["id"])])
        numbers = ((row["id"], number_of(row["text"])) for row in rows)
        bulk.write(Wording, [{"comment_id": pk, "number": number} for pk, number in numbers if number])
        self.ledger.note(Kind.COMMENT, [Entry(value.key, row["id"], row["status"]) for value, row in pairs])
        self._count_left_out(ordered, len(kept))

    def try_out(self, comments: Sequence[values.Comment]) -> None:
        """Counts what would be left out, and writes nothing."""
        now = timezone.now()
        new = [value for value in comments if not value.here]
        self._count_left_out(new, sum(requests.is_kept(value, now) for value in new))

    def _count_left_out(self, comments: Sequence[values.Comment], kept: int) -> None:
        self.report.counts["request_left_out"] += sum(bool(value.address) for value in comments) - kept


def may_be_empty(value: values.Comment) -> bool:
    """What is here already isn't written; of others a stub may hold answers together."""
    return bool(value.here) or value.status == Status.WITHDRAWN or "emptied_at" in value.columns


def _request_of(value: values.Comment, row: Row, under: Under) -> Row:
    return requests.request_of(value, row, under.permalink, under.article.updated_at)


def _row(value: values.Comment, place: Place, article: Article, who: Row) -> Row:
    is_root = place.parent is None
    return {
        "id": place.row,
        "article_id": article.pk,
        "section": article.section_id,
        "parent_id": place.parent,
        "root_id": None if is_root else place.root,
        "depth": place.depth,
        "status": value.status,
        "reason": REASONS.get(Status(value.status), ""),
        "on_page": value.status == Status.APPROVED,
        **_words(value),
        "created_at": value.created_at,
        "edited_at": None,
        "featured_at": None,
        "asked_at": value.created_at,
        "decided_at": _decided_at(value),
        **who,
        **value.columns,
    }


def _words(value: values.Comment) -> Row:
    """What was taken back and left without words is a stub, which holds its answers together."""
    if not value.text:
        emptied_at = value.decided_at or value.created_at
        return {"name": "", "website": "", "text": "", "html": "", "markup": markup.MARKUP, "emptied_at": emptied_at}
    return {
        "name": value.name[:LONGEST_NAME] or _("Anonymous"),
        "website": _website(value.website),
        "text": value.text,
        "html": markup.render(value.text),
        "markup": markup.MARKUP,
        "emptied_at": None,
    }


def _website(written: str) -> str:
    """As the form would take it."""
    address = written if "://" in written or not written else f"http://{written}"
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    sound = parts.scheme in ("http", "https") and "." in parts.netloc and "@" not in parts.netloc
    return address if sound and len(address) <= LONGEST_WEBSITE and not set(address) & set(' "<>\\') else ""


def _decided_at(value: values.Comment) -> datetime | None:
    return None if value.status == Status.PENDING else value.decided_at or value.created_at


def show_ancestors(rows: Sequence[Row]) -> None:
    """What stands above a public answer is on the page, as a tombstone where it is not public itself.

    Of rows that are about to be written, each after what it answers; so each is looked at once, however long a thread.
    """
    about_to_be = {row["id"]: row for row in rows}
    above: set[int] = set()
    for row in reversed(rows):
        if row["on_page"] and (parent := row["parent_id"]):
            if parent in about_to_be:
                about_to_be[parent]["on_page"] = True
            else:
                above.add(parent)
    while above:
        above = _shown(above)


def _shown(comments: Collection[int]) -> set[int]:
    """What stands above those of them that were not on the page yet."""
    hidden = dict(Comment.objects.filter(pk__in=comments, on_page=False).values_list("pk", "parent"))
    Comment.objects.filter(pk__in=hidden).update(on_page=True)
    return {parent for parent in hidden.values() if parent}


def settle(articles: Collection[int]) -> None:
    """What is kept about their discussions, once all their comments are written; in a transaction."""
    for article in sorted(articles):
        Discussion.lock(article).recount_with_threads()
