"""The names in force for a transfer: kept as the file that a command takes, and read by the same function."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from moving.desk import folders, noted
from moving.desk.material import MAPPING
from moving.desk.noted import ACCOUNTS, ARTICLES, AUTHORS, NOT_MET, SECTIONS, TAXONOMIES, TYPES, Met
from moving.imports import mapping
from moving.imports.mapping import Mapping
from moving.models import Step, Transfer

PARTS = {"wordpress": (TYPES, TAXONOMIES, AUTHORS, SECTIONS, ACCOUNTS), "disqus": (ARTICLES, ACCOUNTS)}
NAME = "who.toml"


def in_force(transfer: Transfer) -> Mapping:
    """Raises Refused, where its file is gone."""
    file = next(_files(transfer), None)
    return mapping.read(transfer.path / file["at"]) if file else Mapping()


def _files(transfer: Transfer) -> Iterator[dict[str, Any]]:
    yield from (file for file in transfer.files if file["field"] == MAPPING)


def is_mapped(transfer: Transfer) -> bool:
    return any(_files(transfer)) and not transfer.forgotten_at


def is_asked_of(transfer: Transfer) -> bool:
    """After a trial that came to its end once, and until the import begins."""
    is_open = transfer.step == Step.TRY and not transfer.is_running and not transfer.forgotten_at
    return is_open and transfer.kind in PARTS and noted_of(transfer).exists()


def keep(transfer: Transfer, who: Mapping, act: Callable[[list[dict[str, Any]]], None]) -> None:
    """Written beside the file in force, which goes once `act` has put the new one into `Transfer.files`."""
    old, new = list(_files(transfer)), _written(transfer, who)
    files = [new if file in old else file for file in transfer.files]  # packed files are known by their places
    try:
        act(files if old else [*files, new])
    except BaseException:
        _remove(transfer, [new])
        raise
    _remove(transfer, old)


def _written(transfer: Transfer, who: Mapping) -> dict[str, Any]:
    text = mapping.text_of(who).encode()
    at = f"files/{secrets.token_hex(8)}/{NAME}"
    with folders.written(transfer.path / at) as file:
        file.write(text)
    mapping.read(transfer.path / at)
    return {"field": MAPPING, "name": NAME, "at": at, "size": len(text), "sha256": hashlib.sha256(text).hexdigest()}


def _remove(transfer: Transfer, files: Iterable[dict[str, Any]]) -> None:
    for file in files:
        folders.remove((transfer.path / file["at"]).parent)


def noted_of(transfer: Transfer) -> Path:
    return transfer.path / "who.jsonl"


def all_met(transfer: Transfer, who: Mapping) -> list[Met]:
    """What the latest trial has met, part after part, and behind each what the mapping names besides."""
    met = list(noted.read(noted_of(transfer)))
    found: list[Met] = []
    for part in PARTS[transfer.kind]:
        here = [each for each in met if each.part == part]
        keys = {each.key for each in here}
        found += [*here, *(Met(part, key, key, NOT_MET) for key in getattr(who, part) if key not in keys)]
    return found


def as_file(transfer: Transfer) -> str:
    """With whoever was met and is named nowhere as remarks, where such a line belongs. Raises Refused."""
    who = in_force(transfer)
    met = all_met(transfer, who) if noted_of(transfer).exists() else []
    remarks: dict[str, list[str]] = {}
    for part, key, name, count in met:
        if key not in getattr(who, part):
            told = f'# {mapping.quoted(key)} = ""  # {mapping.quoted(name)}, {count}'
            remarks.setdefault(part, []).append(told)
    return mapping.text_of(who, remarks)
