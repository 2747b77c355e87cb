"""The operator's own word on who is who: a TOML file with the tables authors, sections, accounts and articles.

[authors]  "former-login" = "slug-here"    an author here, made if there is none; "" for no byline
[sections] "former-slug" = "slug-here"     likewise; "" is the section of what has none
[accounts] "former-login" = "username"     whose comments become those of an account here
[articles] "former-address" = "/news/slug/"   under which comments of that address go; "" leaves them out
"""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from moving.refused import Refused

TABLES = ("authors", "sections", "accounts", "articles")
NONE_KEY = ""


@dataclass(frozen=True)
class Mapping:
    authors: dict[str, str] = field(default_factory=dict)
    sections: dict[str, str] = field(default_factory=dict)
    accounts: dict[str, str] = field(default_factory=dict)
    articles: dict[str, str] = field(default_factory=dict)


def read(path: Path) -> Mapping:
    """Raises Refused, with what is wrong in it."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Refused(f"The mapping {path} can't be read: {error}") from error
    for name, table in tables.items():
        if name not in TABLES:
            raise Refused(f"The mapping {path} has a table {name!r}; known are {', '.join(TABLES)}.")
        if not isinstance(table, dict) or not all(isinstance(value, str) for value in table.values()):
            raise Refused(f"The mapping {path} has something else than names in {name!r}.")
    return Mapping(**tables)
