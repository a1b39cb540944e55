"""What the kernel knows of a server's processes: how many threads they have, how much they computed. Only Linux tells."""

from __future__ import annotations

import os
from pathlib import Path

_PROC = Path("/proc")
known = _PROC.joinpath("self/stat").exists()
_TICK = os.sysconf("SC_CLK_TCK") if known else 100


def family(root: int) -> list[int]:
    """A process and all that descend from it."""
    children: dict[int, list[int]] = {}
    for entry in _PROC.iterdir():
        if entry.name.isdigit():
            fields = _fields(int(entry.name))
            if fields:
                children.setdefault(int(fields[1]), []).append(int(entry.name))
    found = [root]
    for pid in found:
        found += children.get(pid, [])
    return found


def workers(root: int) -> list[int]:
    """Those of a family that serve: not a master, nor the helper that Python starts beside processes of its own."""
    pids = family(root)
    parents = {int(fields[1]) for pid in pids if (fields := _fields(pid))}
    return [pid for pid in pids if not (pid == root and pid in parents) and b"resource_tracker" not in _command(pid)]


def threads(pids: list[int]) -> int:
    return sum(int(fields[17]) for pid in pids if (fields := _fields(pid)))


def computed(pids: list[int]) -> float:
    """Seconds that the processes have spent on a core, in Python and in the kernel."""
    return sum(int(fields[11]) + int(fields[12]) for pid in pids if (fields := _fields(pid))) / _TICK


def _fields(pid: int) -> list[str]:
    """/proc/PID/stat from the state on; empty of a process that is gone."""
    try:
        return (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _command(pid: int) -> bytes:
    try:
        return (_PROC / str(pid) / "cmdline").read_bytes()
    except OSError:
        return b""
