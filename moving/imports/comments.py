"""Comments of the export as rows: each with the status it has, past the verbs, in few statements a portion.

No check, no feedback and no mail comes of it: nothing of that is written.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article
from comments import markup
from comments.alike import number_of
from comments.models import Badge, Check, Comment, Discussion, Status, Submission, Wording
from database.numbers import reserve
from moving.imports import requests, threads, values
from moving.imports.ledger import Entry, Ledger
from moving.imports.report import Report
from moving.imports.threads import Place
from moving.imports.values import Finding
from moving.imports.writers import Writers, recount
from moving.models import Kind

LONGEST_NAME, LONGEST_WEBSITE, LONGEST_EMAIL = 80, 200, 254
REASONS = {Status.PENDING: "imported", Status.REJECTED: "imported_trash", Status.SPAM: "imported_spam"}


@dataclass
class Under:
    """The article of some comments of a portion: its row, and who wrote it."""

    article: Article
    logins: Collection[str] = ()


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
        rows: list[Comment] = []
        for value, pk in zip(ordered, reserve(Comment, len(ordered)), strict=True):
            place = self._place(value, pk, above)
            who = {"commenter_id": people.get(value.key), "badge": self._badge(value, under[value.article])}
            rows.append(_row(value, place, under[value.article].article, who))
        Comment.objects.bulk_create(rows)
        self._write_beside(under, ordered, rows)
        show_ancestors({each.article_id for each in rows})
        recount(set(people.values()))

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

    def _above(self, comments: Iterable[values.Comment]) -> dict[str, Place]:
        """What is here already of what they answer, by keys."""
        origins = self.ledger.known(Kind.COMMENT, {each.parent for each in comments if each.parent})
        rows = {origin.row: key for key, origin in origins.items()}
        found = Comment.objects.filter(pk__in=rows).values_list("pk", "root", "depth", "parent")
        self.places = {pk: Place(pk, root or pk, depth, parent) for pk, root, depth, parent in found}
        return {rows[pk]: place for pk, place in self.places.items()}

    def _place(self, value: values.Comment, pk: int, above: dict[str, Place]) -> Place:
        parent = None if value.key in self.circular else above.get(value.parent)
        if value.key in self.circular:
            self._tell(value, "parents_in_circle")
        elif value.parent and parent is None:
            self._tell(value, "parent_missing", value.parent)
        place = threads.place_under(parent, pk, self.places)
        if parent and place.parent != parent.row:
            self._tell(value, "thread_too_deep")
        above[value.key] = self.places[pk] = place
        return place

    def _badge(self, value: values.Comment, under: Under) -> str:
        login = self.writers.login_of(value)
        return Badge.AUTHOR if login and login in under.logins else ""

    def _tell(self, value: values.Comment, why: str, detail: str = "") -> None:
        self.report.add(Finding(value.line, f"comment {value.key}", why, detail))

    def _write_beside(
        self, under: Mapping[str, Under], ordered: Sequence[values.Comment], rows: Sequence[Comment]
    ) -> None:
        now = timezone.now()
        pairs = list(zip(ordered, rows, strict=True))
        kept = [(value, row) for value, row in pairs if requests.is_kept(value, now)]
        Submission.objects.bulk_create(
            requests.request_of(value, row, under[value.article].article) for value, row in kept
        )
        Check.objects.bulk_create(check for value, row in pairs for check in requests.checks_of(value, row))
        numbered = ((row, number_of(row.text)) for row in rows)
        Wording.objects.bulk_create(Wording(comment=row, number=number) for row, number in numbered if number)
        self.ledger.note(Kind.COMMENT, (Entry(value.key, row.pk, row.status) for value, row in pairs))
        left = sum(bool(value.address) for value, _row in pairs) - len(kept)
        self.report.counts["request_left_out"] += left


def _row(value: values.Comment, place: Place, article: Article, who: dict[str, Any]) -> Comment:
    is_root = place.parent is None
    return Comment(
        pk=place.row,
        article=article,
        section=article.section_id,
        parent_id=place.parent,
        root_id=None if is_root else place.root,
        depth=place.depth,
        status=value.status,
        reason=REASONS.get(Status(value.status), ""),
        on_page=value.status == Status.APPROVED,
        **_words(value),
        created_at=value.created_at,
        asked_at=value.created_at,
        decided_at=_decided_at(value),
        **who,
    )


def _words(value: values.Comment) -> dict[str, Any]:
    """What was taken back and left without words is a stub, which holds its answers together."""
    if not value.text:
        return {"emptied_at": value.decided_at or value.created_at, "markup": markup.MARKUP}
    return {
        "name": value.name[:LONGEST_NAME] or _("Anonymous"),
        "website": _website(value.website),
        "text": value.text,
        "html": markup.render(value.text),
        "markup": markup.MARKUP,
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


def show_ancestors(articles: Collection[int]) -> None:
    """What stands above a public answer is on the page, as a tombstone where it is not public itself."""
    hidden = Comment.objects.filter(article__in=articles, on_page=True, parent__on_page=False)
    while above := {pk for pk in hidden.order_by().values_list("parent", flat=True) if pk}:
        Comment.objects.filter(pk__in=above).update(on_page=True)


def settle(articles: Collection[int]) -> None:
    """What is kept about their discussions, once all their comments are written; in a transaction."""
    for article in sorted(articles):
        Discussion.lock(article).recount_with_threads()
