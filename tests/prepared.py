"""What is made once in a run and copied then: migrating a database takes 7 s of processor, compressing files 10,
loading the demo with its pictures 9."""

import fcntl
import itertools
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent
KEY = "for-sites-of-tests-" + "x" * 40
WORK = "from outbox.worker import Worker; Worker().drain()"
numbers = itertools.count(1)


def migrated_copy(place: str) -> None:
    """What `migrate` makes of an empty database, as a new file or under a new name on the server of this run."""
    if os.environ["TEST_DATABASE"]:
        migrated_on_the_server(place)
    else:
        migrated_file(place)


def migrated_file(path: str) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(once("migrated", migrate_file) / "newsroom.sqlite3", path)


def migrated_on_the_server(name: str) -> None:
    once("migrated_on_the_server", migrate_on_the_server)
    new_database(name, _template("migrated"))


def static_files(folder: Path) -> None:
    """In a site's DATA_DIR, with the stamp by which its own `prepare` knows that there is nothing to do."""
    made = once("static", collect, _of_both_engines())
    shutil.copytree(made / "static", folder / "static")
    shutil.copy(made / "static.release", folder)


def newspaper(folder: Path) -> dict[str, str]:
    """The demo as `make run` leaves it after some seconds, in a site's DATA_DIR. What tells its processes of the
    database beside."""
    made = once("newspaper", make_newspaper)
    shutil.copytree(made / "data", folder, dirs_exist_ok=True)
    if not os.environ["TEST_DATABASE"]:
        return {}
    return {"DATABASE_URL": new_database(name_of_its_own(), _template("newspaper"))}


def make_newspaper(folder: Path) -> None:
    """With the key by which it was written, and the pictures that the worker makes."""
    data, known = folder / "data", {}
    data.mkdir()
    (data / "secret_key").write_text(KEY)
    if os.environ["TEST_DATABASE"]:
        migrated_on_the_server(_template("newspaper"))
        known = {"DATABASE_URL": address_of(_template("newspaper"))}
    else:
        migrated_file(str(data / "newsroom.sqlite3"))
    manage(data, "demo", **known)
    manage(data, "shell", "--verbosity", "0", "--command", WORK, **known)


def migrate_file(folder: Path) -> None:
    manage(folder, "migrate", "--verbosity", "0")


def migrate_on_the_server(folder: Path) -> None:
    manage(folder, "migrate", "--verbosity", "0", DATABASE_URL=new_database(_template("migrated")))


def collect(folder: Path) -> None:
    code = "from newsroom.management.commands.prepare import collect_static; collect_static()"
    manage(folder, "shell", "--verbosity", "0", "--command", code)


def manage(folder: Path, *arguments: str, **variables: str) -> None:
    env = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    env |= {"DATA_DIR": str(folder), "SECRET_KEY": KEY} | variables
    quiet = subprocess.DEVNULL
    subprocess.run([sys.executable, "-m", "manage", *arguments], cwd=ROOT, env=env, check=True, stdout=quiet)


def once(name: str, make: Callable[[Path], None], within: Path | None = None) -> Path:
    """The folder in which it was made by whoever came first; the others wait for it."""
    folder = (within or Path(settings.DATA_DIR).parent) / name
    folder.mkdir(parents=True, exist_ok=True)
    with alone_in(folder):
        if not (folder / "made").exists():
            make(folder)
            (folder / "made").touch()
    return folder


@contextmanager
def alone_in(folder: Path) -> Generator[None]:
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _of_both_engines() -> Path | None:
    """Where the run on the other engine, which `tests.__main__` starts beside, finds it as well."""
    folder = os.environ.get("TEST_OF_BOTH_ENGINES")
    return Path(folder) if folder else None


def _template(kind: str) -> str:
    """Of this run: the server may be shared. No constant, as the bench imports this before there are settings."""
    return f"{kind}_{Path(settings.DATA_DIR).parent.name.replace('-', '_')}"


def name_of_its_own() -> str:
    return f"site_{os.getpid()}_{next(numbers)}"


def new_database(name: str, template: str = "template1") -> str:
    """Its address on the PostgreSQL server of this run."""
    on_the_server(f"CREATE DATABASE {name} TEMPLATE {template}")
    return address_of(name)


def dropped(name: str) -> None:
    """A server may outlive the run; files go with its folder."""
    if os.environ["TEST_DATABASE"]:
        on_the_server(f"DROP DATABASE {name} WITH (FORCE)")


def address_of(name: str) -> str:
    return urlunsplit(urlsplit(os.environ["TEST_DATABASE"])._replace(path=f"/{name}"))


def on_the_server(statement: str) -> None:
    with psycopg.connect(os.environ["TEST_DATABASE"], autocommit=True) as connection:
        connection.execute(statement.encode())
