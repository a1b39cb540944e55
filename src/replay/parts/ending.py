"""Ends all that a process has started, however deep and in whatever session or process group, and removes what it wrote.

On Linux nothing gets away: whoever loses its parent becomes a child of the process that called `adopt_orphans`, so that every
process of a replay is found below it. Elsewhere `ps` is asked, which no longer knows whose a process was that has put itself into
the background; on Windows `taskkill` is.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any, NamedTuple

#: Seconds from SIGTERM to SIGKILL when a replay is stopped, and for which SIGKILL is repeated.
GRACE, LAST = 2, 10
#: Seconds between two looks at who is still there.
_LOOK = 0.02
_PR_SET_CHILD_SUBREAPER = 36


class Process(NamedTuple):
    pid: int
    parent: int
    group: int


def adopt_orphans() -> None:
    """From now on, on Linux, orphans among this process's descendants become its children."""
    if sys.platform == "linux":
        # Without it, whoever is in a process group that is known is ended all the same.
        with contextlib.suppress(ImportError, OSError, AttributeError):
            import ctypes

            ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def descendants(root: int) -> list[Process]:
    """All below a process that still run."""
    children: dict[int, list[Process]] = {}
    for process in _running():
        children.setdefault(process.parent, []).append(process)
    found = list(children.get(root, []))
    for process in found:
        found += children.get(process.pid, [])
    return found


def end_descendants(root: int, grace: float, pause: Callable[[float], bool]) -> list[Process]:
    """SIGTERM to all below a process, `grace` seconds later SIGKILL to those that are left. Answers whom even that did not end.

    `pause` waits for so many seconds, or answers True when there is no time for grace any more. This process then has no children of
    which it could ask the status.
    """
    if os.name == "nt":
        return []
    told: set[int] = set()
    limit = time.monotonic() + grace
    left = descendants(root)
    while left and time.monotonic() < limit:
        for process in left:
            if process.pid not in told:
                told.add(process.pid)
                _signal(os.kill, process.pid, signal.SIGTERM)
        if pause(_LOOK):
            break
        left = descendants(root)
    limit = time.monotonic() + LAST
    while left and time.monotonic() < limit:
        # By group too: a group is ended at once, also those of it that have just been born.
        for group in {process.group for process in left} - {os.getpgrp()}:
            _signal(os.killpg, group, signal.SIGKILL)
        for process in left:
            _signal(os.kill, process.pid, signal.SIGKILL)
        pause(_LOOK)
        left = descendants(root)
    # The statuses of those that were adopted, for which nobody else asks.
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    return left


def end_group(process: subprocess.Popen[bytes]) -> None:
    """SIGKILL to a program that was started with `OWN_GROUP` and to its process group, or to its tree on Windows."""
    if os.name == "nt":
        end_tree(process.pid)
    else:
        _signal(os.killpg, process.pid, signal.SIGKILL)
    if process.poll() is None:
        process.kill()
    process.wait()


def end_tree(pid: int) -> None:
    """Windows only."""
    quiet = subprocess.DEVNULL
    with contextlib.suppress(OSError):
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(pid)], stdin=quiet, stdout=quiet, stderr=quiet, check=False)


#: Options of Popen for a program that can be ended with all that it starts, and that Ctrl+C does not reach.
OWN_GROUP: dict[str, Any]
if sys.platform == "win32":
    OWN_GROUP = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
else:
    OWN_GROUP = {"start_new_session": True}


def remove(place: str) -> None:
    """Removes a directory with all that is in it, also what has been closed to its own owner."""
    with contextlib.suppress(OSError, RecursionError):
        _open_up(place)
    shutil.rmtree(place, ignore_errors=True)


def _open_up(directory: str) -> None:
    os.chmod(directory, 0o700)
    with os.scandir(directory) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                _open_up(entry.path)


def _signal(send: Callable[[int, int], None], whom: int, number: int) -> None:
    # It may be gone meanwhile, or be another's by `setuid`.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        send(whom, number)


def _running() -> list[Process]:
    """Every process of this machine that has not ended."""
    return _in_proc() if os.path.exists("/proc/self/stat") else _in_ps()


def _in_proc() -> list[Process]:
    found = []
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        with contextlib.suppress(OSError):
            with open(f"/proc/{entry}/stat", encoding="utf-8", errors="replace") as stat:
                state, parent, group, *rest = stat.read().rpartition(")")[2].split()
            # A main thread that has ended before the others looks like a process that has.
            if state not in "ZX" or int(rest[14]) > 1:
                found.append(Process(int(entry), int(parent), int(group)))
    return found


def _in_ps() -> list[Process]:
    words = ["ps", "-A", "-o", "pid=,ppid=,pgid=,stat="]
    with subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True) as ps:
        lines = ps.communicate()[0].splitlines()
    fields = [line.split() for line in lines]
    return [
        Process(int(pid), int(parent), int(group))
        for pid, parent, group, state in fields
        if not state.startswith("Z") and int(pid) != ps.pid
    ]
