"""The `_thread` module on green threads.

Everything above it (threading, queue, concurrent.futures, AnyIO's and asgiref's threads) is the published code.
Semantics follow the documentation of `_thread`. Its locks are in locks.py, its `_local` in thread_local.py.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

from world import limits
from world.kernel.green_thread import GreenThread
from world.kernel.scheduler import Scheduler
from world.kernel.time_units import nanoseconds
from world.kernel.unraisable import report_unraisable
from world.modules.locks import TIMEOUT_MAX, make_locks
from world.modules.thread_local import make_local

if TYPE_CHECKING:
    from world.kernel.processes import Process

_SMALLEST_STACK = 32768
#: Bytes of a thread's name that Linux keeps.
_NAME_BYTES = 15


def make_thread_module(scheduler: Scheduler, real: ModuleType) -> ModuleType:
    """A module with the interface of `_thread` whose threads and locks live on `scheduler`."""
    module = ModuleType("_thread", real.__doc__)
    ident_of_outside = real.get_ident()

    class _ThreadHandle:
        """A handle on one thread: join it, ask whether it is done."""

        __slots__ = ("__weakref__", "_done", "_green", "ident")

        def __init__(self) -> None:
            self._green: GreenThread | None = None
            self._done = False
            self.ident = 0

        def is_done(self) -> bool:
            return self._done or (self._green is not None and self._green.done)

        def _set_done(self) -> None:
            if self._green is None and not self.ident:
                raise RuntimeError("thread not started")
            self._done = True
            for joiner in self._green.joiners if self._green is not None else ():
                scheduler.wake(joiner)

        def join(self, timeout: float | None = None) -> None:
            if self._green is None and not self._done:
                raise RuntimeError("thread not started")
            if self.is_done():
                return
            if self._green is scheduler.current:
                raise RuntimeError("Cannot join current thread")
            if timeout is None or timeout < 0:
                until = None
            elif timeout > TIMEOUT_MAX:
                raise OverflowError("timeout value is too large")
            else:
                until = scheduler.after(nanoseconds(timeout))
            wait_for_end(self, until)

        def __repr__(self) -> str:
            return f"<_thread._ThreadHandle object: ident={self.ident}>"

    def wait_for_end(handle: _ThreadHandle, until: int | None) -> None:
        green, me = handle._green, scheduler.current
        assert green is not None and me is not None
        green.joiners.append(me)
        try:
            while not handle.is_done() and (until is None or scheduler.now < until):
                scheduler.park(until, "join", "Thread.join")
        finally:
            # Once for this wait: the handler of a signal may wait for the same thread. Gone when the thread is done.
            if me in green.joiners:
                green.joiners.remove(me)

    def get_ident() -> int:
        green = scheduler.current
        return ident_of_outside if green is None else green.ident

    def process() -> Process:
        assert scheduler.process is not None, "threads belong to a process"
        return scheduler.process

    def start_joinable_thread(
        function: Callable[[], object], handle: _ThreadHandle | None = None, daemon: bool = True
    ) -> _ThreadHandle:
        if not callable(function):
            raise TypeError("thread function must be callable")
        if handle is None:
            handle = _ThreadHandle()
        elif not isinstance(handle, _ThreadHandle):
            raise TypeError("'handle' must be a _ThreadHandle")
        elif handle._green is not None:
            raise RuntimeError("thread already started")
        if process().machine.live_threads() >= limits.THREADS:
            raise RuntimeError("can't start new thread")
        green = scheduler.create(function, process())
        handle._green = green
        handle.ident = green.ident
        green.daemon = daemon
        scheduler.begin(green)
        return handle

    def start_new_thread(
        function: Callable[..., object], args: tuple[Any, ...], kwargs: dict[str, Any] | None = None, /
    ) -> int:
        if not callable(function):
            raise TypeError("first arg must be callable")
        if not isinstance(args, tuple):
            raise TypeError("2nd arg must be a tuple")
        if kwargs is not None and not isinstance(kwargs, dict):
            raise TypeError("optional 3rd arg must be a dictionary")

        def body() -> None:
            try:
                function(*args, **(kwargs or {}))
            except SystemExit:
                pass
            except BaseException as error:
                report_unraisable(error, f"Exception ignored in thread started by {function!r}")

        return start_joinable_thread(body).ident

    def exit() -> None:
        raise SystemExit

    def interrupt_main(signum: int = 2, /) -> None:
        if not 1 <= signum <= 64:
            raise ValueError("signal number out of range")
        signals = process().signals
        # Only what Python handles can be simulated; the default actions are the system's.
        if callable(signals.handlers.get(signum)):
            signals.trip(signum)
            scheduler.deliver_signals()

    def stack_size(size: int = 0, /) -> int:
        if size < 0:
            raise ValueError("size must be 0 or a positive value")
        if 0 < size < _SMALLEST_STACK:
            raise ValueError(f"size not valid: {size} bytes")
        settings = process().settings
        previous, settings.stack_size = settings.stack_size, size
        return previous

    def set_name(name: str) -> None:
        """The name that tools of the system show; `threading` keeps its own."""
        if not isinstance(name, str):
            raise TypeError(f"set_name() argument 'name' must be str, not {type(name).__name__}")
        green = scheduler.current
        if green is not None:
            green.name = name.encode(sys.getfilesystemencoding(), "replace").partition(b"\0")[0][:_NAME_BYTES]

    def _get_name() -> str:
        green = scheduler.current
        return "" if green is None else green.name.decode(sys.getfilesystemencoding(), "surrogateescape")

    def _count() -> int:
        return len(process().greens) - 1

    def _get_main_thread_ident() -> int:
        owner = scheduler.process
        return ident_of_outside if owner is None or owner.main is None else owner.main.ident

    def _make_thread_handle(ident: int) -> _ThreadHandle:
        handle = _ThreadHandle()
        handle.ident = ident
        owner = scheduler.process
        for green in owner.greens if owner is not None else ():
            if green.ident == ident:
                handle._green = green
        return handle

    def _shutdown() -> None:
        """Waits until all threads that are not daemons ended, also those that these start meanwhile."""
        me = scheduler.current
        while (green := next((one for one in process().greens if not one.daemon and one is not me), None)) is not None:
            wait_for_end(_make_thread_handle(green.ident), None)

    lock, rlock = make_locks(scheduler, get_ident)
    local = make_local(scheduler)
    for value in (lock, rlock, _ThreadHandle, local):
        value.__module__ = "_thread"
        value.__qualname__ = value.__name__
    local.__name__ = local.__qualname__ = "_local"
    functions: tuple[Any, ...] = (
        _count,
        _get_main_thread_ident,
        _get_name,
        _make_thread_handle,
        _shutdown,
        exit,
        get_ident,
        interrupt_main,
        set_name,
        stack_size,
        start_joinable_thread,
        start_new_thread,
    )
    for function in functions:
        assert isinstance(function, FunctionType)
        function.__module__ = "_thread"
        function.__qualname__ = function.__name__
        module.__dict__[function.__name__] = function
    module.__dict__.update(
        TIMEOUT_MAX=TIMEOUT_MAX,
        LockType=lock,
        lock=lock,
        RLock=rlock,
        _local=local,
        _NAME_MAXLEN=_NAME_BYTES,
        _ThreadHandle=_ThreadHandle,
        _is_main_interpreter=lambda: True,
        allocate=lock,
        allocate_lock=lock,
        daemon_threads_allowed=lambda: True,
        error=RuntimeError,
        exit_thread=exit,
        start_new=start_new_thread,
        get_native_id=get_ident,
    )
    return module
