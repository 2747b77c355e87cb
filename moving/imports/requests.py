"""The requests by which imported comments came, as far as this site would still keep them, and Akismet's verdicts."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings

from articles.models import Article
from comments.keys import hex_digest
from comments.models import Check, Comment, Status, Submission
from comments.spam import SubmittedRequest, Verdict, build_payload
from comments.terms import SUBMISSION_AFTER_DECISION, SUBMISSION_AFTER_POSTING
from moving.imports import values

UNDECIDED = (Status.UNCHECKED, Status.PENDING)


def is_kept(value: values.Comment, now: datetime) -> bool:
    """Older ones would go with the next night; one without an address can be told to nobody."""
    if not value.address or value.created_at < now - SUBMISSION_AFTER_POSTING:
        return False
    decided = value.decided_at or value.created_at
    return value.status in UNDECIDED or decided >= now - SUBMISSION_AFTER_DECISION


def request_of(value: values.Comment, comment: Comment, article: Article) -> Submission:
    """Its token and fingerprint are nobody else's: no form is sent twice by an import."""
    number = hex_digest("import", f"{comment.pk}")
    sent = SubmittedRequest(
        user_ip=value.address,
        created_at=value.created_at,
        content=comment.text,
        permalink=settings.SITE_URL + article.get_absolute_url(),
        user_agent=value.agent,
        author=comment.name,
        author_email=value.email,
        author_url=comment.website,
        article_modified_at=article.updated_at,
    )
    return Submission(
        comment=comment,
        token=number[:32],
        fingerprint=number,
        ip=value.address,
        email=value.email[:254],
        user_agent=value.agent,
        payload=build_payload(sent),
        created_at=value.created_at,
    )


def checks_of(value: values.Comment, comment: Comment) -> Iterable[Check]:
    """The last one is what was applied."""
    for number, verdict in enumerate(value.verdicts, 1):
        said = Verdict.SPAM if verdict.is_spam else Verdict.HAM
        is_last = number == len(value.verdicts)
        yield Check(comment=comment, version=1, created_at=verdict.at, verdict=said, applied=is_last)
