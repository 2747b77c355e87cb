"""The moderation desk at a thousand, a hundred thousand and a million waiting, and what readers notice of it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple
from urllib.parse import urlencode

from django.test import Client
from django.utils import timezone

from bench import queries
from bench.bench import Bench
from bench.copies import hurry, tidy
from bench.figures import Bar, Cell, Row
from bench.load import request
from bench.rows.articles import measure_cold
from bench.rows.desk import CSRF, QUEUE, cookie_of, moderator
from bench.waiting import make_queue
from comments.models import Comment

PAGES, DECISIONS = 8, 15
PAGE, DECISION, RATIO, UNCHANGED = Bar(40), Bar(10), Bar(1.5), Bar(1.3)


class Figures(NamedTuple):
    page: Cell
    decision: Cell
    article: Cell
    queries: int


def measure(bench: Bench) -> Iterator[Row]:
    asking = moderator("bench")
    backlog = make_queue(bench.sizes[0], bench.addresses["30"], timezone.now() - timedelta(hours=1))
    found = {}
    hurry()
    for size in bench.sizes:
        backlog.grow(size)
        tidy()
        found[size] = _measure_at(bench, asking)
        yield from _rows(size, found[size])
    yield from _ratios(found[bench.sizes[0]], found[bench.sizes[-1]])


def _measure_at(bench: Bench, asking: Client) -> Figures:
    cookie = cookie_of(asking)
    page = request("GET", QUEUE, Cookie=cookie)
    cells = bench.interleave(
        {
            "page": lambda: bench.take([page] * PAGES),
            "decision": lambda: bench.take(_decisions(cookie, bench.place.site.url)),
        }
    )
    article = measure_cold(bench, ["30"])["30"]
    return Figures(cells["page"], cells["decision"], article, queries.count(QUEUE, asking))


def _decisions(cookie: str, origin: str) -> list[str]:
    """What the button Approve sends where scripts run; the answer is the card. Parents first, as they are public."""
    waiting = Comment.objects.waiting().order_by("created_at", "pk").values_list("pk", "version")[:DECISIONS]
    return [_approve(pk, version, cookie, origin) for pk, version in waiting]


def _approve(pk: int, version: int, cookie: str, origin: str) -> str:
    fields = {"status": "pending", "version": version, "back": "", "next": "", "csrfmiddlewaretoken": CSRF}
    return request("POST", f"{QUEUE}{pk}/approve/", urlencode(fields), Cookie=cookie, Origin=origin, HX_Request="true")


def _rows(size: int, found: Figures) -> Iterator[Row]:
    aside = f"{found.queries} queries; {found.page.split}; {found.page.aside}"
    yield Row(f"queue, first page of {size:,} waiting", found.page.cpu(), bar=PAGE, aside=aside)
    yield Row(
        f"one decision, {size:,} waiting",
        found.decision.cpu(),
        bar=DECISION,
        aside=f"{found.decision.split}; {found.decision.aside}",
    )
    yield Row(f"article page cold, 30 comments, {size:,} waiting", found.article.cpu(), aside=found.article.aside)


def _ratios(few: Figures, many: Figures) -> Iterator[Row]:
    yield Row("queue page, most waiting ÷ fewest", many.page.cpu() / few.page.cpu(), "×", RATIO)
    yield Row("decision, most waiting ÷ fewest", many.decision.cpu() / few.decision.cpu(), "×", RATIO)
    yield Row("article page, most waiting ÷ fewest", many.article.cpu() / few.article.cpu(), "×", UNCHANGED)
