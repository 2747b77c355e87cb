"""The database triggers of the moderation log, its seals and the versions of rules, for whoever writes SQL as well as
for the ORM.

These tables are append-only. On PostgreSQL whoever writes the log holds a shared lock until the end of the transaction,
so that whoever seals it can wait for those that have numbers already (comments/sealing.py).

Changing a column of such a table on SQLite makes the table anew without its triggers: such a migration ends with
`install`. A test looks for them after all migrations.
"""

from collections.abc import Iterator
from typing import NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "comments_moderationaction"
SEALS = "comments_logseal"
RULES = "comments_ruleversion"
WRITERS = int.from_bytes(b"news-log")  # number of an advisory lock, of nobody else's


class Trigger(NamedTuple):
    table: str
    name: str
    words: str  # behind its name and moment


def _sqlite(table: str, prefix: str, message: str, *unique: str) -> list[Trigger]:
    """REPLACE removes the row in its way without a word to the triggers on DELETE; it is stopped before it inserts."""
    abort = f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
    taken = " AND ".join(f"{column} = NEW.{column}" for column in unique)
    same = f"EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id OR ({taken}))"  # noqa: S608
    clash = f"WHEN {same} BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: {message}'); END"
    return [
        Trigger(table, f"{prefix}_no_update", f"BEFORE UPDATE ON {table} {abort}"),
        Trigger(table, f"{prefix}_no_delete", f"BEFORE DELETE ON {table} {abort}"),
        Trigger(table, f"{prefix}_no_replace", f"BEFORE INSERT ON {table} {clash}"),
    ]


def _postgresql(table: str, prefix: str) -> list[Trigger]:
    refuse = f"EXECUTE FUNCTION refuse_{prefix}_change()"
    return [
        Trigger(table, f"{prefix}_rows", f"BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW {refuse}"),
        Trigger(table, f"{prefix}_whole", f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}"),
    ]


def _refusal(prefix: str, message: str) -> str:
    return f"""CREATE OR REPLACE FUNCTION refuse_{prefix}_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = 'restrict_violation'; END $$"""


LOG_MESSAGE = "the moderation log is append-only"
SEALS_MESSAGE = "the seals of the moderation log are append-only"
RULES_MESSAGE = "versions of rules are append-only"
# Before the statement, so before a row has its number.
HOLD = f"BEFORE INSERT ON {TABLE} FOR EACH STATEMENT EXECUTE FUNCTION hold_moderation_log()"
TRIGGERS = {
    "sqlite": [
        *_sqlite(TABLE, "moderation_log", LOG_MESSAGE, "undoes"),
        *_sqlite(SEALS, "log_seal", SEALS_MESSAGE, "previous"),
        *_sqlite(RULES, "rule_version", RULES_MESSAGE, "kind", "number"),
    ],
    "postgresql": [
        *_postgresql(TABLE, "moderation_log"),
        Trigger(TABLE, "moderation_log_writers", HOLD),
        *_postgresql(SEALS, "log_seal"),
        *_postgresql(RULES, "rule_version"),
    ],
}
FUNCTIONS = {
    "sqlite": [],
    "postgresql": [
        _refusal("moderation_log", LOG_MESSAGE),
        _refusal("log_seal", SEALS_MESSAGE),
        _refusal("rule_version", RULES_MESSAGE),
        f"""CREATE OR REPLACE FUNCTION hold_moderation_log() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN PERFORM pg_advisory_xact_lock_shared({WRITERS}); RETURN NULL; END $$""",
    ],
}


def install(connection: BaseDatabaseWrapper) -> None:
    """Those that stand are left alone; none is missing afterwards on a table that is there."""
    there, standing = set(connection.introspection.table_names()), installed(connection)
    with connection.cursor() as cursor:
        for function in FUNCTIONS[connection.vendor]:
            cursor.execute(function)
        for trigger in TRIGGERS[connection.vendor]:
            if trigger.table in there and trigger.name not in standing:
                cursor.execute(f"CREATE TRIGGER {trigger.name} {trigger.words}")


def remove(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        for trigger in _standing(connection):
            on_table = f" ON {trigger.table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER {trigger.name}{on_table}")


def installed(connection: BaseDatabaseWrapper) -> set[str]:
    return {trigger.name for trigger in _standing(connection)}


def names(connection: BaseDatabaseWrapper) -> set[str]:
    """Of all that there should be."""
    return {trigger.name for trigger in TRIGGERS[connection.vendor]}


def _standing(connection: BaseDatabaseWrapper) -> Iterator[Trigger]:
    catalog = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE tgenabled = 'O'"
        " AND tgrelid IN (to_regclass(%s), to_regclass(%s), to_regclass(%s))",
    }
    with connection.cursor() as cursor:
        cursor.execute(catalog[connection.vendor], [] if connection.vendor == "sqlite" else [TABLE, SEALS, RULES])
        found = {name for (name,) in cursor.fetchall()}
    return (trigger for trigger in TRIGGERS[connection.vendor] if trigger.name in found)
