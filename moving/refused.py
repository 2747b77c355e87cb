import shutil
from pathlib import Path


class Refused(Exception):
    """Says in a sentence, to the operator, why nothing was done."""


def refuse_without_room(folder: Path, size: int) -> None:
    free = shutil.disk_usage(folder).free
    if size > free:
        raise Refused(f"It needs about {size >> 20} MB in {folder}, where {free >> 20} MB are free.")
