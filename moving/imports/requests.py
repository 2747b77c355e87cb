"""The requests by which imported comments came, as far as this site would still keep them, and Akismet's verdicts."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from comments.keys import hex_digest
from comments.models import Status
from comments.spam import SubmittedRequest, Verdict, build_payload
from comments.terms import SUBMISSION_AFTER_DECISION, SUBMISSION_AFTER_POSTING
from moving.imports import values

LONGEST_EMAIL = 254
UNDECIDED = (Status.UNCHECKED, Status.PENDING)


def is_kept(value: values.Comment, now: datetime) -> bool:
    """Older ones would go with the next night; one without an address can be told to nobody."""
    if not value.address or value.created_at < now - SUBMISSION_AFTER_POSTING:
        return False
    decided = value.decided_at or value.created_at
    return value.status in UNDECIDED or decided >= now - SUBMISSION_AFTER_DECISION


def request_of(
    value: values.Comment, row: Mapping[str, Any], permalink: str, article_modified_at: datetime
) -> dict[str, Any]:
    """Its token and fingerprint are nobody else's: no form is sent twice by an import."""
    number = hex_digest("import", str(row["id"]))
    sent = SubmittedRequest(
        user_ip=value.address,
        created_at=value.created_at,
        content=row["text"],
        permalink=permalink,
        user_agent=value.agent,
        author=row["name"],
        author_email=value.email,
        author_url=row["website"],
        article_modified_at=article_modified_at,
    )
    return {
        "comment_id": row["id"],
        "token": number[:32],
        "fingerprint": number,
        "ip": value.address,
        "email": value.email[:LONGEST_EMAIL],
        "user_agent": value.agent,
        "payload": build_payload(sent),
        "created_at": value.created_at,
    }


def checks_of(value: values.Comment, comment: int) -> Iterator[dict[str, Any]]:
    """The last one is what was applied."""
    for number, verdict in enumerate(value.verdicts, 1):
        said = Verdict.SPAM if verdict.is_spam else Verdict.HAM
        is_last = number == len(value.verdicts)
        yield {"comment_id": comment, "version": 1, "created_at": verdict.at, "verdict": said, "applied": is_last}
