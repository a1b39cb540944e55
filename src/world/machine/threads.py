"""The `_thread` module on green threads.

Everything above it (threading, queue, concurrent.futures, AnyIO's and asgiref's threads) is the published code.
Semantics follow the documentation of `_thread`; a released lock passes to the longest waiter, so nobody starves.
"""

from __future__ import annotations

import sys
import weakref
from collections import deque
from collections.abc import Callable
from types import ModuleType, TracebackType
from typing import TYPE_CHECKING, Any

from world.machine.scheduler import Green, Scheduler, nanoseconds

if TYPE_CHECKING:
    from world.machine.processes import Process

TIMEOUT_MAX = 9223372036.0
_SMALLEST_STACK = 32768
_get = object.__getattribute__
_set = object.__setattr__


def deadline_of(scheduler: Scheduler, blocking: bool, timeout: float) -> int | None:
    """When a lock's acquire gives up; None for never. ValueError and OverflowError as `_thread.lock.acquire` raises them."""
    if not blocking and timeout != -1:
        raise ValueError("can't specify a timeout for a non-blocking call")
    if timeout == -1:
        return None
    if timeout != timeout:
        raise ValueError("Invalid value NaN (not a number)")
    if timeout < 0:
        raise ValueError("timeout value must be a non-negative number")
    if timeout > TIMEOUT_MAX:
        raise OverflowError("timeout value is too large")
    return scheduler.now + nanoseconds(timeout)


def make_thread_module(scheduler: Scheduler, real: ModuleType) -> ModuleType:
    """A module with the interface of `_thread` whose threads and locks live on `scheduler`."""
    module = ModuleType("_thread", real.__doc__)
    ident_of_outside = real.get_ident()

    class lock:
        """A mutual exclusion lock; any thread may release it."""

        __slots__ = ("__weakref__", "_held", "_waiters")

        def __init_subclass__(cls) -> None:
            raise TypeError("type '_thread.lock' is not an acceptable base type")

        def __init__(self) -> None:
            self._held = False
            self._waiters: deque[Green] | None = None

        def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
            until = None if timeout == -1 else deadline_of(scheduler, blocking, timeout)
            if not self._held:
                self._held = True
                return True
            if not blocking or until == scheduler.now:
                return False
            return self._wait(until)

        def _wait(self, until: int | None) -> bool:
            me = scheduler.current
            assert me is not None, "a lock is held for ever: no thread is running that could release it"
            if self._waiters is None:
                self._waiters = deque()
            waiters = self._waiters
            waiters.append(me)
            try:
                while True:
                    scheduler.park(until, "lock", "threading.Lock")
                    if me not in waiters:
                        return True
                    if until is not None and scheduler.now >= until:
                        return False
            finally:
                if me in waiters:
                    waiters.remove(me)

        def release(self) -> None:
            if not self._held:
                raise RuntimeError("release unlocked lock")
            waiters = self._waiters
            while waiters:
                if scheduler.wake(waiters.popleft()):
                    return
            self._held = False

        def locked(self) -> bool:
            return self._held

        acquire_lock = acquire
        release_lock = release
        locked_lock = locked
        __enter__ = acquire

        def __exit__(
            self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
        ) -> None:
            self.release()

        def _at_fork_reinit(self) -> None:
            self._held = False
            self._waiters = None

        def __repr__(self) -> str:
            held = "locked" if self._held else "unlocked"
            return f"<{held} _thread.lock object at {id(self):#x}>"

    class RLock:
        """A lock that its owner may acquire again."""

        __slots__ = ("__weakref__", "_count", "_lock", "_owner")

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            if args or kwargs:
                import warnings

                message = "Passing arguments to RLock is deprecated and will be removed in 3.15"
                warnings.warn(message, DeprecationWarning, stacklevel=2)
            self._lock = lock()
            self._owner: int | None = None
            self._count = 0

        def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
            me = get_ident()
            if self._owner == me:
                deadline_of(scheduler, blocking, timeout)
                self._count += 1
                return True
            if self._lock.acquire(blocking, timeout):
                self._owner = me
                self._count = 1
                return True
            return False

        def release(self) -> None:
            if self._owner != get_ident():
                raise RuntimeError("cannot release un-acquired lock")
            self._count -= 1
            if not self._count:
                self._owner = None
                self._lock.release()

        __enter__ = acquire

        def __exit__(
            self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
        ) -> None:
            self.release()

        def locked(self) -> bool:
            return self._lock.locked()

        def _is_owned(self) -> bool:
            return self._owner == get_ident()

        def _recursion_count(self) -> int:
            return self._count if self._owner == get_ident() else 0

        def _release_save(self) -> tuple[int, int | None]:
            if self._count == 0:
                raise RuntimeError("cannot release un-acquired lock")
            state = (self._count, self._owner)
            self._count, self._owner = 0, None
            self._lock.release()
            return state

        def _acquire_restore(self, state: tuple[int, int | None]) -> None:
            self._lock.acquire()
            self._count, self._owner = state

        def _at_fork_reinit(self) -> None:
            self.__init__()  # type: ignore[misc]

        def __repr__(self) -> str:
            held = "locked" if self._lock.locked() else "unlocked"
            name = f"{type(self).__module__}.{type(self).__qualname__}"
            return f"<{held} {name} object owner={self._owner or 0} count={self._count} at {id(self):#x}>"

    class _ThreadHandle:
        """A handle on one thread: join it, ask whether it is done."""

        __slots__ = ("__weakref__", "_done", "_green", "ident")

        def __init__(self) -> None:
            self._green: Green | None = None
            self._done = False
            self.ident = 0

        def is_done(self) -> bool:
            return self._done or (self._green is not None and self._green.done)

        def _set_done(self) -> None:
            if self._green is None and not self.ident:
                raise RuntimeError("thread not started")
            self._done = True

        def join(self, timeout: float | None = None) -> None:
            if self._green is None and not self._done:
                raise RuntimeError("thread not started")
            if self.is_done():
                return
            me = scheduler.current
            if self._green is me:
                raise RuntimeError("Cannot join current thread")
            if timeout is None or timeout < 0:
                until = None
            elif timeout > TIMEOUT_MAX:
                raise OverflowError("timeout value is too large")
            else:
                until = scheduler.now + nanoseconds(timeout)
            assert self._green is not None and me is not None
            self._green.joiners.append(me)
            while not self.is_done() and (until is None or scheduler.now < until):
                scheduler.park(until, "join", "Thread.join")

        def __repr__(self) -> str:
            return f"<_thread._ThreadHandle object: ident={self.ident}>"

    def get_ident() -> int:
        green = scheduler.current
        return ident_of_outside if green is None else green.ident

    def here(instance: Any) -> None:
        """Makes the calling thread's dict the instance's `__dict__`, creating it at the first use in this thread."""
        green = scheduler.current
        if _get(instance, "_local__thread") is green and green is not None:
            return
        dicts: dict[Green | None, dict[str, Any]] = _get(instance, "_local__dicts")
        own = dicts.get(green)
        _set(instance, "_local__thread", green)
        if own is not None:
            _set(instance, "__dict__", own)
            return
        own = dicts[green] = {}
        _set(instance, "__dict__", own)
        if green is not None:
            green.locals.append(weakref.ref(instance))
        args, kwargs = _get(instance, "_local__args")
        type(instance).__init__(instance, *args, **kwargs)
        # What __init__ did may have let other threads use the instance.
        _set(instance, "_local__thread", green)
        _set(instance, "__dict__", own)

    class local:
        """Attributes that every thread has for itself; a subclass's `__init__` runs once per thread."""

        __slots__ = ("__dict__", "__weakref__", "_local__args", "_local__dicts", "_local__thread")

        def __new__(cls, /, *args: Any, **kwargs: Any) -> Any:
            if (args or kwargs) and cls.__init__ is object.__init__:
                raise TypeError("Initialization arguments are not supported")
            instance = object.__new__(cls)
            own: dict[str, Any] = {}
            green = scheduler.current
            _set(instance, "_local__dicts", {green: own})
            _set(instance, "_local__args", (args, kwargs))
            _set(instance, "_local__thread", green)
            _set(instance, "__dict__", own)
            if green is not None:
                green.locals.append(weakref.ref(instance))
            return instance

        def __getattribute__(self, name: str) -> Any:
            here(self)
            return _get(self, name)

        def __setattr__(self, name: str, value: Any) -> None:
            if name == "__dict__":
                raise AttributeError(f"{type(self).__name__!r} object attribute '__dict__' is read-only")
            here(self)
            _set(self, name, value)

        def __delattr__(self, name: str) -> None:
            if name == "__dict__":
                raise AttributeError(f"{type(self).__name__!r} object attribute '__dict__' is read-only")
            here(self)
            object.__delattr__(self, name)

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
        green = scheduler.create(function, process())
        handle._green = green
        handle.ident = green.ident
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
                sys.unraisablehook(_Unraisable(error, f"Exception ignored in thread started by {function!r}"))

        return start_joinable_thread(body).ident

    def exit() -> None:
        raise SystemExit

    def interrupt_main(signum: int = 2, /) -> None:
        if not 1 <= signum <= 64:
            raise ValueError("signal number out of range")
        owner = process()
        # Only what Python handles can be simulated; the default actions are the system's.
        if callable(owner.handlers.get(signum)):
            owner.send_signal(signum)
            scheduler.deliver_signals()

    def stack_size(size: int = 0, /) -> int:
        if size < 0 or 0 < size < _SMALLEST_STACK:
            raise ValueError(f"size not valid: {size} bytes")
        previous, module._stack_size = module._stack_size, size  # type: ignore[attr-defined]
        return previous

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
        for green in list(process().greens):
            while not green.done and green is not scheduler.current:
                green.joiners.append(scheduler.current)  # type: ignore[arg-type]
                scheduler.park(None, "join", "Thread.join")

    for value in (lock, RLock, _ThreadHandle, local):
        value.__module__ = "_thread"
        value.__qualname__ = value.__name__
    local.__name__ = local.__qualname__ = "_local"
    module.__dict__.update(
        TIMEOUT_MAX=TIMEOUT_MAX,
        LockType=lock,
        lock=lock,
        RLock=RLock,
        _local=local,
        _ThreadHandle=_ThreadHandle,
        _is_main_interpreter=lambda: True,
        _stack_size=0,
        allocate=lock,
        allocate_lock=lock,
        daemon_threads_allowed=lambda: True,
        error=RuntimeError,
        exit_thread=exit,
        start_new=start_new_thread,
        get_native_id=get_ident,
    )
    for function in (
        _count,
        _get_main_thread_ident,
        _make_thread_handle,
        _shutdown,
        exit,
        get_ident,
        interrupt_main,
        stack_size,
        start_joinable_thread,
        start_new_thread,
    ):
        function.__module__ = "_thread"
        function.__qualname__ = function.__name__
        module.__dict__[function.__name__] = function
    return module


class _Unraisable:
    """What `sys.unraisablehook` reads."""

    def __init__(self, error: BaseException, message: str) -> None:
        self.exc_type = type(error)
        self.exc_value = error
        self.exc_traceback = error.__traceback__
        self.err_msg = message
        self.object = None


def forget_locals(green: Green) -> None:
    """Drops the thread-local data of a thread that ended."""
    references, green.locals = green.locals, []
    for reference in references:
        instance = reference()
        if instance is not None:
            _get(instance, "_local__dicts").pop(green, None)
