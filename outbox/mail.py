"""One mail at a time, to one person, by the server of MAIL_URL. Called by jobs, outside of transactions."""

from __future__ import annotations

import hashlib
import re
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import get_language, get_language_bidi

EMPTY_LINES = re.compile(r"\n{3,}")
AN_ADDRESS = re.compile(r"[^\s<>]+@[^\s<>]+")
PERMANENT = 500  # answers of a mail server from here on: trying again changes nothing


class MailError(Exception):
    """It has not left; `is_final` when the same mail would be refused again."""

    def __init__(self, detail: str, is_final: bool = False) -> None:
        super().__init__(detail)
        self.is_final = is_final


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
        raise MailError(f"recipient refused: {code}", is_final=code >= PERMANENT) from None
    except SMTPResponseException as refused:
        raise MailError(f"{refused.smtp_code} {_words(refused.smtp_error)}", False) from None
    except (SMTPException, OSError) as fault:
        raise MailError(type(fault).__name__) from None
    except ValueError:  # how Django says that an address can't be written into a header
        raise MailError("the address cannot be written to", is_final=True) from None


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
