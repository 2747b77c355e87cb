"""A comment becomes a question of its article, if its writer agrees: asking, the answers, and putting it into the text.

Each changes the row from the state it was seen in, writes the log, and refuses with a sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from articles import asking, revising
from articles.models import Article
from comments import links
from comments.models import Batch, Comment, Consent, DecisionRefused, Kind, ModerationAction, Rule, Status, log
from comments.models.consent import Answer, Credit
from comments.models.undone import answer_to, refuse_unless_latest
from comments.terms import CONSENT_AFTER_ANSWER
from outbox import jobs
from outbox.retention import Keys

ASK_JOB = "comments.letter_consent"
FINAL = {Answer.REFUSED, Answer.WITHDRAWN}


def ask(comment: Comment, text: str, *, by: User) -> Consent:
    """Of a public comment whose writer can still be reached by the private page; nobody is asked twice."""
    with transaction.atomic():
        comment = Comment.objects.select_for_update(no_key=True).get(pk=comment.pk)
        _refuse_unasked(comment)
        before = _refuse_asked_before(comment)
        columns = {"text": text, "answer": Answer.ASKED, "credit": "", "asked_by": by, "asked_at": timezone.now()}
        consent, _made = Consent.objects.update_or_create(comment=comment, defaults=columns | {"answered_at": None})
        _log(consent, "question_asked", by, {"answer": before})
        jobs.enqueue(ASK_JOB, consent.pk)
    return consent


def _refuse_unasked(comment: Comment) -> None:
    if comment.status != Status.APPROVED:
        raise DecisionRefused("not_public", _("This comment is not public."))
    if links.has_expired(comment):
        sentence = _("Its writer can't be reached any more: the private page of this comment is closed.")
        raise DecisionRefused("out_of_reach", sentence)


def _refuse_asked_before(comment: Comment) -> str:
    """What was there before."""
    found = Consent.objects.filter(comment=comment).first()
    if found is None or found.answer == Answer.RECALLED:
        return Answer.RECALLED
    if found.answer in FINAL:
        raise DecisionRefused("refused", _("Its writer said no. Nobody is asked twice."))
    raise DecisionRefused("asked_already", _("Its writer has been asked already."))


def agree(consent: Consent, credit: Credit) -> None:
    _answer(consent, Answer.ASKED, "question_agreed", answer=Answer.AGREED, credit=credit)


def refuse(consent: Consent) -> None:
    _answer(consent, Answer.ASKED, "question_refused", answer=Answer.REFUSED)


def withdraw(consent: Consent) -> None:
    """At any time. What is printed by then, editors are told of and take out."""
    _answer(consent, Answer.AGREED, "question_withdrawn", answer=Answer.WITHDRAWN)


def _answer(consent: Consent, expected: Answer, reason: str, **columns: Any) -> None:
    with transaction.atomic():
        _move(consent, expected, answered_at=timezone.now(), **columns)
        _log(consent, reason, None, {"answer": expected})


def recall(consent: Consent, *, by: User) -> None:
    """The editors don't need it any more."""
    with transaction.atomic():
        _move(consent, Answer.ASKED, answer=Answer.RECALLED)
        _log(consent, "question_recalled", by, {"answer": Answer.ASKED})


def use(consent: Consent, *, by: User) -> None:
    """Into the block of questions of what the editors work on, without an answer: that is theirs."""
    if consent.comment.status != Status.APPROVED:
        raise DecisionRefused("not_public", _("This comment is not public."))
    with transaction.atomic():
        _move(consent, Answer.AGREED, used_at=timezone.now())
        _write(consent, partial(_inserted, consent), by)
        _log(consent, "question_used", by, {"used": False})


def take_out(consent: Consent, *, by: User) -> None:
    """With its answer, out of what readers have and of what the editors work on, at once. Earlier versions keep it
    unless its writer took the consent back."""
    with transaction.atomic():
        used = Consent.objects.filter(pk=consent.pk, answer=consent.answer, used_at__isnull=False)
        if not used.update(used_at=None):
            raise DecisionRefused("overtaken", _("Something has changed meanwhile. Look at it again."))
        _take_out(consent, by)
        if consent.answer == Answer.WITHDRAWN:
            revising.rewrite_history(consent.comment.article, partial(asking.blank, number=consent.pk))
        _log(consent, "question_taken_out", by, {"used": True})


def _take_out(consent: Consent, by: User | None) -> None:
    note = _("Question %(number)d of a reader was taken out.") % {"number": consent.pk}
    revising.rewrite(consent.comment.article, partial(asking.take_out, number=consent.pk), by=by, note=note)


def _inserted(consent: Consent, body: str) -> str:
    return asking.insert(body, consent.pk, consent.text, consent.credited)


def _write(consent: Consent, change: Callable[[str], str], by: User) -> None:
    article = Article.objects.select_for_update(no_key=True).get(pk=consent.comment.article_id)
    text = revising.working_content(article)
    if change(text["body"]) == text["body"]:
        raise DecisionRefused("there_already", _("The article's text is so already."))
    note = _("Question %(number)d of a reader") % {"number": consent.pk}
    revising.keep(article, text | {"body": change(text["body"])}, by=by, note=note)


def _move(consent: Consent, expected: Answer, **columns: Any) -> None:
    if not Consent.objects.filter(pk=consent.pk, answer=expected).update(**columns):
        raise DecisionRefused("overtaken", _("Something has changed meanwhile. Look at it again."))
    consent.refresh_from_db(fields=["answer", "credit", "text", "used_at"])


def _log(consent: Consent, reason: str, by: User | None, before: dict[str, Any]) -> ModerationAction:
    who: dict[str, Any] = {"actor": by.pk} if by else {"rule": Rule.AUTHOR}
    about = {"comment": consent.comment_id, "version": consent.comment.version, "subject": consent.pk}
    return log.write(ModerationAction(kind=Kind.QUESTION, reason=reason, before=before, **about, **who))


def undo(action: ModerationAction, by: User, batch: Batch) -> ModerationAction:
    """What editors did: a request is recalled or stands again, a question is taken out of the text or put back."""
    with transaction.atomic():
        consent = Consent.objects.select_for_update(no_key=True).filter(pk=action.subject or 0).first()
        if consent is None:
            raise DecisionRefused("gone", _("The request is no longer kept."))
        refuse_unless_latest(action)
        before = _put_back_text(consent, by, action.before) if "used" in action.before else _put_back(consent, action)
        return log.write(ModerationAction(**answer_to(action, by, batch), before=before))


def _put_back(consent: Consent, action: ModerationAction) -> dict[str, Any]:
    stood = consent.answer
    Consent.objects.filter(pk=consent.pk).update(answer=action.before["answer"])
    return {"answer": stood}


def _put_back_text(consent: Consent, by: User, before: dict[str, Any]) -> dict[str, Any]:
    wanted = before["used"]
    if wanted and consent.comment.status != Status.APPROVED:
        raise DecisionRefused("not_public", _("This comment is not public."))
    _move(consent, Answer.AGREED, used_at=timezone.now() if wanted else None)
    _write(consent, partial(_as_it_stood, consent) if wanted else partial(asking.take_out, number=consent.pk), by)
    return {"used": not wanted}


def _as_it_stood(consent: Consent, body: str) -> str:
    """With its answer, as the latest version of the text that had it."""
    if consent.pk in asking.numbers(body):
        return body
    for revision in consent.comment.article.revisions.latest_first().iterator(chunk_size=20):
        if item := asking.item(revision.content.get("body", ""), consent.pk):
            return asking.append(body, item)
    return _inserted(consent, body)


# What becomes of the words


def overdue(now: datetime) -> QuerySet[Consent]:
    """With the private page on which it could be answered. What is printed is kept as long as it is: it proves that
    its writer agreed."""
    found = Consent.objects.filter(Q(used_at=None) | Q(answer=Answer.WITHDRAWN))
    since = Coalesce("answered_at", "asked_at")
    return found.annotate(since=since).filter(since__lt=now - CONSENT_AFTER_ANSWER)


def forget(keys: Keys, now: datetime) -> int:
    """With the words, wherever an article or its history still has them: from here on nobody knows whose they were."""
    with transaction.atomic():
        going = overdue(now).filter(pk__in=keys).select_related("comment__article")
        held = list(going.select_for_update(of=("self",), skip_locked=True).order_by("pk"))
        for consent in held:
            _take_everywhere(consent)
        return int(Consent.objects.filter(pk__in=[consent.pk for consent in held]).delete()[0])


def erase(comments: Collection[int]) -> None:
    """With these comments: out of the article and all its versions. What is left tells the editors so for a time."""
    found = Consent.objects.filter(comment__in=comments)
    for consent in found.exclude(text="").select_related("comment__article").order_by("pk"):
        if consent.answer == Answer.AGREED:
            withdraw(consent)
        _take_everywhere(consent)
    found.filter(used_at=None).delete()
    found.update(text="", answered_at=timezone.now())


def _take_everywhere(consent: Consent) -> None:
    """What nobody has ever agreed to stands nowhere."""
    if consent.credit:
        _take_out(consent, None)
        revising.rewrite_history(consent.comment.article, partial(asking.blank, number=consent.pk))
