"""What can go wrong with a spam check, told apart by what helps: waiting, the operator, or neither."""

from typing import TypedDict, Unpack


class Circumstances(TypedDict, total=False):
    """What the reply said besides; `status` is missing when no reply arrived."""

    status: int
    alert_code: str
    alert_text: str
    debug_help: str


class SpamCheckError(Exception):
    """
    Root of everything that the boundary to Akismet raises.

    `detail` says in at most 200 characters what happened; it and the other texts are one printable line each,
    without the key. `may_have_arrived` is set when no reply came, yet Akismet may have acted on the request.
    """

    may_have_arrived = False

    def __init__(self, detail: str, **known: Unpack[Circumstances]) -> None:
        super().__init__(detail[:200])
        self.detail = detail[:200]
        self.status = known.get("status")
        self.alert_code = known.get("alert_code", "")
        self.alert_text = known.get("alert_text", "")
        self.debug_help = known.get("debug_help", "")


class PassingFault(SpamCheckError):
    """The service or the way to it is in trouble; the same request may succeed later."""


class RateLimited(PassingFault):
    """Status 429: nothing of ours should be sent for `retry_after` seconds, which are at most an hour."""

    def __init__(self, detail: str, retry_after: float, **known: Unpack[Circumstances]) -> None:
        super().__init__(detail, **known)
        self.retry_after = retry_after


class ConfigurationFault(SpamCheckError):
    """Key, address or account are refused; every call fails alike until the operator acts."""


class CommentFault(SpamCheckError):
    """This comment can't be sent at all; asking again is useless."""
