"""What somebody wrote, exactly as it will be published, what it answers before it, and what an edit changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache
from html import escape

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.desk.differences import differences
from comments.desk.slots import Around
from comments.desk.trace import found_words
from comments.desk.words import Phrases, with_hosts
from comments.models.moves import text_gone
from comments.rules import current
from comments.rules.marking import marked
from comments.rules.words import WordList

LONG = 1_100  # characters of HTML, about ten lines

PHRASES = Phrases(
    answers=gettext_lazy("In reply to %(name)s"),
    deleted=gettext_lazy("name deleted"),
    less=gettext_lazy("Show less"),
    more=gettext_lazy("Show all of it"),
)
TEXT = '<div class="card-text" dir="auto">{}</div>'
PARENT = '<details class="card-parent"><summary>{}</summary>{}</details>\n'
NOTICE = '<p class="card-notice">{}</p>\n'
UNFOLD = '\n<details class="card-unfold"><summary><span>{}</span><span>{}</span></summary></details>'
CHANGES = '\n<details class="card-changes"{}><summary>{}</summary><div class="card-text" dir="auto">{}</div></details>'


def parent(_found: None, around: Around) -> str:
    row = around.card.row
    if not row.parent:
        return ""
    name = f"<i>{PHRASES()['deleted']}</i>" if row.parent_emptied_at else escape(row.parent_name)
    summary = PHRASES()["answers"] % {"name": f"<bdi>{name}</bdi>"}
    text = stub(row.parent_emptied_at, row.parent_status) if row.parent_emptied_at else row.parent_html
    return PARENT.format(summary, TEXT.format(text)) + (
        _parent_first(row.parent) if around.card.waits_for_its_parent else ""
    )


def words(comments: Sequence[int]) -> Mapping[int, Callable[[], WordList]]:
    """Those of the rules in force, for all cards of a page: asked for once, and not before some rule has found any."""
    return dict.fromkeys(comments, cache(lambda: current.in_force().words))


def text(listed: Callable[[], WordList], around: Around) -> str:
    """With the words marked that a rule has found; those of a comment in which none was found are not looked for."""
    row = around.card.row
    if row.emptied_at:
        return stub(row.emptied_at, row.status)
    html = marked(row.html, listed()) if found_words(around.card.attempts) else row.html
    unfold = UNFOLD.format(PHRASES()["more"], PHRASES()["less"]) if len(row.html) > LONG else ""
    return TEXT.format(with_hosts(html)) + unfold


def changes(_found: None, around: Around) -> str:
    """What the latest edit has changed, open where there is room."""
    row = around.card.row
    if row.text is None or row.emptied_at:
        return ""
    if row.former is None:
        return NOTICE.format(escape(_("What it said before is no longer kept.")))
    by_whom = _("What a moderator changed") if row.edited_by else _("What its author changed")
    return CHANGES.format(" open" if around.is_alone else "", escape(by_whom), differences(row.former, row.text))


def stub(emptied_at: datetime, status: str | None) -> str:
    return NOTICE.format(escape(text_gone(emptied_at, status)))


def _parent_first(number: int) -> str:
    address = reverse("admin:comments_queue_change", args=[number])
    said = escape(_("The comment it answers is not public: approve that one first."))
    return NOTICE.format(f'{said} <a href="{address}">{escape(_("Open it"))}</a>')
