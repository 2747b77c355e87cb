"""Names that nobody may take but those who have them: of the staff, of authors, of the newspaper, and of offices."""

from __future__ import annotations

from time import monotonic
from typing import NamedTuple

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from articles.models import Author
from comments.evidence import Writer
from comments.identity.skeletons import own, readings, words
from comments.writers import name_of

BELIEVED = 60  # times as long as a page's versions: a new name is reserved a minute later at most
SHORTEST_SITE = 5  # letters of a newspaper's name that is looked for inside of others


class Names(NamedTuple):
    at: float  # by the monotonic clock
    taken: frozenset[str]
    offices: frozenset[str]
    idle: frozenset[str]
    site: str


_names: Names | None = None


def is_taken(writer: Writer) -> bool:
    """Whether readers would take this writer for somebody of the newspaper. Staff and authors may be taken for that."""
    return is_reserved(writer.name, known()) and not _is_ours(writer.user)


def is_reserved(name: str, names: Names) -> bool:
    said = words(name)
    if said & names.offices and said <= names.idle:
        return True
    found = readings(name, names.idle)
    if len(names.site) >= SHORTEST_SITE:
        found |= {each.replace(names.site, "") for each in found}
    return not found.isdisjoint(names.taken)


def _is_ours(user: User | None) -> bool:
    return user is not None and (user.is_staff or Author.objects.filter(user=user).exists())


def known() -> Names:
    """Read anew from time to time, as intake has no time for it."""
    global _names
    now = monotonic()
    if _names is None or now - _names.at >= BELIEVED * settings.BELIEVE_VERSIONS_FOR:
        _names = _read(now)
    return _names


def _read(now: float) -> Names:
    staff = User.objects.filter(is_staff=True, is_active=True)
    taken = [*map(name_of, staff), *Author.objects.values_list("name", flat=True)]
    with translation.override(settings.LANGUAGE_CODE):
        offices = words(_offices())
        idle = offices | words(_("the team real official dr mr ms mrs"))
    site = readings(settings.SITE_NAME, idle)
    return Names(now, frozenset(site.union(*map(own, taken))), offices, idle, min(site, key=len, default=""))


def _offices() -> str:
    """In the language of the site, besides those that are understood everywhere."""
    everywhere = "admin administrator moderator editor staff webmaster"
    here = _("moderation editors editorial newsroom publisher reporter journalist author correspondent columnist")
    return f"{everywhere} {here}"
