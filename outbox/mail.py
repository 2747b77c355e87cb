"""One mail at a time, to one person, by the server of MAIL_URL. Called by jobs, outside of transactions."""

from __future__ import annotations

import hashlib
import logging
import random
import re
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPResponseException
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language, get_language_bidi

from outbox.jobs import Done, Effect, Later, Outcome, nothing
from outbox.models import Job, State
from outbox.reports import reported

log = logging.getLogger("outbox.mail")

EMPTY_LINES = re.compile(r"\n{3,}")
AN_ADDRESS = re.compile(r"[^\s<>]+@[^\s<>]+")
PERMANENT = 500  # answers of a mail server from here on: trying again changes nothing
FIRST_PAUSE, LONGEST_PAUSE = 10.0, 3_600.0  # seconds


class MailError(Exception):
    """It has not left. `is_final`: the same mail would be refused again; `is_gone`: so would any to that address."""

    def __init__(self, detail: str, is_final: bool = False, is_gone: bool = False) -> None:
        super().__init__(detail)
        self.is_final, self.is_gone = is_final, is_gone


class Letter(NamedTuple):
    """`occasion` says what it is about and up to when: a repeat of it has the same Message-ID.

    `unsubscribe` is an address of ours that ends such mails by a POST without cookie or token (RFC 8058).
    """

    to: str
    subject: str
    text: str
    occasion: str
    html: str = ""
    unsubscribe: str = ""


def is_configured() -> bool:
    return bool(settings.MAIL_IS_CONFIGURED)


def written(name: str, subject: str, to: str, occasion: str, unsubscribe: str = "", **known: Any) -> Letter:
    """A letter of the templates mail/NAME.txt and mail/NAME.html, which extend mail/base.txt and mail/base.html."""
    site = {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL, "subject": subject}
    frame = {"language": get_language(), "direction": "rtl" if get_language_bidi() else "ltr"}
    context = site | frame | {"unsubscribe": unsubscribe} | known
    text, html = (render_to_string(f"mail/{name}.{kind}", context).strip() + "\n" for kind in ("txt", "html"))
    return Letter(to, subject, EMPTY_LINES.sub("\n\n", text), occasion, html, unsubscribe)


def send(letter: Letter) -> None:
    """Raises MailError. A process that dies between the server's answer and what the caller records sends it again."""
    subject = " ".join(letter.subject.split())
    message = EmailMultiAlternatives(subject, letter.text, to=[letter.to], headers=_headers(letter))
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    try:
        message.send()
    except SMTPRecipientsRefused as refused:
        code, _said = next(iter(refused.recipients.values()))
        is_final = code >= PERMANENT
        raise MailError(f"recipient refused: {code}", is_final, is_gone=is_final) from None
    except SMTPResponseException as refused:
        is_final = isinstance(refused, SMTPDataError) and refused.smtp_code >= PERMANENT  # else it is our own settings
        raise MailError(f"{refused.smtp_code} {_words(refused.smtp_error)}", is_final) from None
    except (SMTPException, OSError) as fault:
        raise MailError(type(fault).__name__) from None
    except ValueError:  # how Django says that an address can't be written into a header
        raise MailError("the address cannot be written to", is_final=True, is_gone=True) from None


def after(fault: MailError, job: Job, given_up: Effect = nothing) -> Outcome:
    """A final answer ends the job, whose row says why as long as it is kept; else it is tried ever later, and never
    given up: a mail server may be away for days."""
    if fault.is_final:
        log.warning("mail refused for good", extra={"kind": job.kind, "ref": job.ref, "answer": str(fault)})
        return Done(given_up, error=str(fault))
    age = (timezone.now() - job.created_at).total_seconds()
    pause = min(LONGEST_PAUSE, max(FIRST_PAUSE, age / 2))
    return Later(pause * (0.75 + random.random() / 2), error=str(fault))  # noqa: S311  so that not all return in step


@reported("mail")
def _report() -> dict[str, Any]:
    """Of the days that done jobs are kept."""
    ended = Job.objects.filter(state=State.DONE).exclude(error="").order_by("-finished_at")
    last = ended.first()
    told = {"last at": last.finished_at, "it was": f"{last}: {last.error}"} if last else {}
    return {"refused for good": ended[:1001].count(), **told}


def _headers(letter: Letter) -> dict[str, str]:
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    number = hashlib.sha256(letter.occasion.encode()).hexdigest()[:32]
    headers = {"Message-ID": f"<{number}@{host}>", "Auto-Submitted": "auto-generated"}
    if letter.unsubscribe:
        one_click = {
            "List-Unsubscribe": f"<{letter.unsubscribe}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
        headers |= one_click
    return headers


def _words(said: bytes | str) -> str:
    """They are kept beside numbers of people, so not whom it was about."""
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    return AN_ADDRESS.sub("…", text[:500])[:120]
