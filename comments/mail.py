"""One mail at a time, to one person, by the server of MAIL_URL. Called by jobs, outside of transactions."""

from __future__ import annotations

import hashlib
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage

PERMANENT = 500  # answers of a mail server from here on: trying again changes nothing


class MailError(Exception):
    """It has not left; `is_final` when the same mail would be refused again."""

    def __init__(self, detail: str, is_final: bool = False) -> None:
        super().__init__(detail)
        self.is_final = is_final


class Letter(NamedTuple):
    """`occasion` says what it is about and up to when: a repeat of it has the same Message-ID."""

    to: str
    subject: str
    text: str
    occasion: str


def is_configured() -> bool:
    return bool(settings.MAIL_IS_CONFIGURED)


def send(letter: Letter) -> None:
    """Raises MailError. A process that dies between the server's answer and what the caller records sends it again."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    number = hashlib.sha256(letter.occasion.encode()).hexdigest()[:32]
    headers = {"Message-ID": f"<{number}@{host}>", "Auto-Submitted": "auto-generated"}
    subject = " ".join(letter.subject.split())
    try:
        EmailMessage(subject, letter.text, to=[letter.to], headers=headers).send()
    except SMTPRecipientsRefused as refused:
        code, _said = next(iter(refused.recipients.values()))
        raise MailError(f"recipient refused: {code}", is_final=code >= PERMANENT) from None
    except SMTPResponseException as refused:
        raise MailError(f"{refused.smtp_code} {_words(refused.smtp_error)}", False) from None
    except (SMTPException, OSError) as fault:
        raise MailError(type(fault).__name__) from None


def _words(said: bytes | str) -> str:
    return (said.decode(errors="replace") if isinstance(said, bytes) else said)[:120]
