"""All that articles point at, as the reader's survey tells it: by kinds and keys, the first of those with one key."""

from typing import Any

from moving.imports import values
from moving.imports.attachments import Attachments
from moving.imports.values import Finding, Reader


def survey(reader: Reader) -> dict[Any, Any]:
    found: dict[Any, Any] = {kind: {} for kind in (values.Author, values.Section, values.Tag)}
    found[values.Attachment] = Attachments()
    for each in reader.survey():
        if not isinstance(each, Finding):
            found[type(each)].setdefault(each.key, each)
    return found
