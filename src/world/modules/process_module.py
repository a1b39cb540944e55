"""The parts of `posix` that are about processes: who one is, signals to others, waiting for children, ending."""

from __future__ import annotations

import errno
from collections.abc import Callable
from types import ModuleType
from typing import Any

from world.kernel.files import error
from world.kernel.processes import Process, Processes

_WNOHANG = 1
#: Need a second interpreter, or a shell.
_REFUSED = ("fork", "forkpty", "execv", "execve", "posix_spawn", "posix_spawnp", "system", "wait3", "wait4", "waitid")
_LAST_SIGNAL = 64


def process_functions(processes: Processes, real: ModuleType) -> dict[str, Any]:
    """The functions and constants by name. There is one user, root; every process leads a group of its own."""
    scheduler, cores = processes.scheduler, processes.cores
    real_sysconf = real.sysconf

    def running() -> Process:
        assert scheduler.process is not None
        return scheduler.process

    def getpid() -> int:
        return scheduler.process.pid if scheduler.process is not None else 1

    def getppid() -> int:
        parent = scheduler.process.parent if scheduler.process is not None else None
        return parent.pid if parent is not None and parent.exit_code is None else 1

    def kill(pid: int, signal: int, /) -> None:
        if not 0 <= signal <= _LAST_SIGNAL:
            raise error(errno.EINVAL)
        target = getpid() if pid == 0 else abs(pid)
        process = next((one for one in processes.table if one.pid == target), None)
        if process is None or (process.exit_code is not None and not process.is_zombie()):
            raise error(errno.ESRCH)
        if signal:
            process.send_signal(signal)
            scheduler.deliver_signals()

    def killpg(pgid: int, signal: int, /) -> None:
        kill(pgid, signal)

    def _exit(status: int) -> None:
        """Ends the process from any thread, without unwinding: the caller's stack is dropped here."""
        running().end(status & 0xFF)
        scheduler.deliver_signals()

    def abort() -> None:
        running().end(-6)
        scheduler.deliver_signals()

    def waitpid(pid: int, options: int, /) -> tuple[int, int]:
        owner, me = running(), scheduler.current
        assert me is not None
        while True:
            for child in owner.zombies:
                if pid in (-1, 0, child.pid, -child.pid):
                    owner.zombies.remove(child)
                    code = child.exit_code or 0
                    return child.pid, (code & 0xFF) << 8 if code >= 0 else -code
            children = (one for one in processes.table if one.parent is owner and one.exit_code is None)
            if not any(pid in (-1, 0, child.pid, -child.pid) for child in children):
                raise error(errno.ECHILD)
            if options & _WNOHANG:
                return 0, 0
            owner.waiting[me] = None
            try:
                scheduler.park(None, "blocking", "os.waitpid")
            finally:
                owner.waiting.pop(me, None)

    def wait() -> tuple[int, int]:
        return waitpid(-1, 0)

    def waitstatus_to_exitcode(status: int) -> int:
        return -(status & 0x7F) if status & 0x7F else status >> 8 & 0xFF

    def sched_yield() -> None:
        scheduler.yield_now("core", "os.sched_yield")
        cores.asks(False)

    counts_cores = {
        key for name in ("SC_NPROCESSORS_CONF", "SC_NPROCESSORS_ONLN") for key in (name, real.sysconf_names[name])
    }

    def sysconf(name: str | int, /) -> int:
        if name in counts_cores:
            return cores.count
        return int(real_sysconf(name))

    def refused(name: str) -> Callable[..., Any]:
        def function(*args: Any, **kwargs: Any) -> Any:
            raise OSError(errno.ENOSYS, f"os.{name} is not available on the virtual machine")

        function.__name__ = function.__qualname__ = name
        return function

    functions: dict[str, Any] = {
        function.__name__: function
        for function in (
            getpid,
            getppid,
            kill,
            killpg,
            _exit,
            abort,
            waitpid,
            wait,
            waitstatus_to_exitcode,
            sched_yield,
            sysconf,
        )
    }
    root = dict.fromkeys(("getuid", "geteuid", "getgid", "getegid"), lambda: 0)
    return {
        **functions,
        **root,
        **{name: refused(name) for name in _REFUSED},
        "getpgrp": lambda: getpid(),
        "getpgid": lambda pid: pid or getpid(),
        "cpu_count": lambda: cores.count,
        "process_cpu_count": lambda: cores.count,
        "sched_getaffinity": lambda pid: set(range(cores.count)),
        "WNOHANG": _WNOHANG,
        "WIFEXITED": lambda status: not status & 0x7F,
        "WEXITSTATUS": lambda status: status >> 8 & 0xFF,
        "WIFSIGNALED": lambda status: bool(status & 0x7F),
        "WTERMSIG": lambda status: status & 0x7F,
    }
