"""Sessions in the database, asked only for keys as Django makes them.

A quoted cookie can hold any character. PostgreSQL takes no NUL: it would answer with an error, and so would the page.
"""

import re

from django.contrib.sessions.backends import db

_KEY = re.compile(r"[a-z0-9]{8,40}")


class SessionStore(db.SessionStore):
    def _validate_session_key(self, key: str | None) -> bool:
        return bool(_KEY.fullmatch(key or ""))
