"""The real thing: the supervisor with its web and worker processes, on a database and a port of its own."""

import os
import re
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from tests import prepared
from tests.akismet_server import Remote, running
from tests.processes import free_port

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 240.0


@dataclass
class RunningSite:
    folder: Path
    env: dict[str, str]
    akismet: Remote
    process: subprocess.Popen[str] | None = None
    output: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return self.env["SITE_URL"]

    def start(self) -> None:
        """Returns once the supervisor has printed the address, which it does after the worker's first heartbeat."""
        announced = threading.Event()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "newsroom.supervisor"],
            cwd=ROOT,
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        threading.Thread(target=self._read_output, args=(self.process, announced), daemon=True).start()
        if not announced.wait(PATIENCE) or self.process.poll() is not None:
            raise RuntimeError("The site did not start:\n" + "".join(self.output))

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(PATIENCE)

    def manage(self, *arguments: str) -> str:
        """What a manage.py command prints, run beside the site with the same DATA_DIR."""
        command = [sys.executable, "-m", "manage", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.env, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def rows(self, statement: str) -> list[Any]:
        """Straight from its database: cheaper than a process of its own for whoever asks again and again."""
        if server := self.env.get("DATABASE_URL"):
            with psycopg.connect(server) as connection:
                return connection.execute(statement.encode()).fetchall()
        with closing(sqlite3.connect(self.folder / "newsroom.sqlite3", timeout=60)) as file:
            return file.execute(statement).fetchall()

    def password_of(self, role: str) -> str:
        found = re.search(rf"^{role}\s+(\S+)$", (self.folder / "demo-sign-ins.txt").read_text(), re.MULTILINE)
        assert found
        return found[1]

    def _read_output(self, process: subprocess.Popen[str], announced: threading.Event) -> None:
        """To its end, so that the processes never wait for a full pipe."""
        assert process.stdout is not None
        for line in process.stdout:
            self.output.append(line)
            if self.url in line:
                announced.set()
        announced.set()


@contextmanager
def site(folder: Path, **variables: str) -> Generator[RunningSite]:
    """A started site, with the demo newspaper if not told otherwise. `variables` add to its environment. Everything
    ends with the block."""
    port = str(free_port())
    url = f"http://127.0.0.1:{port}"
    with running(f"{variables.get('SITE_URL', url)}/") as akismet:
        env = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "PYENV_ROOT") if name in os.environ}
        env |= {"DATA_DIR": str(folder), "PORT": port, "SITE_URL": url, "DEMO": "on", "COMMENT_LIMITS": "off"}
        env |= {"AKISMET_API_URL": akismet.url, "AKISMET_API_KEY": akismet.key, "AKISMET_TIMEOUT": "3"}
        env |= prepared.newspaper(folder) if variables.get("DEMO") != "off" else migrated_database(folder)
        prepared.static_files(folder)
        started = RunningSite(folder, env | variables, akismet)
        try:
            started.start()
            yield started
        finally:
            started.stop()


def migrated_database(folder: Path) -> dict[str, str]:
    """What tells its processes where it is. Their own `prepare` finds nothing to do; tests.fresh_clone starts a site
    from nothing, with its demo."""
    if not os.environ["TEST_DATABASE"]:
        prepared.migrated_copy(str(folder / "newsroom.sqlite3"))
        return {}
    name = prepared.name_of_its_own()
    prepared.migrated_copy(name)
    return {"DATABASE_URL": prepared.address_of(name)}
