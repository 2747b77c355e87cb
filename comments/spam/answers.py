"""What comes back from Akismet: a reply as it was received, the verdict in it, or the fault that it is."""

import enum
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import akismet
import httpx

from comments.spam.faults import Circumstances, ConfigurationFault, PassingFault, RateLimited, SpamCheckError

RETRY_AFTER_DEFAULT = 300.0
RETRY_AFTER_LONGEST = 3600.0
RECHECK_AFTER_LONGEST = 86_400
REFUSED_STATUS = {401, 403, 404, 405, 407, 410, 421, 451}
Secrets = Mapping[str, str]
"""What no text from outside may repeat, and what stands in its place."""

REFUSED_BODY = re.compile(r"invalid$|invalid key|missing required field", re.IGNORECASE)


class Verdict(enum.StrEnum):
    HAM = "ham"
    SPAM = "spam"
    DISCARD = "discard"
    PROVISIONAL = "provisional"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Answer:
    """
    PROVISIONAL is a ham that Akismet wants to be asked about again after `recheck_after` seconds (1 to 86,400).

    An alert concerns the account and takes nothing away from the verdict.
    """

    verdict: Verdict
    guid: str = ""
    recheck_after: int | None = None
    alert_code: str = ""
    alert_text: str = ""
    debug_help: str = ""
    status: int = 200


@dataclass(frozen=True)
class Reply:
    """An answer of the service; `text` and `header` are one printable line each, cut, without the secrets."""

    status: int
    headers: httpx.Headers
    body: bytes
    secrets: Secrets

    def header(self, name: str, limit: int = 200) -> str:
        """An empty value reads like an absent one: the service means them alike."""
        return clean(self.headers.get(name, ""), self.secrets, limit)

    @property
    def text(self) -> str:
        """With its line ends and other invisible signs spelled out: they may be all that is wrong with it."""
        body = blotted(self.body.decode("utf-8", "replace"), self.secrets)
        return clean(repr(body)[1:-1], self.secrets, 200)

    @property
    def circumstances(self) -> Circumstances:
        return {
            "status": self.status,
            "alert_code": self.header("X-akismet-alert-code", 16),
            "alert_text": self.header("X-akismet-alert-msg"),
            "debug_help": self.header("X-akismet-debug-help"),
        }

    def __repr__(self) -> str:
        return f"<Reply {self.status}: {self.text[:50]}>"


def clean(text: str, secrets: Secrets, limit: int) -> str:
    """One printable line; secrets are blotted out before anything is cut, so that no half of one survives."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return blotted(line, secrets)[:limit]


def blotted(text: str, secrets: Secrets) -> str:
    for secret, stand_in in secrets.items():
        if secret and secret.lower() in text.lower():
            text = re.sub(re.escape(secret), stand_in, text, flags=re.IGNORECASE)
    return text


def answer_in(reply: Reply, response: akismet.CheckResponse | None = None) -> Answer:
    """The package's verdict together with the headers that the package drops; no response, no verdict."""
    verdict = Verdict[response.name] if response is not None else Verdict.UNKNOWN
    recheck_after = _seconds_to_recheck(reply) if verdict is Verdict.HAM else None
    return Answer(
        verdict=Verdict.PROVISIONAL if recheck_after else verdict,
        guid=reply.header("X-akismet-guid", 64),
        recheck_after=recheck_after,
        **reply.circumstances,
    )


def _seconds_to_recheck(reply: Reply) -> int | None:
    value = reply.header("X-akismet-recheck-after")
    seconds = int(value) if re.fullmatch(r"[0-9]{1,9}", value) else 0
    return min(seconds, RECHECK_AFTER_LONGEST) or None


def fault_in(reply: Reply, *, understood: bool) -> SpamCheckError | None:
    """
    Why this reply can't be used; `understood` says that the package knows its body.

    A status of 429 or 5xx speaks for itself. Below that `X-akismet-error` wins over any body: a suspended key is
    announced beside a `false` which means nothing.
    """
    fault = _fault_of_status(reply) or _fault_of_error_header(reply)
    return fault or (None if understood else _fault_of_body(reply))


def _fault_of_status(reply: Reply) -> SpamCheckError | None:
    status, known = reply.status, reply.circumstances
    if status == 429:
        seconds = _seconds_to_wait(reply.header("Retry-After", 40))
        return RateLimited("Akismet asks us to slow down (429).", seconds, **known)
    if status >= 500:
        return PassingFault(f"Akismet answers with status {status}.", **known)
    if 300 <= status < 400:
        return ConfigurationFault(
            f"AKISMET_API_URL answers with a redirect ({status}), which is not followed.", **known
        )
    if status in REFUSED_STATUS:
        return ConfigurationFault(_with_reason(f"AKISMET_API_URL refuses us with status {status}", reply), **known)
    return None


def _seconds_to_wait(value: str) -> float:
    """`Retry-After` is a number of seconds or an HTTP date; what is neither counts as absent."""
    if re.fullmatch(r"[0-9]{1,9}", value):
        return min(max(float(value), 1.0), RETRY_AFTER_LONGEST)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return RETRY_AFTER_DEFAULT
    left = (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
    return min(max(left, 1.0), RETRY_AFTER_LONGEST)


def _fault_of_error_header(reply: Reply) -> SpamCheckError | None:
    error = reply.header("X-akismet-error", 120)
    return ConfigurationFault(f"Akismet reports an error: {error}", **reply.circumstances) if error else None


def _fault_of_body(reply: Reply) -> SpamCheckError:
    known = reply.circumstances
    if not 200 <= reply.status < 300:
        return PassingFault(_with_reason(f"Akismet answers with status {reply.status}", reply), **known)
    if REFUSED_BODY.match(reply.text):
        return ConfigurationFault(_with_reason(f"Akismet answers “{reply.text[:60]}”", reply), **known)
    what = f"“{reply.text[:50]}”" if reply.text else "nothing"
    return PassingFault(_with_reason(f"Akismet answers {what}, which is outside its protocol", reply), **known)


def _with_reason(sentence: str, reply: Reply) -> str:
    reason = reply.header("X-akismet-debug-help")
    return f"{sentence}: {reason}" if reason else f"{sentence}."
