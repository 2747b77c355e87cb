"""Every table and every column stands in the archive, or has its reason not to; and the words about them are true."""

from pathlib import Path

import pytest
from django.apps import apps

from moving.archives.describing import described
from moving.archives.kinds import KINDS, LEFT_OUT

pytestmark = pytest.mark.once

DOCS = Path(__file__).parents[2] / "docs"
MODELS = {model._meta.label_lower: model for model in apps.get_models() if not model._meta.proxy}


def test_every_table_is_a_kind_or_has_its_reason() -> None:
    """A new one needs a line in moving/archives/kinds_*.py, or in LEFT_OUT of kinds.py."""
    ours = {kind.label for kind in KINDS}
    assert sorted(MODELS.keys() - ours - LEFT_OUT.keys()) == []
    assert sorted((ours | LEFT_OUT.keys()) - MODELS.keys()) == []
    assert not ours & LEFT_OUT.keys()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_column_is_a_field_or_rebuilt(kind: object) -> None:
    """A new one needs its name in `fields` or in `rebuilt` of its kind."""
    [found] = [each for each in KINDS if each is kind]
    meta = found.model._meta
    columns = {field.name for field in meta.concrete_fields if not getattr(field.remote_field, "parent_link", False)}
    columns |= {field.name for field in found.relations}
    columns -= {field.name for field in meta.concrete_fields if field.generated}
    assert sorted(columns) == sorted([*found.names, *found.rebuilt.split()])


def test_what_opens_something_is_marked_as_a_secret() -> None:
    names = {f"{kind.name}.{name}" for kind in KINDS for name in kind.names}
    telling = {name for name in names if name.rpartition(".")[2] in {"nonce", "password", "key", "secret", "data"}}
    assert telling == {f"{kind.name}.{name}" for kind in KINDS for name in kind.secret}


def test_the_fields_of_the_docs_are_those_of_the_archive() -> None:
    """`manage export_archive --describe > docs/archive.txt` writes them."""
    assert (DOCS / "archive.txt").read_text() == described()
