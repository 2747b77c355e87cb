"""The proof: for each article and status, what the file says against what the database has.

Whatever people have decided since the import is theirs: it counts as it came, and is told.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from itertools import batched
from typing import Any, NamedTuple

from django.db import connection

from articles.models import Article, StandingPage
from comments.models import ModerationAction
from moving.imports import values
from moving.imports.ledger import AT_A_TIME, Ledger
from moving.imports.seen import Seen
from moving.models import Kind

COMMENTS = """
SELECT o.id, o.name, o.state, c.status, c.article_id, c.id FROM moving_origin o JOIN comments_comment c ON c.id = o.row
WHERE o.id > %s AND o.source_id = %s AND o.kind = 'comment' ORDER BY o.id LIMIT 5000
"""


class Difference(NamedTuple):
    about: str
    status: str
    in_file: int
    here: int


class Expected:
    """What the file says, counted while it is read."""

    def __init__(self) -> None:
        self.articles: dict[str, str] = {}  # the status of each
        self.comments: Counter[tuple[str, str]] = Counter()
        self.seen = Seen()

    def article(self, article: values.Article) -> bool:
        """False when it has been there before."""
        if article.key in self.articles:
            return False
        self.articles[article.key] = article.status
        return True

    def comment(self, comment: values.Comment) -> bool:
        is_new = self.seen.add(comment.key)
        self.comments[comment.article, comment.status] += is_new
        return is_new

    def leave_out(self, comment: values.Comment) -> None:
        self.comments[comment.article, comment.status] -= 1


class Reconciliation(NamedTuple):
    articles: int
    comments: int
    differences: list[Difference]
    decided_since: int
    """Comments whose status people, or rules, have changed since they came."""


def reconcile(ledger: Ledger, expected: Expected) -> Reconciliation:
    names = _names(ledger, expected)
    here, decided_since = _comments_here(ledger, expected.seen, names)
    wanted = +expected.comments
    differences = [
        Difference(f"comments of post {key}", status, wanted[key, status], here[key, status])
        for key, status in sorted({*wanted, *here})
        if wanted[key, status] != here[key, status]
    ]
    there = set(names.values())
    missing = [Difference(f"post {key}", status, 1, 0) for key, status in expected.articles.items() if key not in there]
    return Reconciliation(len(expected.articles), wanted.total(), missing + differences, decided_since)


def _names(ledger: Ledger, expected: Expected) -> dict[tuple[str, int], str]:
    """The keys of the export, by kind and row, of what is here indeed."""
    found: dict[tuple[str, int], str] = {}
    for kind, model in ((Kind.ARTICLE, Article), (Kind.PAGE, StandingPage)):
        for keys in batched(expected.articles, AT_A_TIME):
            rows = {origin.row: origin.name for origin in ledger.known(kind, keys).values()}
            there = model._default_manager.filter(pk__in=rows).values_list("pk", flat=True)
            found |= {(kind, pk): rows[pk] for pk in there}
    return found


def _comments_here(
    ledger: Ledger, seen: Seen, names: Mapping[tuple[str, int], str]
) -> tuple[Counter[tuple[str, str]], int]:
    """As they came, unless they were changed past the log."""
    found: Counter[tuple[str, str]] = Counter()
    decided_since = 0
    for some in _portions(ledger):
        moved = _moved([row for row in some if row[2] != row[3]])
        decided_since += len(moved)
        for _id, key, came_as, status, article, pk in some:
            if key in seen:
                found[names.get((Kind.ARTICLE, article), "?"), came_as if pk in moved else status] += 1
    return found, decided_since


def _portions(ledger: Ledger) -> Iterator[list[tuple[Any, ...]]]:
    last = 0
    while ledger.source:
        with connection.cursor() as cursor:
            cursor.execute(COMMENTS, [last, ledger.source.pk])
            some = cursor.fetchall()
        if not some:
            return
        yield some
        last = some[-1][0]


def _moved(differing: Collection[tuple[Any, ...]]) -> set[int]:
    """Those of which the log says who changed them."""
    numbers = [row[5] for row in differing]
    return set(ModerationAction.objects.filter(comment__in=numbers).values_list("comment", flat=True)) - {None}  # type: ignore[return-value]
