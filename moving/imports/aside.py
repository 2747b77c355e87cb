"""What an import keeps aside while it runs, of which there may be more than memory has room for: a database in a file
that has no name, and is gone with the process (`SQLITE_TMPDIR` says where)."""

import sqlite3


def opened(made: str) -> sqlite3.Connection:
    """With these tables. All of it is one transaction without an end: nothing is to be kept."""
    database = sqlite3.connect("", isolation_level=None)
    database.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {made}; BEGIN;")
    return database
