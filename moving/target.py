"""The database that a backup is put into: it must be nobody's yet, and gets the tables that the backup knows."""

from collections.abc import Callable, Collection
from datetime import timedelta
from pathlib import Path

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from moving.refused import Refused, refuse_without_room
from moving.tables import MADE_BY_MIGRATE, Migration, Table, applied_migrations, last_of
from outbox.models import Heartbeat

SILENT_AFTER = timedelta(seconds=30)
ROOM = 3  # a database and its log need that much for each byte of rows
FRESH_ONE = "Give it a database of its own that is empty (a new file, or createdb); the tables are made then."
NOT_EMPTY = _(
    "The database is not empty: %(table)s has rows. Give it a database of its own that is empty (a new file, or"
    " createdb); the tables are made then."
)


def prepare(connection: BaseDatabaseWrapper, migrations: set[Migration], size: int) -> None:
    """Makes the tables as the backup knows them; the code's later migrations come after the rows."""
    if connection.vendor == "sqlite":
        prepare_folder(Path(connection.settings_dict["NAME"]).parent, size)
    refuse_while_working(connection)
    if newer := sorted(applied_migrations(connection) - migrations):
        app, name = newer[0]
        raise Refused(f"This database has a migration that the backup does not know, {app}.{name}. {FRESH_ONE}")
    MigrationExecutor(connection).migrate(last_of(migrations))


def prepare_folder(folder: Path, size: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    refuse_without_room(folder, ROOM * size)


def refuse_while_working(connection: BaseDatabaseWrapper) -> None:
    if is_worked_on(connection):
        raise Refused(_("A worker uses this database. Stop the site, wait 30 seconds, then try again."))


def is_worked_on(connection: BaseDatabaseWrapper) -> bool:
    if Heartbeat._meta.db_table not in connection.introspection.table_names():
        return False
    since = timezone.now() - SILENT_AFTER
    return Heartbeat.objects.using(connection.alias).filter(seen_at__gt=since).exists()


def make_room(
    tables: list[Table], connection: BaseDatabaseWrapper, give_up: Callable[[], Collection[str]] = frozenset
) -> None:
    """In the transaction of the restore: nobody writes until its end, and nothing but migrations has written before.

    `give_up` names tables of which the rows go all the same, once nobody writes any more.
    """
    if connection.vendor == "postgresql":
        _lock(tables, connection)
    replaced = MADE_BY_MIGRATE.union(give_up())
    for table in tables:
        if table.name not in replaced and table.model._base_manager.using(connection.alias).exists():
            raise Refused(NOT_EMPTY, table=table.name)
    with connection.cursor() as cursor:
        for table in reversed(tables):
            if table.name in replaced:
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(table.model._meta.db_table)}")  # noqa: S608


def _lock(tables: list[Table], connection: BaseDatabaseWrapper) -> None:
    names = ", ".join(connection.ops.quote_name(table.model._meta.db_table) for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE")
