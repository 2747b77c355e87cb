"""An archive that waits to be taken in by the supervisor, since neither web nor worker may run meanwhile.

The supervisor looks for this file twice a second, so nothing here needs Django.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

NAME, NOTE = "take-in.json", "taken-in.json"
MOST_TRIES = 3


@dataclass(frozen=True)
class Request:
    transfer: int
    folder: str  # of the transfer: numbers of rows come again in a new database
    tries: int = 0


def is_asked(data_dir: Path) -> bool:
    return (data_dir / NAME).exists()


def ask(data_dir: Path, request: Request) -> None:
    _write(data_dir / NAME, asdict(request))


def asked(data_dir: Path) -> Request | None:
    try:
        return Request(**json.loads((data_dir / NAME).read_text()))
    except (OSError, ValueError, TypeError):
        return None


def withdraw(data_dir: Path) -> None:
    with suppress(FileNotFoundError):
        (data_dir / NAME).unlink()


def note(data_dir: Path, report: dict[str, Any]) -> None:
    """What came of it: the accounts and transfers of which it could be told in the database are gone."""
    _write(data_dir / NOTE, report)


def noted(data_dir: Path) -> dict[str, Any]:
    try:
        report: dict[str, Any] = json.loads((data_dir / NOTE).read_text())
    except (OSError, ValueError):
        return {}
    return report


def _write(path: Path, content: dict[str, Any]) -> None:
    """Whole, or not at all."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(content, file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
