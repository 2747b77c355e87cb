"""The database triggers that make the moderation log append-only, for whoever writes SQL as well as for the ORM.

Changing a column of `comments_moderationaction` on SQLite makes the table anew without its triggers: such a migration
ends with `install`. A test looks for them after all migrations.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "comments_moderationaction"
MESSAGE = "the moderation log is append-only"

# REPLACE removes the row in its way without a word to the triggers on DELETE; so it is stopped before it inserts.
SQLITE = {
    "moderation_log_no_update": f"""
        CREATE TRIGGER moderation_log_no_update BEFORE UPDATE ON {TABLE}
        BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END""",
    "moderation_log_no_delete": f"""
        CREATE TRIGGER moderation_log_no_delete BEFORE DELETE ON {TABLE}
        BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END""",
    "moderation_log_no_replace": f"""
        CREATE TRIGGER moderation_log_no_replace BEFORE INSERT ON {TABLE}
        WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.id OR undoes = NEW.undoes)
        BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: {MESSAGE}'); END""",  # noqa: S608
}
POSTGRESQL = {
    "moderation_log_rows": f"""
        CREATE TRIGGER moderation_log_rows BEFORE UPDATE OR DELETE ON {TABLE}
        FOR EACH ROW EXECUTE FUNCTION refuse_moderation_log_change()""",
    "moderation_log_whole": f"""
        CREATE TRIGGER moderation_log_whole BEFORE TRUNCATE ON {TABLE}
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_moderation_log_change()""",
}
POSTGRESQL_FUNCTION = f"""
    CREATE OR REPLACE FUNCTION refuse_moderation_log_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'restrict_violation'; END $$"""


def install(connection: BaseDatabaseWrapper) -> None:
    """Those that stand are left alone; none is missing afterwards."""
    wanted = triggers(connection)
    with connection.cursor() as cursor:
        if wanted is POSTGRESQL:
            cursor.execute(POSTGRESQL_FUNCTION)
        for name in set(wanted) - installed(connection):
            cursor.execute(wanted[name])


def remove(connection: BaseDatabaseWrapper) -> None:
    on_table = f" ON {TABLE}" if triggers(connection) is POSTGRESQL else ""
    with connection.cursor() as cursor:
        for name in installed(connection):
            cursor.execute(f"DROP TRIGGER {name}{on_table}")


def installed(connection: BaseDatabaseWrapper) -> set[str]:
    catalog = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = to_regclass(%s) AND tgenabled = 'O'",
    }
    with connection.cursor() as cursor:
        cursor.execute(catalog[connection.vendor], [TABLE])
        return set(triggers(connection)) & {name for (name,) in cursor.fetchall()}


def triggers(connection: BaseDatabaseWrapper) -> dict[str, str]:
    return {"sqlite": SQLITE, "postgresql": POSTGRESQL}[connection.vendor]
