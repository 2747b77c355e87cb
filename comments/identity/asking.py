"""Asking for the link by mail: whoever types an address, how often it is written to, and what is written."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from accounts import limits
from accounts.limits import Limit, LimitReached
from accounts.network import block_of, client_address, network_of
from comments.identity import links
from comments.identity.proof import owner_of_address
from comments.models import Comment, Commenter, Contact
from comments.models.commenter import email_key
from database import statements
from outbox import jobs, mail
from outbox.jobs import Done, Outcome
from outbox.mail import Letter, MailError
from outbox.models import Job

CONFIRM_JOB = "comments.confirm_address"
PER_ADDRESS = Limit("confirm.address", burst=5, every=60)
PER_NETWORK = Limit("confirm.network", burst=30, every=20)
PER_RECIPIENT = Limit("confirm.recipient", burst=1, every=600)
PER_RECIPIENT_DAY = Limit("confirm.recipient_day", burst=3, every=28_000)  # in any 24 hours six at most
LONGEST_THEN = 200


def ask(email: str, then: str = "", comment: Comment | None = None) -> Commenter:
    """Mails the link to the owner of this address, unless they were written to just now; nobody is told which.

    `then` is a path of ours where they go on afterwards, `comment` one that was written under this address: they go to
    its status page, and may say that it is theirs.
    """
    with transaction.atomic():
        owner = _held_owner(email)
        if _may_be_written_to(email):
            _note(owner, email, then, comment)
    return owner


def take_from_limits(request: HttpRequest) -> None:
    """Of whoever asks, by page. Raises LimitReached."""
    if settings.COMMENT_LIMITS != "off":
        address = client_address(request)
        with transaction.atomic():
            limits.take([(PER_ADDRESS, block_of(address)), (PER_NETWORK, network_of(address))])


def own_path(path: str) -> str:
    """What of it may be kept, and led to: a page of ours whose address is no secret."""
    if len(path) > LONGEST_THEN or not path.startswith("/") or not url_has_allowed_host_and_scheme(path, None):
        return ""
    try:
        found = resolve(path.partition("?")[0])
    except Resolver404:
        return ""
    return "" if "token" in found.kwargs else path


def _held_owner(email: str) -> Commenter:
    """So that nobody forgets them just now; whoever was faster has left nobody, and they are made anew."""
    owner = owner_of_address(email)
    return owner if statements.locked(Commenter, ("id",), pk=owner.pk) else owner_of_address(email)


def _may_be_written_to(email: str) -> bool:
    key = email_key(email)
    try:
        with transaction.atomic():
            limits.take([(PER_RECIPIENT, key), (PER_RECIPIENT_DAY, key)])
    except LimitReached:
        return False
    return True


def _note(owner: Commenter, email: str, then: str, comment: Comment | None) -> None:
    """What is confirmed keeps its spelling: two that are the same to us may be two mailboxes somewhere."""
    asked = {"asked_at": timezone.now(), "then": own_path(then), "comment": comment}
    contact, made = Contact.objects.select_for_update(no_key=True).get_or_create(
        commenter=owner, defaults=asked | {"email": email}
    )
    if not made:
        spelled = {} if contact.is_confirmed else {"email": email}
        Contact.objects.filter(pk=contact.pk).update(**asked, **spelled)
    jobs.enqueue(CONFIRM_JOB, contact.pk)


@jobs.handles(CONFIRM_JOB)
def mail_link(job: Job) -> Outcome:
    contact = Contact.objects.filter(pk=job.ref, asked_at__gt=timezone.now() - links.GOOD_FOR).first()
    if contact is None:
        return Done()
    try:
        mail.send(letter(contact))
    except MailError as fault:
        return mail.after(fault, job)
    return Done()


def letter(contact: Contact) -> Letter:
    """Nothing that a stranger typed is in it, so nobody has us write their words to others."""
    subject = _("%(site_name)s: confirm your address") % {"site_name": settings.SITE_NAME}
    occasion = f"{CONFIRM_JOB} {contact.pk} {contact.asked_at}"
    address = links.address(contact)
    return mail.written("confirm", subject, contact.email, occasion, address=address, hours=hours())


def hours() -> int:
    """For how long a link is good."""
    return int(links.GOOD_FOR.total_seconds() // 3600)
