"""Small things that the desk says in words."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from html import escape, unescape
from urllib.parse import urlsplit

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.language import grouped
from comments.spam import Verdict

LINK = re.compile(r'<a [^>]*?href="([^"]*)"[^>]*>.*?</a>', re.DOTALL)
VERDICTS = {
    Verdict.HAM.value: gettext_lazy("not spam"),
    Verdict.SPAM.value: gettext_lazy("spam"),
    Verdict.DISCARD.value: gettext_lazy("blatant spam"),
    Verdict.PROVISIONAL.value: gettext_lazy("not spam for now, to be asked again"),
}
HIDDEN = '<input type="hidden" name="{}" value="{}">'
OPTION = '<option value="{}"{}>{}</option>'
BUTTON = '<button name="{}" value="{}">{}</button>'
STEPS = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))

type Here = tuple[str | None, str]
_here: ContextVar[Here | None] = ContextVar("here", default=None)


def here() -> Here:
    """Language and time zone. Django takes a few microseconds to say, and a page of cards asks hundreds of times."""
    return _here.get() or (get_language(), get_current_timezone_name())


@contextmanager
def one_place() -> Iterator[None]:
    """Neither changes as long as this lasts."""
    token = _here.set((get_language(), get_current_timezone_name()))
    try:
        yield
    finally:
        _here.reset(token)


class Phrases:
    """What a part of the desk says, as HTML, looked up once for each language: a page of cards says it hundredfold."""

    def __init__(self, **said: Promise | str) -> None:
        self.said = said
        self.known: dict[str | None, Mapping[str, str]] = {}

    def __call__(self) -> Mapping[str, str]:
        language, _zone = here()
        if language not in self.known:
            self.known[language] = {name: escape(str(words)) for name, words in self.said.items()}
        return self.known[language]


def age(since: datetime) -> str:
    """One figure and its unit: 4 s, 12 min, 5 h, 3 d."""
    seconds = max(int((timezone.now() - since).total_seconds()), 0)
    size, unit = next(((size, unit) for size, unit in STEPS if seconds >= size), STEPS[-1])
    units = {"d": _("%(n)s d"), "h": _("%(n)s h"), "min": _("%(n)s min"), "s": _("%(n)s s")}
    return units[unit] % {"n": grouped(seconds // size)}


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
    return SafeString("".join(HIDDEN.format(name, escape(str(value))) for name, value in values.items()))


def options(choices: Iterable[tuple[str, str]], chosen: str = "") -> SafeString:
    marks = {chosen: " selected"} if chosen else {}
    told = (OPTION.format(escape(value), marks.get(value, ""), escape(name)) for value, name in choices)
    return SafeString("".join(told))


def buttons(name: str, choices: Iterable[tuple[str, str]]) -> SafeString:
    """Of one form; the one that is pressed says which."""
    return SafeString(" ".join(BUTTON.format(name, escape(value), escape(label)) for value, label in choices))
