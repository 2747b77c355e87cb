"""The mails about accounts: each is a job that holds a number, and writes to the address which that row has then."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from allauth.account.models import EmailAddress
from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.readers import links
from outbox import jobs, mail
from outbox.jobs import Done, Outcome
from outbox.mail import Letter, MailError
from outbox.models import Job

CONFIRM_JOB = "accounts.confirm"
RESET_JOB = "accounts.reset"
PASSWORD_JOB = "accounts.password_changed"  # noqa: S105
ADDRESSES_JOB = "accounts.addresses_changed"
NOBODY = 0
"""What a job is about that writes to nobody: so asking costs the same, whoever has an account."""

WAITED_FOR = timedelta(days=1)
"""What a dead mail server has held up for longer nobody waits for any more."""

type Writes = Callable[[EmailAddress, str], Letter]


def tell_others(address: EmailAddress) -> None:
    """That it is one of the account's now."""
    others = EmailAddress.objects.filter(user=address.user_id, verified=True).exclude(pk=address.pk)
    for number in others.values_list("pk", flat=True):
        jobs.enqueue(ADDRESSES_JOB, number)


def tell_of_password(user: int) -> None:
    main = EmailAddress.objects.filter(user=user, verified=True, primary=True)
    for number in main.values_list("pk", flat=True):
        jobs.enqueue(PASSWORD_JOB, number)


def is_to_be_told(address: EmailAddress) -> bool:
    """Whether a change is on its way to it: until then it stays, so that nobody loses an account without a word."""
    return Job.objects.open().filter(kind=ADDRESSES_JOB, ref=address.pk).exists()


def confirmation(address: EmailAddress, occasion: str) -> Letter:
    """Nothing that a stranger typed is in it. Who has an account with this address is told that instead."""
    known = EmailAddress.objects.filter(email=address.email, verified=True).exclude(user=address.user_id).exists()
    if known:
        return account_exists(address, occasion)
    subject = _("%(site_name)s: confirm your address") % {"site_name": settings.SITE_NAME}
    link = links.confirm.address(address)
    return mail.written("account_confirm", subject, address.email, occasion, address=link, hours=links.hours())


def account_exists(address: EmailAddress, occasion: str) -> Letter:
    subject = _("%(site_name)s: you have an account already") % {"site_name": settings.SITE_NAME}
    known = {"address": _page("accounts:login"), "reset": _page("accounts:password_reset")}
    return mail.written("account_exists", subject, address.email, occasion, **known)


def new_password(address: EmailAddress, occasion: str) -> Letter:
    subject = _("%(site_name)s: a new password") % {"site_name": settings.SITE_NAME}
    link = links.reset.address(address)
    return mail.written("account_reset", subject, address.email, occasion, address=link, hours=links.hours())


def changed(address: EmailAddress, occasion: str, *, what: str) -> Letter:
    subject = _("%(site_name)s: your account was changed") % {"site_name": settings.SITE_NAME}
    known = {"address": _page("accounts:account"), "reset": _page("accounts:password_reset"), "what": what}
    return mail.written("account_changed", subject, address.email, occasion, **known)


def _page(name: str) -> str:
    return settings.SITE_URL + reverse(name)


def _send(writes: Writes, verified: bool, job: Job) -> Outcome:
    about = EmailAddress.objects.filter(pk=job.ref, verified=verified, user__is_active=True)
    address = about.select_related("user").first()
    if address is None or timezone.now() - job.created_at > WAITED_FOR:
        return Done()
    with translation.override(_language_of(address.user)):
        letter = writes(address, f"{job.kind} {job.pk} {job.created_at}")
    try:
        mail.send(letter)
    except MailError as fault:
        return mail.after(fault, job)
    return Done()


def _language_of(user: User) -> str:
    """The one that they have chosen, else that of the newspaper."""
    return user.language if user.language in settings.TRANSLATED else settings.LANGUAGE_CODE


for _kind, _writes, _verified in (
    (CONFIRM_JOB, confirmation, False),
    (RESET_JOB, new_password, True),
    (PASSWORD_JOB, partial(changed, what="password"), True),
    (ADDRESSES_JOB, partial(changed, what="addresses"), True),
):
    jobs.handles(_kind)(partial(_send, _writes, _verified))
