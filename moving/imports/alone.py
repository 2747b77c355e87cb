"""One import, or one way back, at a time, whoever runs it: two would make the same authors, tags and sections twice."""

from contextlib import AbstractContextManager

from django.utils.translation import gettext_noop as _

from database.alone import alone
from moving.refused import Refused

OTHERS = _("Another import runs, or one is being taken back, by a command or a page. Go on once that has ended.")


def importing() -> AbstractContextManager[None]:
    """Before anything is read: what is here already must still be all there is. Raises Refused."""
    return alone("imports", Refused(OTHERS))
