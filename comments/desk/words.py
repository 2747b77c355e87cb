"""Small things that the desk says in words."""

import re
from collections.abc import Iterable
from datetime import datetime
from html import unescape
from urllib.parse import urlsplit

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

LINK = re.compile(r'<a [^>]*?href="([^"]*)"[^>]*>.*?</a>', re.DOTALL)
STEPS = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))


def age(since: datetime) -> str:
    """One figure and its unit: 4 s, 12 min, 5 h, 3 d."""
    seconds = max(int((timezone.now() - since).total_seconds()), 0)
    size, unit = next(((size, unit) for size, unit in STEPS if seconds >= size), STEPS[-1])
    units = {"d": _("%(n)s d"), "h": _("%(n)s h"), "min": _("%(n)s min"), "s": _("%(n)s s")}
    return units[unit] % {"n": f"{seconds // size:,}"}


def with_hosts(html: str) -> SafeString:
    """The stored, sanitized HTML with the host of each link in plain text after it, where link texts can't lie."""
    return mark_safe(LINK.sub(lambda link: link[0] + _host_note(unescape(link[1])), html))


def host_of(address: str) -> str:
    """In ASCII, so that letters of other scripts can't pass for Latin ones."""
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:  # brackets around what is no address
        host = address
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        return host.encode("ascii", "backslashreplace").decode()


def _host_note(address: str) -> SafeString:
    return format_html(' <span class="host" dir="ltr">{}</span>', host_of(address))


def put_off(until: datetime) -> str:
    return _("Put off until %(time)s") % {"time": date_format(timezone.localtime(until), "DATETIME_FORMAT")}


def hidden(**values: object) -> SafeString:
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', values.items())


def options(choices: Iterable[tuple[str, str]], chosen: str = "") -> SafeString:
    marks = {chosen: mark_safe(" selected")} if chosen else {}
    rows = ((value, marks.get(value, ""), label) for value, label in choices)
    return format_html_join("", '<option value="{}"{}>{}</option>', rows)


def buttons(name: str, choices: Iterable[tuple[str, str]]) -> SafeString:
    """Of one form; the one that is pressed says which."""
    return format_html_join(" ", '<button name="{}" value="{}">{}</button>', ((name, *choice) for choice in choices))
