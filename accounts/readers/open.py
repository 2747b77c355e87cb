"""Whether readers can make an account here."""

from django.conf import settings

from outbox import mail


def is_open() -> bool:
    """An account begins with a confirmed address: where no mail can be sent there are none."""
    return settings.READER_ACCOUNTS == "open" and mail.is_configured()
