"""Comments as HTML, without the template engine: a full page has 220 of them, and this costs a tenth."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache, lru_cache
from html import escape

from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import get_current_timezone_name, localtime
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from comments import markup, tombstones
from comments.models import Badge, Status
from comments.pages import Page, Row, permalink
from comments.recommending import button

DEEPEST = 3  # levels of replies that are set in; what is deeper follows on the last one and says whom it answers

_COMMENT = """<article class="comment" id="comment-{pk}" aria-labelledby="by-{pk}"{meant}>
<div class="comment-head"><h3 class="comment-name" id="by-{pk}"><bdi>{name}</bdi></h3>{badge} <a class="comment-time" \
href="{link}" rel="nofollow"><time datetime="{iso}">{time}</time></a>{marks}</div>
{answers}<div class="comment-text text">{html}</div>
{acts}</article>
"""
_FEATURED = """<li class="comment">
<p class="comment-head"><bdi class="comment-name">{name}</bdi>{badge} <a class="comment-time" href="{link}" \
rel="nofollow"><time datetime="{iso}">{time}</time></a></p>
<div class="comment-text text">{html}</div>
</li>
"""
_TOMBSTONE = """<div class="comment tombstone" id="comment-{pk}">
{answers}<p class="meta">{words}</p>
</div>
"""
_REPLIES = """<details class="replies" open>
<summary class="meta">{count}</summary>
<ol class="plain">
{items}</ol>
{more}</details>
"""


class Writer:
    """Writes one page of the discussion under the article at `address`. `reply_address` is empty if it is closed;
    `corrected` is when the article was, oldest first; `recommends`: whether readers can recommend comments."""

    def __init__(
        self,
        page: Page,
        address: str,
        reply_address: str,
        corrected: Sequence[datetime] = (),
        *,
        recommends: bool = True,
    ) -> None:
        self.corrected, self.recommends = corrected, recommends
        self.page, self.address, self.reply_address = page, address, reply_address
        self.below = self._below()
        self.shown = self._shown()
        self.labels = {badge.value: str(badge.label) for badge in Badge}
        self.words = _words()
        self.count = cache(_count)
        self.place = get_language(), get_current_timezone_name()

    def threads(self) -> SafeString:
        return mark_safe("".join(self._items(self.page.threads, 0, None)))

    def featured(self) -> SafeString:
        """Once more, above the threads: without their numbers, so that a permalink leads to where they stand."""
        return mark_safe("".join(_FEATURED.format(**self._signed(row)) for row in self.page.featured))

    def _below(self) -> dict[int | None, list[Row]]:
        """By the comment they answer; where that one is not on this page, by the first of the thread."""
        here = {row.pk for row in (*self.page.threads, *self.page.replies)}
        below = defaultdict(list)
        for row in self.page.replies:
            below[row.parent if row.parent in here else row.root].append(row)
        return below

    def _shown(self) -> Counter[int | None]:
        """How many public ones stand below each, on all levels: answers have higher numbers than what they answer."""
        shown: Counter[int | None] = Counter()
        above = {row.pk: parent for parent, rows in self.below.items() for row in rows}
        for row in reversed(self.page.replies):
            shown[above[row.pk]] += (row.status == Status.APPROVED) + shown[row.pk]
        return shown

    def _items(self, rows: list[Row], level: int, inside: int | None) -> Iterator[str]:
        for row in rows:
            below = self.below.get(row.pk, [])
            if level < DEEPEST:
                yield f"<li>{self._comment(row, inside)}{self._replies(row, below, level)}</li>\n"
            else:
                yield f"<li>{self._comment(row, inside)}</li>\n"
                yield from self._items(below, level, inside)

    def _replies(self, row: Row, below: list[Row], level: int) -> str:
        """A tombstone whose replies stand on a later page is left to that page."""
        number = max(row.replies, self.shown[row.pk])
        if not number:
            return ""
        items = "".join(self._items(below, level + 1, row.pk))
        return _REPLIES.format(count=self.count(number), items=items, more=self._more(row))

    def _more(self, row: Row) -> str:
        if self.page.alone:
            return self._later(row)
        left = row.replies - self.shown[row.pk]
        if left <= 0:
            return ""
        words = ngettext("%(number)d more reply", "%(number)d more replies", left) % {"number": left}
        return f'<p class="replies-more"><a href="{self.address}?thread={row.pk}#comment-{row.pk}">{words}</a></p>\n'

    def _later(self, row: Row) -> str:
        if row.root or not self.page.later:
            return ""
        address = f"{self.address}?{self.page.later}#comments"
        return f'<p class="replies-more"><a href="{address}" rel="nofollow">{_("Later replies")}</a></p>\n'

    def _comment(self, row: Row, inside: int | None) -> str:
        answers = self._answers(row) if row.parent != inside else ""
        if row.status != Status.APPROVED:
            return _TOMBSTONE.format(pk=row.pk, answers=answers, words=escape(tombstones.words(row)))
        return _COMMENT.format(
            pk=row.pk,
            meant=' aria-current="true"' if row.pk == self.page.meant else "",
            marks=self._marks(row),
            answers=answers,
            acts=self._acts(row),
            **self._signed(row),
        )

    def _signed(self, row: Row) -> dict[str, str]:
        return {
            "name": _name(row),
            "badge": self._badge(row),
            "link": self._permalink(row.pk),
            "iso": row.created_at.isoformat(timespec="seconds"),
            "time": _minute(row.created_at.replace(second=0, microsecond=0), *self.place),
            "html": markup.render(row.text) if row.text else row.html,
        }

    def _marks(self, row: Row) -> str:
        by = "edited_by_moderator" if row.edited_by else "edited" if row.edited_at else ""
        edited = f' <span class="comment-edited">{self.words[by]}</span>' if by else ""
        featured = f' <span class="comment-featured">{self.words["featured"]}</span>' if row.is_featured else ""
        return edited + self._before_correction(row) + featured

    def _before_correction(self, row: Row) -> str:
        """Which said something else to whoever wrote this."""
        at = next((at for at in self.corrected if at > row.created_at), None)
        if at is None:
            return ""
        words = self.words["before_correction"] % {"date": _minute(at.replace(second=0, microsecond=0), *self.place)}
        return f' <span class="comment-edited">{words}</span>'

    def _answers(self, row: Row) -> str:
        if row.parent_status != Status.APPROVED:
            return f'<p class="comment-answers">{self.words["answers_removed"]}</p>\n'
        name = f'<a href="{self._permalink(row.parent)}" rel="nofollow"><bdi>{escape(row.parent_name or "")}</bdi></a>'
        return f'<p class="comment-answers">{self.words["answers"] % {"name": name}}</p>\n'

    def _badge(self, row: Row) -> str:
        return f' <span class="badge badge-{row.badge}">{self.labels[row.badge]}</span>' if row.badge else ""

    def _permalink(self, pk: int | None) -> str:
        return permalink(self.address, pk)

    def _acts(self, row: Row) -> str:
        return f'<div class="comment-acts">{self._reply(row)}{self._recommend(row)}{self._report(row)}</div>\n'

    def _reply(self, row: Row) -> str:
        if not self.reply_address:
            return ""
        known = f'href="{self.reply_address}?parent={row.pk}" rel="nofollow" data-write aria-describedby="by-{row.pk}"'
        return f"<a {known}>{self.words['reply']}</a>"

    def _recommend(self, row: Row) -> str:
        if not self.recommends:
            return ""
        if not self.reply_address:
            return button.counted(row.recommended)
        return button.offered(row.pk, row.recommended, self.words["recommend"])

    def _report(self, row: Row) -> str:
        known = f'href="/comments/{row.pk}/report/" rel="nofollow" data-report aria-describedby="by-{row.pk}"'
        return f"<a {known}>{self.words['report']}</a>"


def _count(replies: int) -> str:
    return ngettext("%(number)d reply", "%(number)d replies", replies) % {"number": replies}


def _words() -> dict[str, str]:
    return {
        "edited": _("edited"),
        "edited_by_moderator": _("edited by a moderator"),
        "before_correction": _("written before the correction of %(date)s"),
        "reply": _("Reply"),
        "report": _("Report"),
        "recommend": button.label(),
        "answers": _("in reply to %(name)s"),
        "answers_removed": _("in reply to a comment that has been removed"),
        "featured": _("featured"),
    }


def _name(row: Row) -> str:
    name = escape(row.name)
    return f'<a href="{escape(row.website)}" rel="{markup.REL}">{name}</a>' if row.website else name


@lru_cache(maxsize=10_000)
def _minute(moment: datetime, language: str | None, zone: str) -> str:
    return date_format(localtime(moment), "DATETIME_FORMAT")
