"""The mail that tells the owner of an account of another way into it."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.elsewhere import sites
from accounts.models import User
from outbox import jobs, mail
from outbox.jobs import Done, Outcome, handles
from outbox.mail import Letter, MailError
from outbox.models import Job

CONNECTED = "accounts.connected"  # its ref is the number of the connection


def tell(held: SocialAccount) -> None:
    """In the transaction that connects."""
    jobs.enqueue(CONNECTED, held.pk)


@handles(CONNECTED)
def mail_connected(job: Job) -> Outcome:
    """Nobody is told of what has been taken back since."""
    held = SocialAccount.objects.select_related("user").filter(pk=job.ref, user__is_active=True).first()
    to = address_of(held.user) if held else ""
    if held is None or not to or not mail.is_configured():
        return Done()
    try:
        with translation.override(settings.LANGUAGE_CODE):
            mail.send(letter(held, to))
    except MailError as fault:
        return mail.after(fault, job)
    return Done()


def address_of(user: User) -> str:
    proven = EmailAddress.objects.filter(user=user, verified=True).order_by("-primary", "pk").first()
    return proven.email if proven else user.email


def letter(held: SocialAccount, to: str) -> Letter:
    label = sites.label_of(held.provider)
    subject = _("%(site)s now opens your account at %(site_name)s") % {"site": label, "site_name": settings.SITE_NAME}
    told = {"label": label, "person": held.user.name_shown, "address": settings.SITE_URL + reverse("accounts:account")}
    return mail.written("connected", subject, to, f"{CONNECTED} {held.pk} {held.date_joined}", **told)
