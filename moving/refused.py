import shutil
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_noop as _

NO_ROOM = _("It needs about %(size)s MB in %(folder)s, where %(free)s MB are free.")


class Refused(Exception):
    """Says in a sentence, to the operator, why nothing was done.

    Values that are named stand in it as in "%(name)s", so that a page can say the same in another language.
    """

    def __init__(self, sentence: str, **named: object) -> None:
        super().__init__(sentence % named if named else sentence)
        self.sentence, self.named = sentence, {name: str(value) for name, value in named.items()}

    @property
    def told(self) -> dict[str, Any]:
        return {"sentence": self.sentence, "named": self.named}


def refuse_without_room(folder: Path, size: int) -> None:
    free = shutil.disk_usage(folder).free
    if size > free:
        raise Refused(NO_ROOM, size=size >> 20, folder=folder, free=free >> 20)
