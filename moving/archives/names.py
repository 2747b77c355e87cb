"""Rights and kinds of tables have other numbers in each installation: the archive says their names."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db.models import Field


class Names:
    """`unknown` collects those that this release has no longer."""

    def __init__(self) -> None:
        self.unknown: set[str] = set()

    def know(self, field: Field[Any, Any]) -> bool:
        return field.related_model in self._names

    def out(self, field: Field[Any, Any], key: Any) -> Any:
        model = field.related_model
        return self._names[model][key] if model in self._names and key is not None else key

    def into(self, field: Field[Any, Any], name: Any) -> Any:
        """None for what is unknown here."""
        model = field.related_model
        if model not in self._names or name is None:
            return name
        if name not in self._keys[model]:
            self.unknown.add(str(name))
        return self._keys[model].get(name)

    @cached_property
    def _names(self) -> dict[Any, dict[Any, str]]:
        rights = Permission.objects.values_list("pk", "content_type__app_label", "codename").order_by()
        types = ContentType.objects.values_list("pk", "app_label", "model")
        return {
            Permission: {key: f"{app}.{codename}" for key, app, codename in rights},
            ContentType: {key: f"{app}.{model}" for key, app, model in types},
        }

    @cached_property
    def _keys(self) -> dict[Any, dict[str, Any]]:
        return {model: {name: key for key, name in names.items()} for model, names in self._names.items()}
