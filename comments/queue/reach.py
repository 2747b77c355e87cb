from __future__ import annotations

from typing import NamedTuple

from accounts.models import User
from comments.reach import sections_of


class Reach(NamedTuple):
    """What somebody may see: the sections (None: all), and whether readers' addresses."""

    sections: frozenset[int] | None = None
    addresses: bool = False

    @classmethod
    def of(cls, user: User) -> Reach:
        return cls(sections_of(user), user.has_perm("comments.see_addresses"))


EVERYTHING = Reach(None, addresses=True)
