"""Texts that differ only in what spammers vary: case, width, accents, punctuation, digits, spaces, look-alike letters.

Each text has a number, which is the same for all that are alike. It is made with a key, so that it tells nobody the
text, and goes with the text of spam (comments/forgetting.py). Under another SECRET_KEY older texts are not recognized.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import partial

from django.db import connection

from comments.keys import digest
from comments.models import Comment
from outbox.jobs import Done, Outcome, enqueue, handles
from outbox.models import Job

NOTE_JOB = "comments.wordings"  # its ref: the comment after which to go on
PORTION = 500
SHORTEST = 8  # letters; shorter ones say the same by chance

_NO_LETTER = re.compile(r"[\W\d_]+")
_ASCII_SIGNS = bytes(code for code in range(128) if not chr(code).isalpha())
_LOOK_ALIKES = str.maketrans("авеѕіјкмнорстухһԁԛѡαβεικνορτυχıɑɡʟ", "abesijkmhopctyxhdqwabeikvoptuxiagl")

_INSERT = "INSERT INTO comments_wording (comment_id, number) VALUES (%s, %s) ON CONFLICT (comment_id) DO"
WRITE = f"{_INSERT} UPDATE SET number = excluded.number"
WRITE_UNLESS_THERE = f"{_INSERT} NOTHING"  # that is of a text which was edited since we read it
FORGET = "DELETE FROM comments_wording WHERE comment_id = %s"


def note(comment: Comment) -> None:
    """In the transaction that wrote the text: of a new comment, and whenever its text has changed."""
    number = number_of(comment.text)
    with connection.cursor() as cursor:
        if number is not None:
            cursor.execute(WRITE, [comment.pk, number])
        elif comment.version > 1:
            cursor.execute(FORGET, [comment.pk])


def number_of(text: str) -> int | None:
    """63 bits, as far as databases count; None for what is too short to be recognized."""
    letters = folded(text)
    return int.from_bytes(digest("wording", letters)[:8]) >> 1 if len(letters) >= SHORTEST else None


def folded(text: str) -> str:
    """The letters alone; linear in the length."""
    if text.isascii():
        return text.lower().encode().translate(None, _ASCII_SIGNS).decode()
    text = unicodedata.normalize("NFKD", text).casefold().translate(_LOOK_ALIKES)
    return _NO_LETTER.sub("", text.casefold())


@handles(NOTE_JOB)
def note_older(job: Job) -> Outcome:
    """What came into the database without going through intake, a portion at a time."""
    return Done(partial(_note_after, job.ref))


def _note_after(number: int) -> None:
    portion = list(Comment.objects.filter(pk__gt=number, emptied_at=None).order_by("pk")[:PORTION])
    _note_all(portion)
    if len(portion) == PORTION:
        enqueue(NOTE_JOB, portion[-1].pk)


def _note_all(comments: Iterable[Comment]) -> None:
    numbers = ((comment.pk, number_of(comment.text)) for comment in comments)
    with connection.cursor() as cursor:
        cursor.executemany(WRITE_UNLESS_THERE, [pair for pair in numbers if pair[1] is not None])
