"""Mail to the owner of an account when a passkey came or went: whoever did it, they learn of it."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from outbox import jobs, mail
from outbox.jobs import Done, Outcome
from outbox.mail import Letter, MailError
from outbox.models import Job

ADDED, REMOVED = "accounts.passkey_added", "accounts.passkey_removed"
"""Kinds of jobs; their ref is the number of the account."""


def tell(kind: str, user: User) -> None:
    """In the transaction of the change."""
    if user.email and mail.is_configured():
        jobs.enqueue(kind, user.pk)


@jobs.handles(ADDED)
def mail_added(job: Job) -> Outcome:
    return _send(job)


@jobs.handles(REMOVED)
def mail_removed(job: Job) -> Outcome:
    return _send(job)


def _send(job: Job) -> Outcome:
    user = User.objects.filter(pk=job.ref, is_active=True).exclude(email="").first()
    if user is None:
        return Done()
    with translation.override(user.language if user.language in settings.TRANSLATED else settings.LANGUAGE_CODE):
        letter = _letter(job, user)
    try:
        mail.send(letter)
    except MailError as fault:
        return mail.after(fault, job)
    return Done()


def _letter(job: Job, user: User) -> Letter:
    """Nothing that somebody typed is in it, the name of the passkey neither."""
    was_added = job.kind == ADDED
    title = _("A passkey was added to your account") if was_added else _("A passkey of your account was removed")
    page = settings.SITE_URL + reverse("accounts:passkeys")
    subject, occasion = f"{settings.SITE_NAME}: {title}", f"{job.kind} {job.pk}"
    return mail.written("passkey", subject, user.email, occasion, title=title, address=page, was_added=was_added)
