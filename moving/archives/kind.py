"""What a kind of record is: a model, and which of its columns stand in the archive under which marks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.apps import apps
from django.db.models import Field, ManyToManyField, Model, Q

from moving.tables import Table

SECRET, PERSONAL = "!", "*"
type AnyField = Field[Any, Any] | ManyToManyField[Any, Any]


def everything() -> Q:
    return Q()


@dataclass(frozen=True)
class Kind:
    """`fields` are names of columns, and of many-to-many relations, which become lists: `password!` is a secret that
    opens something, `email*` is about a person. `rebuilt` are those that the import works out itself."""

    name: str
    label: str
    about: str
    fields: str
    rebuilt: str = ""
    only: Callable[[], Q] = everything

    @cached_property
    def model(self) -> type[Model]:
        return apps.get_model(self.label)

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(name.rstrip(SECRET + PERSONAL) for name in self.fields.split())

    @cached_property
    def secret(self) -> list[str]:
        return list(self._marked(SECRET))

    @cached_property
    def personal(self) -> list[str]:
        return list(self._marked(PERSONAL))

    def _marked(self, mark: str) -> Iterator[str]:
        return (name.rstrip(mark) for name in self.fields.split() if name.endswith(mark))

    @cached_property
    def columns(self) -> dict[str, Field[Any, Any]]:
        return {name: field for name, field in self._found() if not isinstance(field, ManyToManyField)}

    @cached_property
    def lists(self) -> dict[str, ManyToManyField[Any, Any]]:
        return {name: field for name, field in self._found() if isinstance(field, ManyToManyField)}

    def _found(self) -> Iterator[tuple[str, Any]]:
        return ((name, self.model._meta.get_field(name)) for name in self.names)

    @cached_property
    def tables(self) -> list[Table]:
        """Where its rows stand: the table of a parent model has a part of each, and gives the number."""
        return [Table(model) for model in (*self.model._meta.all_parents, self.model)]

    @cached_property
    def list_tables(self) -> list[Table]:
        """Of all its relations, those that the import fills by itself among them."""
        return [Table(through(field)) for field in self.relations]

    @cached_property
    def relations(self) -> list[ManyToManyField[Any, Any]]:
        """Those without a model of their own between the two."""
        return [field for field in self.model._meta.local_many_to_many if through(field)._meta.auto_created]


def through(field: ManyToManyField[Any, Any]) -> type[Model]:
    model = field.remote_field.through
    assert model is not None  # Django has made one, if nobody else has
    return model
