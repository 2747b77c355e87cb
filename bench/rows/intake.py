"""Sixteen readers post at once, while Akismet answers at once, answers late, or hangs."""

import time
from collections.abc import Iterator
from itertools import count
from random import Random
from urllib.parse import urlencode

from articles.models import Article
from bench.bench import Bench
from bench.content import comment_text
from bench.figures import Bar, Cell, Round, Row
from bench.load import request
from comments import tokens
from comments.models import Breaker, Comment
from comments.models.comment import CHECK_JOB
from outbox.models import Job
from tests.akismet_server import Remote

READERS, SECONDS, AT_MOST = 16, 3.0, 1_500
EVERY_NTH_ANSWERS = 3
WEB = Bar(7)
# Five times WordPress with Akismet on this kind of machine: 23 to 34 a second
PER_SECOND = Bar(170, at_least=True)
UNAFFECTED = Bar(1.3)
numbers = count(1)


def measure(bench: Bench) -> Iterator[Row]:
    sent_to = list(Article.objects.published().filter(slug__in=[path.split("/")[2] for path in bench.addresses["30"]]))
    cells = bench.interleave({mode: lambda mode=mode: _round(bench, sent_to, mode) for mode in MODES})  # type: ignore[misc]
    answering = cells["answers at once"]
    yield Row("accepting a comment, the web processes", answering.cpu("web"), bar=WEB, aside=answering.split)
    alone = cells["hangs"]
    yield Row("… web and database, Akismet hanging", _web_and_database(alone), bar=WEB, aside=alone.split)
    for mode, cell in cells.items():
        aside = f"p50 {cell.wall(0.5):.0f}, p95 {cell.wall(0.95):.0f}, p99 {cell.wall(0.99):.0f} ms"
        yield Row(f"accepted with 16 readers, Akismet {mode}", cell.per_second, "/s", PER_SECOND, aside)
    for mode in ("takes 2 s", "hangs"):
        for part in (0.95, 0.99):
            ratio = cells[mode].wall(part) / answering.wall(part)
            yield Row(f"p{part * 100:.0f} when Akismet {mode} ÷ at once", ratio, "×", UNAFFECTED)


def _web_and_database(cell: Cell) -> float:
    """While Akismet hangs nothing but intake uses the database."""
    return cell.cpu(*({"web", "database"} & cell.rounds[0].spent.keys()))


MODES = {
    "answers at once": lambda akismet: akismet.recover(),
    "takes 2 s": lambda akismet: akismet.delay(2),
    "hangs": lambda akismet: akismet.fail("hang"),
}


def _round(bench: Bench, articles: list[Article], mode: str) -> Round:
    requests = posts(articles, bench.place.site.url)
    MODES[mode](bench.place.akismet)
    try:
        return bench.take(requests, 303, READERS, SECONDS)
    finally:
        start_over(bench.place.akismet)


def posts(articles: list[Article], origin: str) -> list[str]:
    """Each by another person, with a token of its own; every third answers somebody."""
    first = {article.pk: _first_comment(article) for article in articles}
    return [_post(articles[number % len(articles)], first, origin) for number in range(AT_MOST)]


def _first_comment(article: Article) -> int:
    return Comment.objects.approved().filter(article=article).values_list("pk", flat=True).order_by("pk")[0]


def _post(article: Article, first: dict[int, int], origin: str) -> str:
    number = next(numbers)
    fields = {
        "name": f"Reader {number}",
        "email": f"reader{number}@example.org",
        "comment": comment_text(Random(number)),
        "token": tokens.issue(article),
        "parent": "" if number % EVERY_NTH_ANSWERS else str(first[article.pk]),
        "subject": "",
    }
    address = article.get_absolute_url()
    return request("POST", f"{address}comment/", urlencode(fields), Origin=origin, Referer=origin + address)


def start_over(akismet: Remote) -> None:
    """What the round left to be checked is dropped, so that the next one finds the same site."""
    Job.objects.filter(kind=CHECK_JOB).delete()
    akismet.recover()
    akismet.delay(0)
    time.sleep(1)  # calls that were under way come to their end
    row = Breaker.current()
    row.close()
    row.failed = []
    row.save()
