"""What the service answers when nothing is wrong; triggers in the content stand in for its taste."""

import json
import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Fields = Mapping[str, str]
THANKS = "Thanks for making the web a better place."
GUARANTEED_SPAM = "akismet-guaranteed-spam"
ENDPOINTS = {
    "/1.1/verify-key": "verify-key",
    "/1.1/comment-check": "comment-check",
    "/1.1/submit-spam": "submit-spam",
    "/1.1/submit-ham": "submit-ham",
    "/1.2/usage-limit": "usage-limit",
}


@dataclass(frozen=True)
class Reply:
    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Account:
    """The one key and site that are accepted; an empty `blog` accepts every site."""

    key: str
    blog: str = ""


def plain(body: str, status: int = 200, **headers: str) -> Reply:
    """Header names are written with underscores: `X_akismet_guid`; those without a value are left out."""
    given = {name.replace("_", "-"): value for name, value in headers.items() if value}
    return Reply(body.encode(), status, given)


def answer(account: Account, endpoint: str, fields: Fields) -> Reply:
    if endpoint not in ANSWERS:
        return plain("Not found", status=404)
    return _refusal(account, endpoint, fields) or ANSWERS[endpoint](fields)


def _refusal(account: Account, endpoint: str, fields: Fields) -> Reply | None:
    key = fields.get("api_key") or (fields.get("key", "") if endpoint == "verify-key" else "")
    if not key:
        return _missing("api_key")
    if key != account.key:
        return plain("invalid", X_akismet_debug_help="We were unable to verify the key.")
    if endpoint != "usage-limit" and not fields.get("blog"):
        return _missing("blog")
    if account.blog and fields.get("blog", account.blog) != account.blog:
        return plain("invalid", X_akismet_alert_code="10404", X_akismet_alert_msg="This site is not on the key's list.")
    return _missing("user_ip") if endpoint in NEEDS_ADDRESS and not fields.get("user_ip") else None


NEEDS_ADDRESS = {"comment-check", "submit-spam", "submit-ham"}


def _missing(name: str) -> Reply:
    return plain(f"Missing required field: {name}.", X_akismet_debug_help=f'Empty "{name}" value')


def _check(fields: Fields) -> Reply:
    guid = uuid.uuid4().hex
    if "administrator" in fields.get("user_role", ""):
        return plain("false", X_akismet_guid=guid)
    verdict = _wanted_verdict(fields)
    if verdict == "discard":
        return plain("true", X_akismet_guid=guid, X_akismet_pro_tip="discard")
    if verdict == "spam":
        return plain("true", X_akismet_guid=guid)
    return plain("false", X_akismet_guid=guid, X_akismet_recheck_after=_seconds_to_recheck(fields))


def _wanted_verdict(fields: Fields) -> str:
    author, email = fields.get("comment_author", ""), fields.get("comment_author_email", "")
    trap = fields.get("honeypot_field_name", "")
    if author == GUARANTEED_SPAM or email == f"{GUARANTEED_SPAM}@example.com" or fields.get(trap):
        return "spam"
    found = re.search(r"verdict:(spam|discard|ham)", fields.get("comment_content", ""))
    return found[1] if found else "ham"


def _seconds_to_recheck(fields: Fields) -> str:
    """Only a first look is provisional, at a new text or an edited one."""
    found = re.search(r"recheck-after:(\d+)", fields.get("comment_content", ""))
    return found[1] if found and fields.get("recheck_reason", "edit") == "edit" else ""


def _verify(fields: Fields) -> Reply:
    return plain("valid")


def _thank(fields: Fields) -> Reply:
    return plain(THANKS)


def _usage(fields: Fields) -> Reply:
    usage = {"limit": "none", "usage": 7, "percentage": "0.07", "throttled": False}
    return Reply(json.dumps(usage).encode(), headers={"Content-Type": "application/json"})


ANSWERS: dict[str, Callable[[Fields], Reply]] = {
    "verify-key": _verify,
    "comment-check": _check,
    "submit-spam": _thank,
    "submit-ham": _thank,
    "usage-limit": _usage,
}
