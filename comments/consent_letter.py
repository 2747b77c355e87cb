"""The mail by which the writer of a comment learns that the editors ask for a question, where there is an address."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from comments import identity, links
from comments.consents import ASK_JOB
from comments.models import Consent
from comments.models.consent import Answer
from outbox import mail
from outbox.jobs import Done, Outcome, handles
from outbox.mail import Letter, MailError
from outbox.models import Job


@handles(ASK_JOB)
def mail_request(job: Job) -> Outcome:
    """Nothing for who has answered, or was asked no longer, and nothing to an address that nobody has proven."""
    asked = Consent.objects.filter(pk=job.ref, answer=Answer.ASKED, comment__status="approved")
    consent = asked.select_related("comment__commenter", "comment__article").first()
    person = consent.comment.commenter if consent else None
    to = identity.address_of(person) if person else ""
    if consent is None or not to or not mail.is_configured():
        return Done()
    try:
        mail.send(letter(consent, to))
    except MailError as fault:
        return mail.after(fault, job)
    return Done()


def letter(consent: Consent, to: str) -> Letter:
    subject = _("%(site_name)s: may we print your question?") % {"site_name": settings.SITE_NAME}
    address = settings.SITE_URL + links.status_url(consent.comment)
    occasion = f"{ASK_JOB} {consent.pk} {consent.asked_at}"
    told = {"question": consent.text, "headline": consent.comment.article.headline, "address": address}
    return mail.written("consent", subject, to, occasion, **told)
