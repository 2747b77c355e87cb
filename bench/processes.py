"""CPU time and memory of the processes that we started, from the kernel's books (Linux)."""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
TICK = 1 / os.sysconf("SC_CLK_TCK")
PARENT, REAPED = 1, slice(13, 15)  # fields of /proc/PID/stat after the command: state, parent, …, cutime, cstime

type Spent = dict[str, float]


@dataclass(frozen=True)
class Stat:
    parent: int
    reaped: float  # seconds, of children that have ended and were waited for


def parse_stat(line: str) -> Stat:
    """The command stands in brackets and may itself hold brackets and blanks."""
    fields = line.rpartition(")")[2].split()
    return Stat(int(fields[PARENT]), sum(map(int, fields[REAPED])) * TICK)


def all_stats() -> dict[int, Stat]:
    found = {}
    for entry in PROC.iterdir():
        if entry.name.isdigit():
            try:
                found[int(entry.name)] = parse_stat((entry / "stat").read_text())
            except OSError:  # it has just ended
                continue
    return found


def tree(root: int, stats: dict[int, Stat]) -> set[int]:
    """The process and all below it."""
    found, fresh = {root} & stats.keys(), {root}
    while fresh:
        fresh = {pid for pid, stat in stats.items() if stat.parent in fresh} - found
        found |= fresh
    return found


def clock(pid: int) -> float:
    """Seconds of CPU of all its threads, ended ones too: the kernel's clock of another process, in nanoseconds.

    /proc/PID/stat says the same in hundredths of a second, which is the length of a request.
    """
    try:
        return time.clock_gettime(((~pid) << 3) | 2)
    except OSError:
        return 0.0


def _pss(pid: int) -> int:
    try:
        lines = (PROC / str(pid) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


@dataclass(frozen=True)
class Meter:
    """By role: what the process of that number and all below it use, without those that have a role of their own."""

    roots: dict[str, int]

    def spent(self) -> Spent:
        """Seconds of CPU since they began."""
        stats = all_stats()
        return {role: sum(clock(pid) + stats[pid].reaped for pid in pids) for role, pids in self._trees(stats)}

    def since(self, before: Spent) -> Spent:
        return {role: now - before[role] for role, now in self.spent().items()}

    def memory(self) -> Spent:
        """Megabytes. Pages that several processes share count in parts (PSS)."""
        return {role: sum(map(_pss, pids)) / 1024 for role, pids in self._trees(all_stats())}

    def _trees(self, stats: dict[int, Stat]) -> Iterator[tuple[str, set[int]]]:
        for role, root in self.roots.items():
            if root not in stats:
                raise ProcessLookupError(f"The {role} process has ended; what it spent is lost.")
            others = {pid for name, pid in self.roots.items() if name != role and pid in tree(root, stats)}
            yield role, tree(root, stats).difference(*(tree(pid, stats) for pid in others))
