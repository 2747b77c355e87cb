"""Sessions in the database, asked only for keys as Django makes them.

A quoted cookie can hold any character. PostgreSQL takes no NUL: it would answer with an error, and so would the page.
"""

import re

from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession
from django.utils import timezone

from database import statements

_KEY = re.compile(r"[a-z0-9]{8,40}")


class SessionStore(db.SessionStore):
    def _validate_session_key(self, key: str | None) -> bool:
        return bool(_KEY.fullmatch(key or ""))

    def _get_session_from_db(self) -> AbstractBaseSession | None:
        """By hand, as every page of the admin asks for it."""
        found = statements.first(self.model, session_key=self.session_key)
        if found and found.expire_date > timezone.now():
            return found
        self._session_key = None
        return None
