"""What of a comment is kept for a time only: the requests by which its texts came, and the words of spam.

Rows are locked as everywhere: comment, report, job. A comment that somebody holds is passed by until the next run.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import BooleanField, Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from django.utils import timezone

from comments import consents, search
from comments.models import (
    AuthorWords,
    Check,
    Comment,
    Feedback,
    FormerText,
    ModerationAction,
    ModerationNote,
    Note,
    PersonNote,
    Status,
    Submission,
    Wording,
)
from comments.models.feedback import FEEDBACK_JOB, Delivery, nothing_kept
from comments.terms import (
    FORMER_TEXT_AFTER_EDIT,
    SPAM_TEXT_AFTER_DECISION,
    STATUS_LINK_AFTER_DECISION,
    SUBMISSION_AFTER_DECISION,
    SUBMISSION_AFTER_POSTING,
)
from outbox.models import Job
from outbox.retention import Keys, Kind, portions, whole_rows

UNDECIDED = (Status.UNCHECKED, Status.PENDING)
ADDRESS, EMAIL = "[address]", "[e-mail]"

# Letter by letter as the index has it: SQLite takes a partial index for no bound value.
IS_SPAM = RawSQL("comments_comment.status = 'spam'", (), output_field=BooleanField())


def overdue_requests(now: datetime) -> QuerySet[Submission]:
    decided = ~Q(comment__status__in=UNDECIDED) & Q(comment__decided_at__lt=now - SUBMISSION_AFTER_DECISION)
    return Submission.objects.filter(Q(created_at__lt=now - SUBMISSION_AFTER_POSTING) | decided)


def overdue_texts(now: datetime) -> QuerySet[Comment]:
    """What was imported may have no time of its decision."""
    spam = Comment.objects.filter(IS_SPAM, emptied_at=None).annotate(since=Coalesce("decided_at", "asked_at"))
    return spam.filter(since__lt=now - SPAM_TEXT_AFTER_DECISION)


def overdue_former_texts(now: datetime) -> QuerySet[FormerText]:
    return FormerText.objects.filter(replaced_at__lt=now - FORMER_TEXT_AFTER_EDIT)


def overdue_author_words(now: datetime) -> QuerySet[AuthorWords]:
    """With the private page on which they can be read."""
    ended = Comment.objects.filter(pk=OuterRef("comment"), decided_at__lt=now - STATUS_LINK_AFTER_DECISION)
    return AuthorWords.objects.filter(Exists(ended))


def forget_requests(keys: Keys, now: datetime) -> int:
    with transaction.atomic():
        held = _hold(Comment.objects.filter(pk__in=Submission.objects.filter(pk__in=keys).values("comment")))
        return _forget(overdue_requests(now).filter(pk__in=keys, comment__in=held))


def forget_texts(keys: Keys, now: datetime) -> int:
    with transaction.atomic():
        return empty(_hold(overdue_texts(now).filter(pk__in=keys)), now)


def empty(held: Collection[int], now: datetime) -> int:
    """Number, times, verdict and place in the discussion stay, so all counts do. The caller holds these comments."""
    _forget(Submission.objects.filter(comment__in=held))
    for words in (Wording, FormerText, AuthorWords, Note):
        words._default_manager.filter(comment__in=held).delete()
    consents.erase(held)
    search.reworded(held)
    return Comment.objects.filter(pk__in=held).update(text="", html="", name="", website="", emptied_at=now)


def _hold(comments: QuerySet[Comment]) -> list[int]:
    """From here on nobody decides about them; those about whom somebody decides just now are left out."""
    return list(comments.order_by().select_for_update(no_key=True, skip_locked=True).values_list("pk", flat=True))


def _forget(requests: QuerySet[Submission]) -> int:
    going = list(requests.only("comment", "version", "ip", "email"))
    Submission.objects.filter(pk__in=[request.pk for request in going]).delete()
    _end_reports({(request.comment_id, request.version) for request in going})
    _strike_out_of_notes(going)
    _strike_out_of_what_is_said_of_people(going)
    _clear_answers({request.comment_id for request in going})
    return len(going)


def _end_reports(texts: Collection[tuple[int, int]]) -> None:
    """What waits to be told to the spam check never can be. A call that is under way still says so when it arrives."""
    waiting = Feedback.objects.select_for_update(no_key=True).waiting().order_by("pk")
    waiting = waiting.filter(comment__in={comment for comment, _version in texts})
    ended = [pk for pk, *text in waiting.values_list("pk", "comment", "version") if tuple(text) in texts]
    if ended:
        told = {"settled_at": timezone.now(), "detail": nothing_kept()}
        Feedback.objects.filter(pk__in=ended).update(state=Delivery.GIVEN_UP, **told)
        Job.objects.open().filter(kind=FEEDBACK_JOB, ref__in=ended).delete()


def strike_out_emails(requests: Iterable[Submission]) -> None:
    """The address that was typed, alone, of all that moderators wrote about these comments and who wrote them."""
    bare = [Submission(comment_id=request.comment_id, ip="", email=request.email) for request in requests]
    _strike_out_of_notes(bare)
    _strike_out_of_what_is_said_of_people(bare)


def _strike_out_of_notes(going: Iterable[Submission]) -> None:
    """A moderator's words stay, without the address in them; that the log's HMAC is of other words shows it."""
    words = _personal_words(going)
    noted = ModerationAction.objects.filter(comment__in=words).exclude(note_hmac="").values_list("pk", "comment")
    comment_of = {action: comment for action, comment in noted if comment}
    for note in ModerationNote.objects.filter(pk__in=comment_of):
        _strike_out(note, words[comment_of[note.pk]])
    for row in (*AuthorWords.objects.filter(comment__in=words), *Note.objects.filter(comment__in=words)):
        _strike_out(row, words[row.comment_id])


def _strike_out(row: ModerationNote | AuthorWords | Note, words: Mapping[str, str]) -> None:
    text = _struck_out(row.text, words)
    if text != row.text:
        type(row)._default_manager.filter(pk=row.pk).update(text=text)


def _strike_out_of_what_is_said_of_people(going: Iterable[Submission]) -> None:
    """The same in notes on the people who wrote these comments, and on why they were restricted."""
    words = _personal_words(going)
    people: dict[int, dict[str, str]] = {}
    for comment, person in Comment.objects.filter(pk__in=words, commenter__isnull=False).values_list("pk", "commenter"):
        people.setdefault(person or 0, {}).update(words[comment])
    for note in PersonNote.objects.filter(person__in=people):
        note.text = _struck_out(note.text, people[note.person_id])
        note.save(update_fields=["text"])
    noted = ModerationAction.objects.filter(person__in=people).exclude(note_hmac="").values_list("pk", "person")
    person_of = dict(noted)
    for said in ModerationNote.objects.filter(pk__in=person_of):
        said.text = _struck_out(said.text, people[person_of[said.pk] or 0])
        said.save(update_fields=["text"])


def _personal_words(going: Iterable[Submission]) -> dict[int, dict[str, str]]:
    words: dict[int, dict[str, str]] = {}
    for request in going:
        words.setdefault(request.comment_id, {}).update({request.ip: ADDRESS, request.email: EMAIL})
    return words


def _struck_out(text: str, words: Mapping[str, str]) -> str:
    for word, stand_in in words.items():
        if word:
            text = re.sub(re.escape(word), stand_in, text, flags=re.IGNORECASE)
    return text


def _clear_answers(comments: Collection[int]) -> None:
    """With a comment's last request go the words of what answered to it, and Akismet's number of it; verdicts stay."""
    kept = set(Submission.objects.filter(comment__in=comments).values_list("comment", flat=True))
    checks = Check.objects.filter(comment__in=set(comments) - kept)
    checks.exclude(guid="").update(guid="")
    checks.exclude(fault="").update(detail="", trace=[])


REQUESTS = Kind(
    "requests with address, e-mail and browser", lambda now: portions(overdue_requests(now)), forget_requests
)
SPAM_TEXTS = Kind("texts of spam", lambda now: portions(overdue_texts(now), "since"), forget_texts)
FORMER_TEXTS = whole_rows("former texts of comments", overdue_former_texts)
AUTHOR_WORDS = whole_rows("words of moderators to authors", overdue_author_words)
KINDS = (REQUESTS, SPAM_TEXTS, FORMER_TEXTS, AUTHOR_WORDS)
