"""What became of comments with the same words, or nearly (comments/alike.py): once decided, soon decided again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from html import escape
from operator import itemgetter
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.desk.fragments import time_tag
from comments.desk.reading import places, read_all
from comments.desk.slots import Around
from comments.models import Status
from comments.queue import moment
from comments.reasons import label_of

NEAREST = 10  # on either side of a comment, however many there are: those before it were decided first

# Numbers are compared together with comments, and each step has a limit, since PostgreSQL would otherwise rather read
# comments by their own keys, and SQLite all comments between two.
NEAR = """
SELECT near.about, c.id, c.status, c.reason, COALESCE(c.decided_at, c.created_at)
FROM (
    SELECT mine.comment_id AS about, o.comment_id
    FROM (
        SELECT w.comment_id, w.number,
            COALESCE((SELECT CASE WHEN b.number = w.number THEN b.comment_id ELSE 0 END FROM comments_wording b
                WHERE (b.number, b.comment_id) < (w.number, +w.comment_id)
                ORDER BY b.number DESC, b.comment_id DESC LIMIT 1 OFFSET {further}), 0) AS low,
            COALESCE((SELECT CASE WHEN b.number = w.number THEN b.comment_id ELSE {highest} END FROM comments_wording b
                WHERE (b.number, b.comment_id) > (w.number, +w.comment_id)
                ORDER BY b.number, b.comment_id LIMIT 1 OFFSET {further}), {highest}) AS high
        FROM comments_wording w WHERE w.comment_id IN ({numbers}) LIMIT {cards}
    ) AS mine
    JOIN comments_wording o ON (o.number, o.comment_id) >= (mine.number, mine.low)
        AND (o.number, o.comment_id) <= (mine.number, mine.high)
    WHERE o.comment_id <> mine.comment_id LIMIT {most}
) AS near
JOIN comments_comment c ON c.id = near.comment_id
"""

WAITING = (Status.PENDING, Status.UNCHECKED)
SUMMARY = '<details class="card-alike"><summary>{}</summary><ul>{}</ul></details>\n'
LINE = '<li><a href="{}">{}</a> {}, {}</li>'


class Near(NamedTuple):
    comment: int
    status: str
    reason: str
    at: Any

    @property
    def became(self) -> str:
        return Status.PENDING if self.status in WAITING else self.status


def read(comments: Sequence[int]) -> dict[int, list[Near]]:
    """The newest first."""
    near: dict[int, list[Near]] = {}
    for about, comment, status, reason, at in sorted(_read(comments), key=itemgetter(1), reverse=True):
        near.setdefault(about, []).append(Near(comment, status, reason, moment(at)))
    return near


def _read(comments: Sequence[int]) -> list[Any]:
    cards = len(comments)
    bounds = {"further": NEAREST - 1, "highest": 2**63 - 1, "cards": cards, "most": cards * 2 * NEAREST}
    return read_all(NEAR.format(numbers=places(comments), **bounds), comments)


def html(found: list[Near] | None, _around: Around) -> str:
    if not found:
        return ""
    return SUMMARY.format(escape(sentence(Counter(one.became for one in found))), "".join(map(_line, found)))


def sentence(counts: Counter[str]) -> str:
    """The same text was rejected 3 times, approved once. It waits once more."""
    decided = [_PHRASES[status](count) for status, count in counts.most_common() if status in _PHRASES]
    said = [_("The same text was %(became)s.") % {"became": ", ".join(decided)}] if decided else []
    if n := counts[Status.PENDING]:
        said.append(ngettext("The same text waits once more.", "The same text waits %(n)s more times.", n) % {"n": n})
    return " ".join(said)


def _line(near: Near) -> str:
    address = reverse("admin:comments_queue_change", args=[near.comment])
    became = ", ".join(filter(None, (str(Status(near.status).label), label_of(near.reason))))
    return LINE.format(
        address, escape(_("Comment %(number)s") % {"number": near.comment}), escape(became), time_tag(near.at)
    )


_PHRASES: dict[str, Callable[[int], str]] = {
    Status.REJECTED: lambda n: ngettext("rejected once", "rejected %(n)s times", n) % {"n": n},
    Status.APPROVED: lambda n: ngettext("approved once", "approved %(n)s times", n) % {"n": n},
    Status.SPAM: lambda n: ngettext("taken for spam once", "taken for spam %(n)s times", n) % {"n": n},
    Status.WITHDRAWN: lambda n: ngettext("withdrawn once", "withdrawn %(n)s times", n) % {"n": n},
}
