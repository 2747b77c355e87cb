"""Django's SQLite backend, with writers that take turns (ENGINE = "database.sqlite")."""

import os
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

from database.turns import NoTurn, Turns, turns_at

SQLITES_OWN_PATIENCE = 5.0


class DatabaseWrapper(base.DatabaseWrapper):
    """A transaction has its turn from BEGIN to COMMIT, ROLLBACK or the end of the connection. Single statements outside
    of transactions take none: SQLite's busy timeout holds for them."""

    turn: Turns | None = None

    def _start_transaction_under_autocommit(self) -> None:
        self._take_turn()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._end_turn()
            raise

    def _commit(self) -> None:
        try:
            super()._commit()  # type: ignore[misc]
        finally:
            self._end_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._end_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._end_turn()

    def _take_turn(self) -> None:
        settings: dict[str, Any] = self.settings_dict
        try:
            turns = turns_at(str(settings["NAME"]), os.getpid())
            turns.take(settings["OPTIONS"].get("timeout", SQLITES_OWN_PATIENCE))
        except NoTurn:
            raise OperationalError("database is locked") from None
        except OSError as error:
            raise OperationalError(f"unable to open the lock file: {error}") from error
        self.turn = turns

    def _end_turn(self) -> None:
        if self.turn:
            self.turn.give_back()
            self.turn = None
