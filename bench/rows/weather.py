"""Sixteen readers post while Akismet fails in every way it can; then what waited gets its verdicts."""

import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from articles.models import Article
from bench.bench import Bench
from bench.figures import Cell, Round, Row
from bench.load import Unexpected
from bench.rows.checking import LATENCY, UNTIL_ALL_HAVE_VERDICTS, WAITING, let_wait, until_all_have_verdicts
from bench.rows.intake import READERS, UNAFFECTED, posts, start_over
from comments.models import Breaker, Comment, Submission
from tests.akismet_server import Remote

SECONDS, PATIENCE = 1.5, 60
CALM = "answers at once"
WEATHER: Mapping[str, dict[str, Any]] = {
    "hangs": {"kind": "hang"},
    "drips a byte at a time": {"kind": "drip", "part": "body"},
    "answers 500": {"kind": "status", "status": 500},
    "answers garbage": {"kind": "html"},
    "answers a gzip bomb": {"kind": "gzip-bomb"},
    "answers “invalid”": {"kind": "invalid"},
    "answers 429": {"kind": "rate-limited", "retry_after": 60},
    "answers an error beside “false”": {"kind": "error-header"},
    "redirects": {"kind": "redirect"},
}


def measure(bench: Bench) -> Iterator[Row]:
    slugs = [path.split("/")[2] for path in bench.addresses["30"]]
    articles = list(Article.objects.published().filter(slug__in=slugs))
    takes = {name: partial(_round, bench, articles, weather) for name, weather in (_calm() | _bad(bench)).items()}
    cells = bench.interleave(takes)
    for name in WEATHER:
        yield _compared(name, cells[name], cells[CALM])
    yield _after_an_outage(bench)


def _calm() -> dict[str, Callable[[], None]]:
    return {CALM: lambda: None}


def _bad(bench: Bench) -> dict[str, Callable[[], None]]:
    return {name: partial(bench.place.akismet.fail, **fault) for name, fault in WEATHER.items()}


def _round(bench: Bench, articles: list[Article], weather: Callable[[], None]) -> Round:
    """Raises Unexpected when an acknowledged comment is not there, or when one that was not checked is public."""
    akismet = bench.place.akismet
    requests, last = posts(articles, bench.place.site.url), _last()
    weather()
    try:
        taken = bench.take(requests, 303, READERS, SECONDS)
        _look_at_what_stands(akismet, last, len(taken.milliseconds))
    finally:
        start_over(akismet)
    return taken


def _last() -> int:
    return Comment.objects.values_list("pk", flat=True).order_by("-pk").first() or 0


def _look_at_what_stands(akismet: Remote, last: int, acknowledged: int) -> None:
    made = Comment.objects.filter(pk__gt=last)
    stored, public = made.count(), made.approved().count()
    if stored != acknowledged or public or Submission.objects.filter(comment__in=made).count() != stored:
        raise Unexpected(f"{acknowledged} acknowledged, {stored} stored, {public} public")


def _compared(name: str, cell: Cell, calm: Cell) -> Row:
    ratio = cell.wall(0.95) / calm.wall(0.95)
    aside = f"{cell.wall(0.95):.0f} against {calm.wall(0.95):.0f} ms, {cell.per_second:.0f}/s"
    return Row(f"p95 of a reader's answer, Akismet {name} ÷ {CALM}", ratio, "×", UNAFFECTED, aside)


def _after_an_outage(bench: Bench) -> Row:
    """The breaker is open and holds all of them back; from the moment at which Akismet answers again."""
    start_over(bench.place.akismet)
    bench.place.akismet.fail("status", status=500)
    numbers = let_wait(bench)
    end = time.monotonic() + PATIENCE
    while not Breaker.current().is_open:
        if time.monotonic() > end:
            raise TimeoutError("The breaker has not opened.")
        time.sleep(0.1)
    bench.place.akismet.recover()
    bench.place.akismet.delay(LATENCY)
    seconds = until_all_have_verdicts(numbers)
    bench.place.akismet.delay(0)
    what = f"after an outage {WAITING:,} waiting have verdicts, 100 ms a call, one worker"
    return Row(what, seconds, "s", UNTIL_ALL_HAVE_VERDICTS)
