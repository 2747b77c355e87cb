"""Which tables a backup holds, and in which order their rows can be put back.

They are those of the migrations that the database has, not those of the code: a backup made between an upgrade of the
code and `migrate` is whole, and an older backup is put back into the tables that it knows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from graphlib import TopologicalSorter
from typing import Any

from django.apps.registry import Apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Field, FileField, Model

from moving.refused import Refused

LEFT_OUT = {
    "sessions.session": "people sign in again",
    "accounts.bucket": "what was spent of the limits of the last hours",
    "articles.presence": "who has a form open at the moment",
    "articles.searchentry": "the restored site makes them anew of its articles",
    "comments.claim": "leases of minutes",
    "comments.posting": "the worker indexes all words anew",
    "comments.reworded": "the worker indexes all words anew",
    "comments.retentionrun": "the restored site has not forgotten anything yet",
    "comments.logcheck": "the restored site has not compared its log with the seals yet",
    "accounts.pseudonymkey": "destroyed after two months; a backup would outlive them",
    "moving.transfer": "about files of days, which lie beside the database",
    "outbox.heartbeat": "tells of the processes of the site that was backed up",
}
MADE_BY_MIGRATE = {
    *("contenttypes.contenttype", "auth.permission", "auth.group", "auth.group_permissions"),
    "comments.rejectionreason",
}

type Migration = tuple[str, str]


@dataclass(frozen=True)
class Table:
    model: type[Model]

    @cached_property
    def name(self) -> str:
        return self.model._meta.label_lower

    @cached_property
    def fields(self) -> list[Field[Any, Any]]:
        """Those of this table alone: what a model inherits stands in its parent's table."""
        return [field for field in self.model._meta.local_concrete_fields if not field.generated]

    @property
    def columns(self) -> list[str]:
        return [str(field.column) for field in self.fields]

    @property
    def key(self) -> Field[Any, Any]:
        return self.model._meta.pk

    @property
    def file_fields(self) -> list[str]:
        return [field.name for field in self.fields if isinstance(field, FileField)]


def applied_migrations(connection: BaseDatabaseWrapper) -> set[Migration]:
    """Of the apps of this installation; what an app has left behind that is no longer here is nobody's."""
    ours = known_migrations().migrated_apps
    return {migration for migration in MigrationRecorder(connection).applied_migrations() if migration[0] in ours}


@cache
def known_migrations() -> MigrationLoader:
    return MigrationLoader(None)


def last_of(migrations: set[Migration]) -> list[Migration]:
    """The last of each app: going there is going through all of them. Refuses those that this release doesn't know."""
    graph = known_migrations().graph
    if unknown := sorted(migrations - set(graph.nodes)):
        app, name = unknown[0]
        raise Refused(f"Its tables are of a newer release: this one knows no migration {app}.{name}.")
    return sorted(each for each in migrations if not _followers(graph.node_map[each].children, each) & migrations)


def _followers(children: Iterable[Any], migration: Migration) -> set[Migration]:
    return {child.key for child in children if child.key[0] == migration[0]}


def tables_at(migrations: set[Migration]) -> list[Table]:
    """Whatever a row refers to stands in a table before, or in its own."""
    apps = known_migrations().project_state(last_of(migrations)).apps
    models = {model._meta.label_lower: model for model in _with_own_tables(apps)}
    needs = {name: sorted(_referred_to(model) - {name}) for name, model in sorted(models.items())}
    return [Table(models[name]) for name in TopologicalSorter(needs).static_order() if name in models]


def _with_own_tables(apps: Apps) -> list[type[Model]]:
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.label_lower not in LEFT_OUT]
    return [model for model in models if model._meta.managed and not model._meta.proxy]


def _referred_to(model: type[Model]) -> set[str]:
    related = [field.related_model for field in model._meta.local_concrete_fields if field.is_relation]
    return {each._meta.label_lower for each in related if isinstance(each, type)}
