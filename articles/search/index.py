"""The full-text index, which each database keeps of the table of search entries by itself, in the same transaction.

SQLite has a virtual table beside it, fed by triggers; PostgreSQL a column, filled by a trigger, and a text search
configuration of our own: that of the language without its list of words which nobody may look for. Both know the
language in which they were made; `manage.py reindex` makes them anew after a change of LANGUAGE_CODE.

Changing a column of the table on SQLite makes the table anew without its triggers: such a migration ends with
`install`.
"""

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "articles_searchentry"
COLUMNS = ("headline", "standfirst", "body", "tags", "authors", "marks")
LANGUAGES = {
    "ar": "arabic",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nb": "norwegian",
    "nl": "dutch",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "tr": "turkish",
}
"""Those whose word stems PostgreSQL knows; SQLite knows those of English. Others are found as they are spelled."""

_NAMES = ", ".join(COLUMNS)
_NEW, _OLD = (", ".join(f"{row}.{name}" for name in COLUMNS) for row in ("NEW", "OLD"))
_ADD = f"INSERT INTO articles_search (rowid, {_NAMES}) VALUES (NEW.place, {_NEW});"  # noqa: S608
_REMOVE = f"INSERT INTO articles_search (articles_search, rowid, {_NAMES}) VALUES ('delete', OLD.place, {_OLD});"  # noqa: S608
_CONTENT = f"content='{TABLE}', content_rowid='place'"
_SQLITE = (
    "DROP TABLE IF EXISTS articles_search",
    *(f"DROP TRIGGER IF EXISTS articles_search_{act}" for act in ("insert", "update", "delete")),
    f"CREATE VIRTUAL TABLE articles_search USING fts5 ({_NAMES}, {_CONTENT}, tokenize='{{tokenizer}}')",
    f"CREATE TRIGGER articles_search_insert AFTER INSERT ON {TABLE} BEGIN {_ADD} END",
    f"CREATE TRIGGER articles_search_update AFTER UPDATE ON {TABLE} BEGIN {_REMOVE} {_ADD} END",
    f"CREATE TRIGGER articles_search_delete AFTER DELETE ON {TABLE} BEGIN {_REMOVE} END",
    "INSERT INTO articles_search (articles_search) VALUES ('rebuild')",
)

VECTOR = """setweight(to_tsvector('{schema}.articles', {row}headline), 'A')
    || setweight(to_tsvector('{schema}.articles', {row}tags || ' / ' || {row}authors), 'B')
    || setweight(to_tsvector('{schema}.articles', {row}standfirst), 'C')
    || to_tsvector('{schema}.articles', {row}body) || array_to_tsvector(string_to_array({row}marks, ' '))"""
MAKE_INDEX = f"CREATE INDEX articles_search_words ON {TABLE} USING gin (vector) WITH (fastupdate = off)"
_POSTGRESQL = (
    "SET CONSTRAINTS ALL IMMEDIATE",  # a table is not altered while some of its rows are yet to be checked
    f"DROP TRIGGER IF EXISTS articles_search ON {TABLE}",
    f"ALTER TABLE {TABLE} DROP COLUMN IF EXISTS vector",
    "DROP TEXT SEARCH CONFIGURATION IF EXISTS {schema}.articles",
    "DROP TEXT SEARCH DICTIONARY IF EXISTS {schema}.articles_stem",
    "CREATE TEXT SEARCH DICTIONARY {schema}.articles_stem ({template})",
    "CREATE TEXT SEARCH CONFIGURATION {schema}.articles (COPY = pg_catalog.simple)",
    "ALTER TEXT SEARCH CONFIGURATION {schema}.articles ALTER MAPPING FOR asciiword, word WITH {schema}.articles_stem",
    f"ALTER TABLE {TABLE} ADD COLUMN vector tsvector",
    f"ALTER TABLE {TABLE} ALTER COLUMN vector SET STORAGE EXTERNAL",  # unpacking would cost more than reading
    """CREATE OR REPLACE FUNCTION {schema}.articles_search_vector() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN NEW.vector := {vector}; RETURN NEW; END $$""",
    f"""CREATE TRIGGER articles_search BEFORE INSERT OR UPDATE ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION {{schema}}.articles_search_vector()""",
    f"UPDATE {TABLE} SET place = place",  # noqa: S608
    MAKE_INDEX,
    "SET CONSTRAINTS ALL DEFERRED",
)


def install(connection: BaseDatabaseWrapper) -> None:
    """In place of whatever is there, in the language of the site. It holds the table for as long as it takes."""
    with connection.cursor() as cursor:
        for statement in _statements(connection):
            cursor.execute(statement)


def _statements(connection: BaseDatabaseWrapper) -> list[str]:
    if connection.vendor == "sqlite":
        return [statement.replace("{tokenizer}", _tokenizer()) for statement in _SQLITE]
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_schema())")
        schema = cursor.fetchone()[0]
    vector = VECTOR.format(schema=schema, row="NEW.")
    given = {"{schema}": schema, "{template}": _template(), "{vector}": vector}
    return [_filled(statement, given) for statement in _POSTGRESQL]


def _filled(statement: str, given: dict[str, str]) -> str:
    for place, words in given.items():
        statement = statement.replace(place, words)
    return statement


def _language() -> str:
    code = settings.LANGUAGE_CODE.partition("-")[0].lower()
    return LANGUAGES.get(code, "")


def _tokenizer() -> str:
    stemming = "porter " if _language() == "english" else ""
    return f"{stemming}unicode61 remove_diacritics 2"


def _template() -> str:
    return f"TEMPLATE = snowball, Language = {_language()}" if _language() else "TEMPLATE = pg_catalog.simple"


def is_whole(connection: BaseDatabaseWrapper) -> bool:
    """Whether the index is there, of this language, and holds exactly the words of the entries."""
    is_there = {"sqlite": _is_there_on_sqlite, "postgresql": _is_there_on_postgresql}[connection.vendor]
    if not is_there(connection):
        return False
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute(_COMPARE[connection.vendor])
            return connection.vendor == "sqlite" or not cursor.fetchone()[0]
    except DatabaseError:  # SQLite's way to say no
        return False


_COMPARE = {
    "sqlite": "INSERT INTO articles_search (articles_search, rank) VALUES ('integrity-check', 1)",
    "postgresql": f"SELECT EXISTS (SELECT 1 FROM {TABLE} WHERE vector IS DISTINCT FROM"  # noqa: S608
    f" ({VECTOR.format(schema='', row='').replace('.articles', 'articles')}))",
}


def _is_there_on_sqlite(connection: BaseDatabaseWrapper) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE name LIKE 'articles\\_search\\_%' ESCAPE '\\'")
        names = {name for name, _sql in cursor.fetchall()}
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'articles_search'")
        made = cursor.fetchone()
    triggers = {f"articles_search_{act}" for act in ("insert", "update", "delete")}
    return bool(made) and f"tokenize='{_tokenizer()}'" in made[0] and triggers <= names


def _is_there_on_postgresql(connection: BaseDatabaseWrapper) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("""SELECT dictinitoption FROM pg_ts_dict WHERE dictname = 'articles_stem'
            AND EXISTS (SELECT 1 FROM pg_trigger WHERE tgname = 'articles_search' AND tgenabled = 'O')
            AND to_regclass('articles_search_words') IS NOT NULL""")
        made = cursor.fetchone()
    return bool(made) and (_language() or "None") in str(made[0])
