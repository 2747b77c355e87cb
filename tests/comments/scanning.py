"""Looks for words in all that is stored: every column of every table that the database says it has."""

import base64
import hashlib
import json
import re
import zlib
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.db import connection

PACKED = re.compile(r"[A-Za-z0-9_+/-]{16,}={0,2}")


def found_in_tables(*words: str) -> set[str]:
    """Where one of them stands, in whatever spelling, as "table.column"."""
    wanted = {spelling for word in words for spelling in spellings(word)}
    return {place for place, text in _everything_stored() if any(spelling in text for spelling in wanted)}


def found_in_files(*words: str) -> set[str]:
    """Of SQLite: in the bytes of the database file and of what stands beside it. Elsewhere there is no such file."""
    if connection.vendor != "sqlite":
        return set()
    database = Path(str(connection.settings_dict["NAME"]))
    texts = {path.name: path.read_bytes().lower() for path in database.parent.glob(f"{database.name}*")}
    return {name for name, text in texts.items() if any(word.lower().encode() in text for word in words)}


def spellings(word: str) -> set[str]:
    """As typed, encoded, turned into numbers, and as digests that anybody could compute who guesses it."""
    raw = word.encode()
    digests = {hashlib.new(name, form).hexdigest() for name in ("md5", "sha1", "sha256") for form in _cases(raw)}
    encoded = {quote(word, safe=""), quote(quote(word, safe="")), json.dumps(word)[1:-1], raw.hex(), word[::-1]}
    escaped = "".join(f"\\u{ord(sign):04x}" if not sign.isalnum() else sign for sign in word)
    found = {word, escaped, *encoded, *digests, *_as_numbers(word)}
    return {spelling.lower() for spelling in found}


def _cases(raw: bytes) -> set[bytes]:
    return {raw, raw.lower(), raw.upper()}


def _as_numbers(word: str) -> set[str]:
    try:
        address = ip_address(word)
    except ValueError:
        return set()
    return {str(int(address)), address.packed.hex(), f"::ffff:{word}"}


def _everything_stored() -> Iterator[tuple[str, str]]:
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            places = [f"{table}.{column[0]}" for column in cursor.description]
            for row in cursor.fetchall():
                cells = zip(places, row, strict=True)
                yield from ((place, text) for place, value in cells for text in _texts(value))


def _texts(value: Any) -> Iterator[str]:
    """The value as text, and what is packed in it: sessions and cookies are signed, compressed and in base 64."""
    text = bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)
    yield text.lower()
    for packed in PACKED.findall(text):
        yield from (content.lower() for content in _unpacked(packed))


def _unpacked(packed: str) -> Iterator[str]:
    plain = packed.rstrip("=").replace("-", "+").replace("_", "/")
    content = base64.b64decode(plain[: len(plain) - (len(plain) % 4 == 1)] + "===", validate=False)
    yield content.decode("latin-1")
    try:
        yield zlib.decompress(content).decode("latin-1")
    except zlib.error:
        return
