"""Files of exports, opened. What cannot be one is refused before anything of it is read."""

from pathlib import Path
from stat import S_ISREG
from typing import BinaryIO

from django.utils.translation import gettext_noop as _

from moving.refused import Refused

PACKED = {b"\x1f\x8b": "gunzip", b"PK\x03\x04": "unzip", b"BZh": "bunzip2", b"\xfd7zXZ": "unxz"}  # by their beginnings


def opened(path: Path) -> BinaryIO:
    """Raises Refused, also for what would be read without end, or can be read only once."""
    if not S_ISREG(path.stat().st_mode):
        raise Refused(_("%(name)s is no file; a folder, a pipe or a device can't be imported."), name=path.name)
    stream = path.open("rb")
    for begins, program in PACKED.items():
        if stream.peek(8).startswith(begins):
            stream.close()
            told = {"name": path.name, "program": program}
            raise Refused(_("%(name)s is packed; unpack it first, as in: %(program)s %(name)s"), **told)
    return stream
