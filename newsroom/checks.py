"""Settings that are valid each, but not wise together. `make run` prints these at its start."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, register

from newsroom.site import LOOPBACK, bracketed


@register
def debug_stays_at_home(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    if not settings.DEBUG or _is_local(settings.SITE_URL):
        return []
    hint = "Unset DEBUG: its error pages show settings and source to every reader."
    return [checks.Warning("DEBUG is on at a public address.", hint=hint, id="newsroom.W001")]


@register
def limits_are_on(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    if settings.COMMENT_LIMITS == "on":
        return []
    hint = "Unset COMMENT_LIMITS unless you are measuring."
    return [checks.Warning("Nothing limits how many comments one address may send.", hint=hint, id="newsroom.W002")]


@register
def the_key_travels_encrypted(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    address = settings.AKISMET_API_URL
    if address.startswith("https://") or _is_local(address) or not settings.AKISMET_API_KEY:
        return []
    hint = "Let AKISMET_API_URL begin with https://."
    return [checks.Warning("The Akismet key leaves this machine unencrypted.", hint=hint, id="newsroom.W003")]


@register
def checks_are_meant(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    if not settings.AKISMET_TEST or _is_local(settings.AKISMET_API_URL) or _is_local(settings.SITE_URL):
        return []
    hint = "Unset AKISMET_TEST: with it Akismet takes every comment for a trial and learns nothing from reports."
    return [checks.Warning("A public site sends its comments as trials.", hint=hint, id="newsroom.W004")]


@register
def the_mail_password_travels_encrypted(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    options = settings.MAILERS["default"].get("OPTIONS", {})
    if not options.get("password") or options["use_tls"] or options["use_ssl"] or _is_local(f"//{options['host']}"):
        return []
    hint = "Remove starttls=off from MAIL_URL, or use smtps://."
    return [
        checks.Warning("The mail server's password leaves this machine unencrypted.", hint=hint, id="newsroom.W005")
    ]


def _is_local(address: str) -> bool:
    return bracketed(urlsplit(address).hostname or "") in LOOPBACK
