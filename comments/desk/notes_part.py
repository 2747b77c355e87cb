"""What moderators have told each other about a comment, at the foot of its card, and the form to add to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape
from typing import Any, NamedTuple

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from comments.desk.acts import ACTS, LONGEST_WORDS
from comments.desk.fragments import time_tag
from comments.desk.slots import Around
from comments.desk.words import Phrases
from comments.queue import moment

# {}: one name for each comment. The act by which a note was written, or brought back, is the latest about it.
NOTES = """
SELECT n.comment_id, n.by, n.at, n.text, u.public_name, u.first_name, u.last_name, u.username,
    (SELECT MAX(a.id) FROM comments_moderationaction a WHERE a.subject = n.id AND a.kind = 'note')
FROM comments_note n LEFT JOIN accounts_user u ON u.id = n.by
WHERE n.comment_id IN ({}) AND n.removed_at IS NULL ORDER BY n.id
"""
NAMES = ("public_name", "first_name", "last_name", "username")
THREAD = """<details class="card-notes"{open}><summary>{summary}</summary>
{notes}<form method="post" action="{url}note/" hx-post="{url}note/" data-stays>{fields}
<label>{label}<textarea name="text" rows="2" maxlength="{longest}" required dir="auto"></textarea></label>
<button>{button}</button></form></details>
"""
NOTE = '<li><b>{who}</b> <small>{at}</small> <q dir="auto">{text}</q>{undo}</li>'
UNDO = (
    '<form method="post" action="{url}undo/" hx-post="{url}undo/" data-stays>{fields}'
    '<input type="hidden" name="action" value="{act}"><button>{label}</button></form>'
)

PHRASES = Phrases(
    summary=gettext_lazy("Note for moderators"),
    label=gettext_lazy("Readers and its author never see it."),
    button=ACTS["note"].label,
)


class Said(NamedTuple):
    by: int
    at: datetime
    text: str
    who: str
    act: int | None


def read(comments: Sequence[int]) -> Mapping[int, list[Said]]:
    found: defaultdict[int, list[Said]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(NOTES.format(", ".join(["%s"] * len(comments))), list(comments))
        for comment, *values in cursor.fetchall():
            found[comment].append(_said(values))
    return found


def html(notes: Sequence[Said] | None, around: Around) -> str:
    """Folded while there are none; nothing where retention has left nothing to talk about."""
    if around.card.is_stub:
        return ""
    told = {**PHRASES(), "open": "", "notes": "", "longest": LONGEST_WORDS}
    if notes:
        count = _("Notes between moderators: %(count)s") % {"count": len(notes)}
        listed = f"<ol>{''.join(_note(note, around) for note in notes)}</ol>\n"
        told |= {"open": " open", "summary": escape(count), "notes": listed}
    return THREAD.format(url=around.url, fields=around.fields, **told)


def _said(values: Sequence[Any]) -> Said:
    by, at, text, *names, act = values
    known = User(**dict(zip(NAMES, names, strict=True))) if names[-1] else None
    who = known.name_shown if known else _("person %(number)s") % {"number": by}
    return Said(by, moment(at), text, who, act)


def _note(note: Said, around: Around) -> str:
    """One's own can be taken back."""
    undo = ""
    if note.act and note.by == around.viewer.pk:
        undo = UNDO.format(url=around.url, fields=around.fields, act=note.act, label=escape(_("Take back")))
    text = escape(note.text).replace("\n", "<br>")
    return NOTE.format(who=escape(note.who), at=time_tag(note.at), text=text, undo=undo)
