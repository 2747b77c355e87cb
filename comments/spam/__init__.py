"""
The boundary to Akismet: plain data in, plain data or a SpamCheckError out. Nothing else speaks to the service.

The `akismet` package writes and sends the requests; `transport` bounds them and keeps the headers that the package
drops. Every setting is read at the moment of the call. The key is in no text, log line or traceback that leaves here;
and no answer repeats the reader's addresses: what is said in it is kept longer than those, and seen by more people.
"""

from collections.abc import Callable, Mapping
from typing import cast
from urllib.parse import quote

import akismet
import httpx
from django.conf import settings

from comments.spam.answers import Answer, Reply, Secrets, Verdict, answer_in, fault_in
from comments.spam.faults import CommentFault, ConfigurationFault, PassingFault, RateLimited, SpamCheckError
from comments.spam.fields import (
    SENT_FIELDS,
    TRAP_FIELD,
    About,
    SentField,
    SubmittedRequest,
    build_payload,
    stored_fields,
    trap_in,
)
from comments.spam.transport import Exchange
from comments.spam.usage import Usage, usage_in

__all__ = [
    "SENT_FIELDS",
    "TRAP_FIELD",
    "About",
    "Answer",
    "CommentFault",
    "ConfigurationFault",
    "PassingFault",
    "RateLimited",
    "SentField",
    "SpamCheckError",
    "SubmittedRequest",
    "Usage",
    "Verdict",
    "build_payload",
    "check",
    "is_configured",
    "report_ham",
    "report_spam",
    "usage_limit",
    "verify_key",
]

USAGE_LIMIT = "https://rest.akismet.com/1.2/usage-limit"
NOTHING: Mapping[str, str] = {}


def is_configured() -> bool:
    return bool(settings.AKISMET_API_KEY)


def check(payload: Mapping[str, str], *, is_test: bool = False) -> Answer:
    """Asks about one comment, within AKISMET_TIMEOUT seconds in all. Fields outside SENT_FIELDS are not sent."""
    user_ip, fields = _fields(payload, is_test=is_test)
    response, reply = _call(lambda client: client.comment_check(user_ip, **fields), payload, trap_in(payload))
    return answer_in(reply, response)


def report_spam(payload: Mapping[str, str], verdict: Verdict = Verdict.UNKNOWN) -> None:
    """Spam that was missed; `payload` is that of the check, unchanged, and `verdict` the one that was in force."""
    user_ip, fields = _fields(payload)
    _call(lambda client: client.submit_spam(user_ip, **fields), payload, trap_in(payload) | _earlier(verdict))


def report_ham(payload: Mapping[str, str], verdict: Verdict = Verdict.UNKNOWN) -> None:
    """A comment that was taken for spam; `payload` and `verdict` as for `report_spam`."""
    user_ip, fields = _fields(payload)
    _call(lambda client: client.submit_ham(user_ip, **fields), payload, trap_in(payload) | _earlier(verdict))


def verify_key() -> Answer:
    """
    Asks whether key and site are accepted. Returns when they are: without a verdict, with the account's alerts.

    A refused key raises ConfigurationFault with the service's reason, any other trouble as in `check`.
    """
    accepted, reply = _call(lambda client: client.verify_key())
    if not accepted:
        raise fault_in(reply, understood=False) or ConfigurationFault("Akismet refuses the key.")
    return answer_in(reply)


def usage_limit() -> Usage:
    """
    What this month's calls come to, of all sites with this key. Asked with the key in the body: the package would put
    it into the address.
    """
    usage, _reply = _exchange(lambda client: usage_in(client.post(USAGE_LIMIT, data={"api_key": _key()})))
    return usage


def _key() -> str:
    """Asked for within the request alone, so that no frame of a traceback holds it."""
    return settings.AKISMET_API_KEY


def _fields(payload: Mapping[str, str], *, is_test: bool = False) -> tuple[str, akismet.AkismetArguments]:
    """
    What the package is given. Without an address the service would answer as if our settings were wrong, and one
    comment would stop all others.
    """
    if not payload.get("user_ip"):
        raise CommentFault("This comment has no network address, without which Akismet checks nothing.")
    if not all(_can_be_encoded(value) for value in payload.values()):
        raise CommentFault("This comment has characters that can't be encoded in UTF-8.")
    fields: dict[str, str | bool] = {**stored_fields(payload)}
    fields |= {"blog_lang": settings.LANGUAGE_CODE.replace("-", "_"), "blog_charset": "UTF-8"}
    fields |= {"is_test": True} if is_test or settings.AKISMET_TEST else {}
    return str(fields.pop("user_ip")), cast(akismet.AkismetArguments, fields)


def _can_be_encoded(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _earlier(verdict: Verdict) -> dict[str, str]:
    """Tells a missed spam from a comment that was never checked."""
    words = {Verdict.HAM: "false", Verdict.PROVISIONAL: "false", Verdict.SPAM: "true", Verdict.DISCARD: "true"}
    return {"comment_check_response": words[verdict]} if verdict in words else {}


def _of_reader(payload: Mapping[str, str]) -> Secrets:
    """As they were sent, and as they stand in a form."""
    words = {payload.get("user_ip", ""): "[address]", payload.get("comment_author_email", ""): "[e-mail]"}
    return {spelling: said for word, said in words.items() for spelling in (word, quote(word, safe=""))}


def _call[T](
    operation: Callable[[akismet.SyncClient], T],
    payload: Mapping[str, str] = NOTHING,
    extra: Mapping[str, str] = NOTHING,
) -> tuple[T, Reply]:
    return _exchange(lambda client: operation(_package(client)), _of_reader(payload), extra)


def _package(client: httpx.Client) -> akismet.SyncClient:
    return akismet.SyncClient(config=akismet.Config(_key(), f"{settings.SITE_URL}/"), http_client=client)


def _exchange[T](
    operation: Callable[[httpx.Client], T | None], of_reader: Secrets = NOTHING, extra: Mapping[str, str] = NOTHING
) -> tuple[T, Reply]:
    """
    The operation's result and the whole reply. Faults are raised here, not where they arise: no frame and no context
    of theirs has seen the key.
    """
    if not is_configured():
        raise ConfigurationFault("AKISMET_API_KEY is not set.")
    base, seconds = settings.AKISMET_API_URL, settings.AKISMET_TIMEOUT
    exchange = Exchange(base, seconds, {settings.AKISMET_API_KEY: "[key]", **of_reader}, extra)
    result = _attempt(operation, exchange)
    if exchange.reply is None:
        raise exchange.fault or PassingFault("The request to Akismet could not be sent.")
    if fault := fault_in(exchange.reply, understood=result is not None):
        raise fault
    return cast(T, result), exchange.reply


def _attempt[T](operation: Callable[[httpx.Client], T | None], exchange: Exchange) -> T | None:
    """None when the reply is not understood. The errors quote key and body; what happened stands in the exchange."""
    headers = {"User-Agent": _user_agent(), "Accept-Encoding": "identity"}
    with httpx.Client(transport=exchange, headers=headers, trust_env=False, follow_redirects=False) as client:
        try:
            return operation(client)
        except (akismet.AkismetError, httpx.HTTPError):
            return None


def _user_agent() -> str:
    """Application and client with their versions; what follows in the package's own is left out, and our build too."""
    return f"Newsroom/{settings.RELEASE.partition('+')[0]} | {akismet.USER_AGENT.partition(' | ')[0]}"
