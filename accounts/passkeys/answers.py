"""What a page posts of a device, as far as it has to be read before anything of it is believed."""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from allauth.account.utils import url_str_to_user_pk

from accounts.passkeys.refusals import Refused

LONGEST = 20_000  # characters: with the certificates of a device, which nobody asks for, some have 8,000
HIGHEST = 2**63 - 1  # that a database takes for a number
A_CODE = re.compile(r"[A-Za-z0-9_-]{1,4000}")


def read(text: str) -> dict[str, Any]:
    """Raises Refused for what no script of ours has written."""
    try:
        answer = json.loads(text) if len(text) <= LONGEST else {}
    except (ValueError, RecursionError):
        answer = {}
    answer = answer if isinstance(answer, dict) else {}
    parts = answer.get("response")
    if not isinstance(parts, dict) or not _is_code(answer.get("id")) or not _is_code(answer.get("rawId")):
        raise Refused("unreadable")
    return {"id": answer["id"], "rawId": answer["rawId"], "type": "public-key", "response": parts}


def challenge_of(answer: dict[str, Any]) -> str:
    """To which challenge it says it is the answer. Raises Refused."""
    try:
        told = json.loads(decoded(answer["response"]["clientDataJSON"]))["challenge"]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise Refused("unreadable") from None
    return told if isinstance(told, str) else ""


def owner_of(answer: dict[str, Any]) -> int:
    """Whose passkey it says it is. Raises Refused."""
    try:
        number = int(url_str_to_user_pk(decoded(answer["response"]["userHandle"]).decode()))
    except (ValueError, TypeError, KeyError):
        number = 0
    if not 0 < number <= HIGHEST:
        raise Refused("nobody's")
    return number


def coded(plain: bytes) -> str:
    """As base64url without padding, the way of all of Web Authentication."""
    return urlsafe_b64encode(plain).rstrip(b"=").decode()


def decoded(code: Any) -> bytes:
    """Raises ValueError."""
    if not _is_code(code):
        raise ValueError("no base64url")
    return urlsafe_b64decode(code + "=" * (-len(code) % 4))


def _is_code(value: object) -> bool:
    return isinstance(value, str) and bool(A_CODE.fullmatch(value))
