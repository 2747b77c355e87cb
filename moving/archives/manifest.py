"""What an archive says about itself, in its entry manifest.json."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from django.utils.translation import gettext_noop as _

from moving.archives.kinds import BY_NAME, FORMAT
from moving.manifest import Listed
from moving.refused import Refused

WHAT = "archive of a newspaper"
NOT_ONE = _("Its manifest.json is not one that an archive has.")
A_BACKUP = _("It is a backup, which `manage restore` puts back.")
NEWER = _(
    "It has %(field)s, which this release does not know: it is of release %(release)s. Import it with that one, or a"
    " newer one."
)
OTHER_FORMAT = _("It has the format %(format)s; this release reads formats 1 to %(known)s.")


@dataclass(frozen=True)
class Records(Listed):
    """`columns` are the names in each record; of those some are secret, some personal."""

    secret: list[str] | None = None
    personal: list[str] | None = None

    def is_sound(self) -> bool:
        marked = [*(self.secret or []), *(self.personal or [])]
        return super().is_sound() and all(isinstance(name, str) for name in marked)


@dataclass(frozen=True)
class Manifest:
    what: str
    format: int
    made_at: str
    release: str
    newspaper: dict[str, str]  # name, address, language, time zone: settings, told to whoever imports
    secret_key: str  # a fingerprint; the key itself is not in an archive
    records: list[Records]
    media: Listed
    missing: list[str]  # files that rows name and that were not there

    def written(self) -> bytes:
        return json.dumps(asdict(self), indent=1, ensure_ascii=False).encode()

    @classmethod
    def read(cls, written: bytes) -> Self:
        try:
            plain = json.loads(written)
            _refuse_what_is_none(plain)
            records = [Records(**each) for each in plain.pop("records")]
            read = cls(records=records, media=Listed(**plain.pop("media")), **plain)
            sound = read._is_sound() and "\0" not in "".join(read._texts()).encode().decode()
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            sound = False
        if not sound:
            raise Refused(NOT_ONE)
        read._refuse_what_is_newer()
        return read

    def _is_sound(self) -> bool:
        names = [each.name for each in self.records]
        return (
            isinstance(self.missing, list)
            and all(isinstance(text, str) for text in self._texts())
            and all(each.is_sound() for each in (*self.records, self.media))
            and len(set(names)) == len(names)
        )

    def _texts(self) -> list[str]:
        told = [self.made_at, self.release, self.secret_key, *self.newspaper.keys(), *self.newspaper.values()]
        return [*told, *self.missing]

    def _refuse_what_is_newer(self) -> None:
        """A release may add kinds and fields to a format; older releases can't lose what they do not know."""
        for each in self.records:
            known = BY_NAME[each.name].names if each.name in BY_NAME else ()
            if more := sorted(set(each.columns) - set(known)):
                raise Refused(NEWER, field=f"{each.name}.{more[0]!s:.60}", release=self.release[:40])


def _refuse_what_is_none(plain: dict[str, Any]) -> None:
    """Before anything else, since nothing else of another format can be known."""
    if "migrations" in plain:
        raise Refused(A_BACKUP)
    if plain["what"] != WHAT:
        raise KeyError
    number = plain["format"]
    if type(number) is not int or not 1 <= number <= FORMAT:
        raise Refused(OTHER_FORMAT, format=f"{number!r:.20}", known=FORMAT)
    if plain.keys() != {field.name for field in fields(Manifest)}:
        raise KeyError
