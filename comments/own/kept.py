"""Everything that is kept about a person, as plain values: what they download, and operators export."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from itertools import batched
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Q

from accounts.second_factor.codes import passkeys_of
from articles.models import MistakeReport
from comments import reasons, restrictions
from comments.identity.claiming import is_by_address_alone, typed_under
from comments.models import (
    AuthorWords,
    Comment,
    Commenter,
    Consent,
    Contact,
    Follow,
    Kind,
    LegalContact,
    Mailbox,
    ModerationAction,
    PersonNote,
    Report,
    Restriction,
    Status,
)
from comments.own import accounts, typed
from comments.own.people import People

type Row = dict[str, Any]

PORTION = 100


class Part(NamedTuple):
    """`for_operators`: what moderators told each other. Whoever asks for that asks people."""

    name: str
    rows: Callable[[People], Iterator[Row]]
    for_operators: bool = False


def parts(*, for_operators: bool = False) -> list[Part]:
    return [part for part in PARTS if for_operators or not part.for_operators]


def _identity(people: People) -> Iterator[Row]:
    for row in Commenter.objects.filter(pk__in=people.numbers).order_by("pk"):
        yield {"number": row.pk, "first_seen_at": row.first_seen_at, "proven": row.pk in people.own}
    for contact in Contact.objects.filter(commenter__in=people.numbers):
        yield {"email": contact.email, "asked_at": contact.asked_at, "confirmed_at": contact.confirmed_at}


def _account(people: People) -> Iterator[Row]:
    if user := people.user:
        names = ("username", "first_name", "last_name", "public_name", "email", "date_joined", "last_login")
        told = {name: getattr(user, name) for name in names}
        yield told | {"confirmed_addresses": list(people.addresses)} | accounts.kept_with(user)


def _passkeys(people: People) -> Iterator[Row]:
    for key in passkeys_of(people.user) if people.user else ():
        yield {"name": key.data["name"], "added_at": key.created_at, "last_used_at": key.last_used_at}


def _comments(people: People) -> Iterator[Row]:
    found = Comment.objects.filter(commenter__in=people.own).order_by("pk").select_related("article__section")
    for portion in batched(found.iterator(chunk_size=PORTION), PORTION):
        yield from _told(portion)


def _told(comments: Collection[Comment]) -> Iterator[Row]:
    numbers = [comment.pk for comment in comments]
    besides = {
        "earlier_texts": _by_comment(_earlier_texts(numbers)),
        "requests": _by_comment(_requests(numbers)),
        "decisions": _by_comment(_decisions(numbers)),
        "words_of_moderators": _by_comment(_words_to_author(numbers)),
        "appeals": _by_comment(_appeals(numbers)),
        "spam_checks": _by_comment(_checks(numbers)),
        "request_to_print": _by_comment(_consents(numbers)),
    }
    for comment in comments:
        yield _comment(comment) | {name: rows[comment.pk] for name, rows in besides.items()}


def _typed(people: People) -> Iterator[Row]:
    """Whoever typed the address may have been another: what not everybody can read is told to nobody."""
    found = typed_under(people.addresses).order_by("pk").select_related("article__section")
    for comment in found.iterator(chunk_size=PORTION):
        told = _place(comment) | {"created_at": comment.created_at, "public": typed.is_public(comment)}
        yield told | ({"name": comment.name, "text": comment.text} if told["public"] else {})


def _comment(comment: Comment) -> Row:
    names = ("name", "website", "text", "created_at", "edited_at", "decided_at", "emptied_at")
    return {
        "number": comment.pk,
        **_place(comment),
        "in_reply_to": comment.parent_id,
        "status": comment.status,
        "status_in_words": str(Status(comment.status).label),
        "why": reasons.sentence_of(comment.reason),
        **{name: getattr(comment, name) for name in names},
    }


def _place(comment: Comment) -> Row:
    article = comment.article
    known = article.is_public
    address = settings.SITE_URL + article.get_absolute_url() if known else ""
    return {"article": article.headline if known else "", "address": address}


def _by_comment(rows: Iterator[tuple[int, Row]]) -> defaultdict[int, list[Row]]:
    found: defaultdict[int, list[Row]] = defaultdict(list)
    for comment, row in rows:
        found[comment].append(row)
    return found


def _earlier_texts(numbers: Collection[int]) -> Iterator[tuple[int, Row]]:
    for comment in Comment.objects.filter(pk__in=numbers).prefetch_related("former_texts"):
        for former in sorted(comment.former_texts.all(), key=lambda each: each.version):
            told = {"version": former.version, "text": former.text, "until": former.replaced_at}
            yield comment.pk, told | {"by_a_moderator": former.by is not None}


def _requests(numbers: Collection[int]) -> Iterator[tuple[int, Row]]:
    """Of what was claimed by its address alone, and may have been written by another, not the network and browser."""
    every = ("version", "created_at", "email")
    full = (*every, "ip", "user_agent", "referrer", "trap", "seconds_to_post", "payload")
    for comment in Comment.objects.filter(pk__in=numbers).prefetch_related("submissions"):
        requests = sorted(comment.submissions.all(), key=lambda each: each.version)
        names = every if any(map(is_by_address_alone, requests)) else full
        yield from ((comment.pk, {name: getattr(request, name) for name in names}) for request in requests)


def _decisions(numbers: Collection[int]) -> Iterator[tuple[int, Row]]:
    """What, when and why; not who."""
    acts = ModerationAction.objects.filter(comment__in=numbers, kind=Kind.STATUS).order_by("pk")
    for act in acts:
        told = {"at": act.at, "from": act.from_status, "to": act.to_status, "why": reasons.sentence_of(act.reason)}
        yield act.comment or 0, told | {"by_a_person": act.actor is not None}


def _words_to_author(numbers: Collection[int]) -> Iterator[tuple[int, Row]]:
    for words in AuthorWords.objects.filter(comment__in=numbers).order_by("pk"):
        yield words.comment_id, {"text": words.text}


def _appeals(numbers: Collection[int]) -> Iterator[tuple[int, Row]]:
    for comment in Comment.objects.filter(pk__in=numbers).prefetch_related("appeals"):
        for appeal in comment.appeals.all():
            told = {"at": appeal.at, "words": appeal.words, "outcome": appeal.outcome}
            yield comment.pk, told | {"decided_at": appeal.decided_at}


def _checks(numbers: Collection[int]) -> Iterator[tuple[int, Row]]:
    for comment in Comment.objects.filter(pk__in=numbers).prefetch_related("checks"):
        for check in comment.checks.all():
            yield comment.pk, {"at": check.created_at, "version": check.version, "verdict": check.verdict}


def _consents(numbers: Collection[int]) -> Iterator[tuple[int, Row]]:
    for consent in Consent.objects.filter(comment__in=numbers):
        told = {"question": consent.text, "answer": consent.answer, "named": consent.credit}
        yield consent.comment_id, told | {"asked_at": consent.asked_at, "answered_at": consent.answered_at}


def _reports(people: People) -> Iterator[Row]:
    for report in Report.objects.filter(reporter__in=people.numbers).order_by("pk").iterator():
        told = {"comment": report.comment_id, "at": report.at, "reason": reasons.complaint_of(report.reason)}
        yield told | {"words": report.words, "outcome": report.outcome}


def _legal_reports(people: People) -> Iterator[Row]:
    for contact in LegalContact.objects.filter(written(people)).select_related("report"):
        report = contact.report
        told = {"name": contact.name, "email": contact.email, "comment": report.comment_id, "at": report.at}
        said = {"ground": report.ground, "passage": report.passage, "why": report.why, "law": report.law}
        yield told | said | {"outcome": report.outcome, "explanation": report.explanation}


def _mistakes(people: People) -> Iterator[Row]:
    for report in MistakeReport.objects.filter(written(people)).order_by("pk"):
        yield {"email": report.email, "at": report.at, "sentence": report.quote, "text": report.text}


def written(people: People, column: str = "email") -> Q:
    """Under one of their addresses, in whatever case."""
    found = Q(pk__in=[])
    for address in people.addresses:
        found |= Q(**{f"{column}__iexact": address})
    return found


def _follows(people: People) -> Iterator[Row]:
    for follow in Follow.objects.filter(commenter__in=people.numbers).order_by("pk"):
        told = {"what": str(Follow.Kind(follow.kind).label), "article": follow.article_id, "comment": follow.comment_id}
        yield told | {"how_often": follow.often, "asked_at": follow.asked_at, "confirmed_at": follow.confirmed_at}


def _letters(people: People) -> Iterator[Row]:
    for box in Mailbox.objects.filter(commenter__in=people.numbers):
        yield {"letters_sent": box.letters, "last_sent_at": box.sent_at, "refused_at": box.refused_at}


def _restrictions(people: People) -> Iterator[Row]:
    """As the person is told: kind, times and reason."""
    subjects = [restrictions.subject_of_person(row)[1] for row in Commenter.objects.filter(pk__in=people.numbers)]
    about = Q(subject__in=subjects) | Q(person__in=people.own, scope__in=["account", "address"])
    for row in Restriction.objects.filter(about).order_by("pk"):
        told = {"kind": row.get_kind_display(), "since": row.since, "until": row.until, "ended_at": row.ended_at}
        yield told | {"why": reasons.sentence_of(row.reason)}


def _notes(people: People) -> Iterator[Row]:
    for note in PersonNote.objects.filter(person__in=people.numbers).order_by("pk"):
        yield {"at": note.at, "text": note.text}


PARTS = (
    Part("you", _identity),
    Part("account", _account),
    Part("passkeys", _passkeys),
    Part("comments", _comments),
    Part("written_by_whoever_typed_your_address", _typed),
    Part("reports", _reports),
    Part("reports_of_illegal_content", _legal_reports),
    Part("reports_of_mistakes", _mistakes),
    Part("follows", _follows),
    Part("letters", _letters),
    Part("restrictions", _restrictions),
    Part("notes_of_moderators", _notes, for_operators=True),
)
