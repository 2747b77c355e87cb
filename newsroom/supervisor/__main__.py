"""`.venv/bin/python -m newsroom.supervisor [--end-with-parent]`; ends with 0 when it was told to stop."""

import logging.config
import os
import secrets
import socket
import sys
import time
from contextlib import closing
from pathlib import Path
from types import ModuleType
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from moving.archives import waiting
from newsroom import environment
from newsroom.supervisor.announcement import Announcement
from newsroom.supervisor.bell import Bell
from newsroom.supervisor.children import Child, Ties, read_procfile, stop_all
from newsroom.supervisor.lock import DataLock, InUse

BASE = Path(__file__).resolve().parents[2]
PREPARE = [sys.executable, "-m", "manage", "prepare"]
TAKE_IN = [sys.executable, "-m", "manage", "import_archive", "--waiting"]
TICK = 0.5
PATIENCE_FOR_PORT = 8.0


class Refused(Exception):
    """Says in a sentence why we do not start."""


def main() -> None:
    try:
        run(Bell("--end-with-parent" in sys.argv))
    except (Refused, InUse, ImproperlyConfigured) as error:
        sys.exit(str(error))


def run(bell: Bell) -> None:
    folder = environment.data_dir(BASE)
    settings = load_settings(folder)
    lock = DataLock(folder)
    replaced = lock.take()
    reserve_port(settings.HOST, settings.PORT, PATIENCE_FOR_PORT if replaced else 0.0)
    lifeline, _held = os.pipe()
    ties = Ties(lifeline, lock.file.fileno())
    prepare(bell, ties)
    if not bell.stopping:
        Announcement(settings.HOST, settings.PORT, settings.SITE_URL, folder / "demo-sign-ins.txt").start()
        supervise(bell, ties, folder)


def load_settings(folder: Path) -> ModuleType:
    """The key is made first: the settings refuse to start without one."""
    folder.mkdir(mode=0o750, parents=True, exist_ok=True)
    if not environment.text("SECRET_KEY"):
        make_secret_key(folder / "secret_key")
    from newsroom import settings

    logging.config.dictConfig(settings.LOGGING)
    return settings


def make_secret_key(path: Path) -> None:
    """Written aside and linked into place, so that there is never half a key, and never a second one."""
    draft = path.with_name(f"secret_key.{os.getpid()}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(48))
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()


def reserve_port(host: str, port: int, patience: float) -> None:
    """The server would report a taken port by a stack trace. Processes of a replaced run may need a moment to go."""
    end = time.monotonic() + patience
    while not port_is_free(host, port):
        if time.monotonic() >= end:
            raise Refused(f"Port {port} on {host} is taken by another program; set PORT to a free one.")
        time.sleep(0.1)


def port_is_free(host: str, port: int) -> bool:
    family, kind, _, _, address = resolve(host, port)
    with closing(socket.socket(family, kind)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError:
            return False
    return True


def resolve(host: str, port: int) -> tuple[Any, ...]:
    try:
        return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    except OSError:
        raise Refused(f"HOST must be an address of this machine; {host!r} is none.") from None


def prepare(bell: Bell, ties: Ties) -> None:
    if see_through(PREPARE, bell, ties) and not bell.stopping:
        raise Refused("The site could not be prepared; the message above says why.")


def see_through(command: list[str], bell: Bell, ties: Ties) -> int:
    process = ties.start(command, BASE)
    while process.poll() is None:
        bell.wait(TICK)
        if bell.stopping:
            process.terminate()
    return process.returncode


def supervise(bell: Bell, ties: Ties, folder: Path) -> None:
    children = all_children(ties)
    while not bell.stopping:
        if waiting.is_asked(folder):
            stop_all(children)
            see_through(TAKE_IN, bell, ties)
            children = all_children(ties)
        for child in children:
            child.tend()
        bell.wait(TICK)
    stop_all(children)


def all_children(ties: Ties) -> list[Child]:
    return [Child(name, command, BASE, ties) for name, command in read_procfile(BASE).items()]


if __name__ == "__main__":
    main()
