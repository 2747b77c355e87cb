"""What a change of a word list would have done to the last 10,000 decided comments, asked for as the form asks."""

from collections.abc import Iterator
from functools import partial
from urllib.parse import urlencode

from bench.bench import Bench
from bench.content import WORDS
from bench.figures import Bar, Cell, Row
from bench.load import request
from bench.rows.desk import CSRF, signed_in
from comments.models import Comment, Status
from comments.rules.kinds import FIELDS
from comments.rules.rehearsal import LOOKED_AT

RULE = "/admin/comments/rules/words_hold/"
IN_TIME = Bar(5)
ENTRIES = (30, 5_000)


def measure(bench: Bench) -> Iterator[Row]:
    assert Comment.objects.filter(status=Status.APPROVED)[: LOOKED_AT + 1].count() > LOOKED_AT
    cookie = signed_in("rules", "keep_rules")
    asked = {f"{count:,}": _asked(cookie, bench.place.site.url, count) for count in ENTRIES}
    cells = bench.interleave({count: partial(bench.take, [post]) for count, post in asked.items()})
    yield from (_row(count, cell) for count, cell in cells.items())


def _asked(cookie: str, origin: str, count: int) -> str:
    """Pairs of words, of which some stand in every other comment and most in none."""
    pairs = [f"{first} {second}" for first in WORDS[:4] for second in WORDS[:4] if first != second]
    entries = pairs + [f"{WORDS[number % len(WORDS)]} example{number}" for number in range(count - len(pairs))]
    fields = [("words", "\n".join(entries)), ("parts", ""), *(("fields", name) for name in FIELDS)]
    body = urlencode([*fields, ("seen", "0"), ("rehearse", "1"), ("csrfmiddlewaretoken", CSRF)])
    return request("POST", RULE, body, Cookie=cookie, Origin=origin)


def _row(count: str, cell: Cell) -> Row:
    what = f"rehearsal over {LOOKED_AT:,} decided, {count} entries"
    return Row(what, cell.wall(0.5) / 1000, "s", IN_TIME, f"CPU ms: {cell.split}")
