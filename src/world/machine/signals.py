"""The `_signal` module: handlers belong to a process and run in its main thread."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from types import ModuleType
from typing import Any

from world.machine.files import Files, error
from world.machine.processes import Process
from world.machine.scheduler import Scheduler

_SIGINT, _SIGPIPE, _SIGKILL, _SIGSTOP = 2, 13, 9, 19


def make_signal_module(scheduler: Scheduler, files: Files, real: ModuleType) -> ModuleType:
    """A module with the interface of `_signal`. Timers (`alarm`, `setitimer`) are as absent as in Pyodide."""
    module = ModuleType("_signal", real.__doc__)
    module.__dict__.update({name: value for name, value in vars(real).items() if not name.startswith("__")})

    def running() -> Process:
        assert scheduler.process is not None
        return scheduler.process

    def initial(signum: int) -> Any:
        return {_SIGINT: real.default_int_handler, _SIGPIPE: 1}.get(signum, 0)

    def check(signum: int) -> int:
        if not 1 <= signum <= 64:
            raise ValueError("signal number out of range")
        return int(signum)

    def signal(signum: int, handler: Any, /) -> Any:
        check(signum)
        process = running()
        if process.main is not scheduler.current:
            raise ValueError("signal only works in main thread of the main interpreter")
        if not callable(handler) and handler not in (0, 1):
            raise TypeError("signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object")
        if signum in (_SIGKILL, _SIGSTOP):
            raise error(errno.EINVAL)
        previous = process.handlers.get(int(signum), initial(int(signum)))
        process.handlers[int(signum)] = handler if callable(handler) else int(handler)
        return previous

    def getsignal(signum: int, /) -> Any:
        return running().handlers.get(check(signum), initial(int(signum)))

    def raise_signal(signum: int, /) -> None:
        process = running()
        process.send_signal(check(signum))
        scheduler.deliver_signals()

    def set_wakeup_fd(fd: int, /, *, warn_on_full_buffer: bool = True) -> int:
        process = running()
        if process.main is not scheduler.current:
            raise ValueError("set_wakeup_fd only works in main thread of the main interpreter")
        if fd != -1 and os.get_blocking(fd):
            raise ValueError(f"the fd {fd} must be in non-blocking mode")
        previous, process.wakeup_fd = process.wakeup_fd, fd
        return previous

    def wakeup(process: Process, signum: int) -> None:
        file = files.table.get(process.wakeup_fd)
        if file is not None:
            # It is non-blocking. When it is full, or nobody reads any more, the byte is lost.
            with suppress(OSError):
                file.write(bytes([signum]))

    def pause() -> None:
        scheduler.park(None, "blocking", "signal.pause")

    # Linux's values; Emscripten's differ.
    module.__dict__.update(SIG_DFL=0, SIG_IGN=1)
    files.processes.signal_wakeup = wakeup
    files.processes.initial_handlers = {_SIGINT: real.default_int_handler, _SIGPIPE: 1}
    module.__dict__.update(
        signal=signal,
        getsignal=getsignal,
        raise_signal=raise_signal,
        set_wakeup_fd=set_wakeup_fd,
        pause=pause,
        siginterrupt=lambda signum, flag, /: None,
        pthread_sigmask=lambda how, mask, /: set(),
        sigpending=set,
    )
    return module
