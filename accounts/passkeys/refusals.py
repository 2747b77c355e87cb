from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NOT_ACCEPTED = _("This passkey was not accepted. Try again, or sign in another way.")
OVER = _("This took too long, or was sent twice. Try again.")
KNOWN = _("This device has a passkey of this site already.")
TOO_MANY = _("No more passkeys can be added: remove one that you don’t use first.")
TOO_OFTEN = _("Too many tries. Wait a little and try again.")


class Refused(Exception):
    """`code` is for the log: strangers are told no more than the sentence, which is alike for all accounts."""

    def __init__(self, code: str, sentence: Promise = NOT_ACCEPTED, status: int = 422) -> None:
        super().__init__(code)
        self.code, self.sentence, self.status = code, sentence, status
