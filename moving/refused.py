import shutil
from pathlib import Path
from typing import Any


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
        raise Refused(f"It needs about {size >> 20} MB in {folder}, where {free >> 20} MB are free.")
