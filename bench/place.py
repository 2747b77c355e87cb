"""Where it is measured: the real processes on a fresh database on disk, and this process's own way into it."""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import django

from bench.processes import Meter, all_stats
from tests.akismet_server import Remote, running
from tests.postgres import PostgresServer
from tests.processes import free_port
from tests.running_site import RunningSite

ENGINES = ("sqlite", "postgresql")
# What commits is on disk, as in earnest; the rest is PostgreSQL's own default.
DURABLE = {"listen_addresses": "", "max_connections": "100", "shared_buffers": "512MB", "max_wal_size": "4GB"}
INHERITED = ("PATH", "HOME", "LANG", "PYENV_ROOT")


@dataclass(frozen=True)
class Place:
    engine: str
    site: RunningSite
    meter: Meter

    @property
    def port(self) -> int:
        return int(self.site.env["PORT"])

    @property
    def akismet(self) -> Remote:
        return self.site.akismet


@contextmanager
def open_place(engine: str) -> Iterator[Place]:
    """The site runs, and Django in this process uses its database. Once per process: settings do not change."""
    with ExitStack() as closing:
        folder = Path(tempfile.mkdtemp(prefix="newsroom-bench-"))
        closing.callback(shutil.rmtree, folder, ignore_errors=True)
        roots, database = {}, ""
        if engine == "postgresql":
            server = PostgresServer(folder / "postgresql", DURABLE)
            closing.callback(server.stop)
            server.start()
            assert server.process
            roots, database = {"database": server.process.pid}, server.url
        site = closing.enter_context(_site(folder, database))
        _enter(site)
        yield Place(engine, site, Meter(_roles(folder / "data") | roots))


@contextmanager
def _site(folder: Path, database: str) -> Iterator[RunningSite]:
    port = str(free_port())
    url = f"http://127.0.0.1:{port}"
    with running(f"{url}/") as akismet:
        env = {name: os.environ[name] for name in INHERITED if name in os.environ}
        env |= {"DATA_DIR": str(folder / "data"), "PORT": port, "SITE_URL": url, "DEMO": "off", "COMMENT_LIMITS": "off"}
        env |= {"AKISMET_API_URL": akismet.url, "AKISMET_API_KEY": akismet.key, "DATABASE_URL": database}
        site = RunningSite(folder / "data", env, akismet)
        try:
            site.start()
            yield site
        finally:
            site.stop()


def _enter(site: RunningSite) -> None:
    for name in ("DATABASE_URL", "DATA_DIR", "PORT", "SITE_URL"):
        os.environ[name] = site.env[name]
    os.environ["DJANGO_SETTINGS_MODULE"] = "newsroom.settings"
    django.setup()


def _roles(data: Path) -> dict[str, int]:
    """By the names of the Procfile; what each starts itself is counted with it."""
    supervisor = json.loads((data / "supervisor.lock").read_text())["pid"]
    roles = {"supervisor": supervisor}
    for pid, stat in all_stats().items():
        if stat.parent == supervisor:
            roles[_name(pid)] = pid
    return roles


def _name(pid: int) -> str:
    command = Path(f"/proc/{pid}/cmdline").read_text()
    return "web" if "newsroom.serve" in command else "worker"
