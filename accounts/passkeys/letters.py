"""Mail to the owner of an account when a passkey came or went: whoever did it, they learn of it."""

from __future__ import annotations

from allauth.account.models import EmailAddress
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
    if mail.is_configured() and address_of(user):
        jobs.enqueue(kind, user.pk)


def address_of(user: User) -> str:
    """One that is confirmed; that of staff was entered by who keeps the accounts."""
    confirmed = EmailAddress.objects.filter(user=user, verified=True).order_by("-primary", "pk")
    return confirmed.values_list("email", flat=True).first() or (user.email if user.is_staff else "")


@jobs.handles(ADDED)
def mail_added(job: Job) -> Outcome:
    return _send(job)


@jobs.handles(REMOVED)
def mail_removed(job: Job) -> Outcome:
    return _send(job)


def _send(job: Job) -> Outcome:
    user = User.objects.filter(pk=job.ref, is_active=True).first()
    address = address_of(user) if user else ""
    if not user or not address:
        return Done()
    with translation.override(user.language if user.language in settings.TRANSLATED else settings.LANGUAGE_CODE):
        letter = _letter(job, address)
    try:
        mail.send(letter)
    except MailError as fault:
        return mail.after(fault, job)
    return Done()


def _letter(job: Job, address: str) -> Letter:
    """Nothing that somebody typed is in it, the name of the passkey neither."""
    was_added = job.kind == ADDED
    title = _("A passkey was added to your account") if was_added else _("A passkey of your account was removed")
    page = settings.SITE_URL + reverse("accounts:passkeys")
    subject, occasion = f"{settings.SITE_NAME}: {title}", f"{job.kind} {job.pk} {job.created_at}"
    return mail.written("passkey", subject, address, occasion, title=title, address=page, was_added=was_added)
