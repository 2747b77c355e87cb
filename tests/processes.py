"""Looks at processes and ports of this machine, for tests that start real ones."""

import os
import random
import socket
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Process:
    pid: int
    parent: int
    command: str


def free_port() -> int:
    """Below those that the system gives to whoever connects: between now and its use nothing takes it by chance."""
    while True:
        port = random.randrange(10_000, 32_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def all_processes() -> list[Process]:
    """Without zombies, which only wait to be noticed."""
    lines = subprocess.check_output(["ps", "-eo", "pid=,ppid=,stat=,args="], text=True).splitlines()
    rows = (line.split(None, 3) for line in lines)
    return [Process(int(row[0]), int(row[1]), row[3]) for row in rows if len(row) == 4 and "Z" not in row[2]]


def descendants(pid: int) -> list[Process]:
    everything = all_processes()
    found: list[Process] = []
    wanted = {pid}
    while wanted:
        generation = [process for process in everything if process.parent in wanted]
        found += generation
        wanted = {process.pid for process in generation}
    return found


def alive_in(folder: Path) -> list[Process]:
    """Processes whose working directory is in that folder (Linux)."""
    return [process for process in all_processes() if _works_in(process.pid, folder)]


def _works_in(pid: int, folder: Path) -> bool:
    try:
        return Path(os.readlink(f"/proc/{pid}/cwd")).is_relative_to(folder)
    except OSError:
        return False
