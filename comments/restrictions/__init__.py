"""Who may not comment, or only after a person has read it: what is in force about a writer, in one query.

An account is proven and a typed address or network is not, so what is said of an address, a domain or a network turns
guests away but only holds what accounts write: nobody gets an account banned by typing its owner's address. What was
in force about an account when it was closed goes on about whoever has proven its addresses, in an account or not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone

from accounts.models import User
from accounts.network import network_of
from comments.models import Comment, Commenter, Restriction, Scope, Submission
from comments.models.commenter import email_key
from comments.models.restriction import STRICTNESS
from comments.text import domain_of
from database import statements

IN_FORCE = """
SELECT {columns} FROM comments_restriction
WHERE closed_at IS NULL AND (until IS NULL OR until > %(now)s) AND subject IN ({subjects})
"""
OF_PERSON = """(SELECT CASE WHEN user_id IS NULL THEN 'address ' || email_key ELSE 'account ' || user_id END
FROM comments_commenter WHERE id = %(person)s)"""


def of_writer(user: User | None, email: str, address: str) -> Restriction | None:
    """What turns this writer's posts away; None when nothing does."""
    subjects = [_account(user), *_owners(user.email)] if user else subjects_of_guest(email, address)
    return strictest(each for each in in_force(subjects) if each.refuses)


def of_author(person: Commenter | None, submission: Submission | None) -> Restriction | None:
    """The same, asked about a comment that is there already."""
    subjects = [subject_of_person(person)[1]] if person else []
    if submission:
        is_account = person is not None and person.user_id is not None
        subjects += _owners(submission.email) if is_account else subjects_of_guest(submission.email, submission.ip)
    return strictest(each for each in in_force(subjects) if each.refuses)


def of_comment(comment: Comment, submission: Submission | None) -> Restriction | None:
    """The strictest in force about whoever wrote this. A person reads what they wrote, whatever its kind."""
    subjects = subjects_of_guest(submission.email, submission.ip) if submission else []
    return strictest(_in_force(subjects, comment.commenter_id))


def in_force(subjects: Sequence[str]) -> list[Restriction]:
    return _in_force(subjects, None)


def strictest(found: Iterable[Restriction]) -> Restriction | None:
    """Of two of a kind the one that ends later."""
    return max(found, key=weight, default=None)


def subject_of_person(person: Commenter) -> tuple[Scope, str]:
    """A guest is the address that they type."""
    if person.user_id:
        return Scope.ACCOUNT, f"{Scope.ACCOUNT} {person.user_id}"
    return Scope.ADDRESS, f"{Scope.ADDRESS} {person.email_key}"


def subjects_of_guest(email: str, address: str) -> list[str]:
    network = f"{Scope.NETWORK} {network_of(address)}"
    if "@" not in email:
        return [network]
    return [network, address_subject(email), f"{Scope.DOMAIN} {domain_of(email)}", owner_subject(email)]


def address_subject(email: str) -> str:
    """By the HMAC that `Commenter` has as well: the address itself is kept nowhere for this."""
    return f"{Scope.ADDRESS} {email_key(email)}"


def owner_subject(email: str) -> str:
    """Whoever had proven this address by an account that is closed: it is about other accounts of theirs, too."""
    return f"owner {email_key(email)}"


def _owners(email: str) -> list[str]:
    return [owner_subject(email)] if email else []


def _account(user: User) -> str:
    return f"{Scope.ACCOUNT} {user.pk}"


def _in_force(subjects: Sequence[str], person: int | None) -> list[Restriction]:
    named: dict[str, Any] = {f"subject{number}": subject for number, subject in enumerate(subjects)}
    places = [f"%({name})s" for name in named]
    if person:
        places, named = [*places, OF_PERSON], named | {"person": person}
    if not places:
        return []
    statement = IN_FORCE.replace("{subjects}", ", ".join(places))
    return statements.rows_by(Restriction, statement, named | {"now": statements.moment(timezone.now())})


def weight(restriction: Restriction) -> tuple[int, bool, float]:
    end = restriction.until.timestamp() if restriction.until else 0.0
    return STRICTNESS[restriction.kind], restriction.until is None, end
