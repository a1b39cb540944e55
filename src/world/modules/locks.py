"""The locks of `_thread`. A released lock passes to the longest waiter, so nobody starves."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import CodeType, TracebackType
from typing import Any

from world.kernel.green_thread import GreenThread
from world.kernel.scheduler import Scheduler
from world.kernel.semaphores import Waiters
from world.kernel.time_units import nanoseconds

TIMEOUT_MAX = 9223372036.0


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
    return scheduler.after(nanoseconds(timeout))


def make_locks(scheduler: Scheduler, get_ident: Callable[[], int]) -> tuple[type[Any], type[Any]]:
    """The types `_thread.lock` and `_thread.RLock`."""

    class lock:
        """A mutual exclusion lock; any thread may release it."""

        # Who took it last, and where, is kept for whoever asks why nobody gets it. The frame itself would keep its variables alive.
        __slots__ = ("__weakref__", "_code", "_held", "_instruction", "_owner", "_waiters")

        def __init_subclass__(cls) -> None:
            raise TypeError("type '_thread.lock' is not an acceptable base type")

        def __init__(self) -> None:
            self._held = False
            self._owner: GreenThread | None = None
            self._code: CodeType | None = None
            self._instruction = 0
            self._waiters: Waiters | None = None

        def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
            until = None if timeout == -1 else deadline_of(scheduler, blocking, timeout)
            if self._held and (not blocking or until == scheduler.now or not self._wait(until)):
                return False
            self._held = True
            self._owner = scheduler.current
            caller = sys._getframe(1)
            self._code, self._instruction = caller.f_code, caller.f_lasti
            return True

        def _wait(self, until: int | None) -> bool:
            if self._waiters is None:
                self._waiters = Waiters(scheduler)
            return self._waiters.wait(until, "threading.Lock", self.release)

        def release(self) -> None:
            if not self._held:
                raise RuntimeError("release unlocked lock")
            if self._waiters is None or not self._waiters.grant():
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
            plain = self._lock
            if not plain.acquire(blocking, timeout):
                return False
            self._owner = me
            self._count = 1
            caller = sys._getframe(1)
            plain._code, plain._instruction = caller.f_code, caller.f_lasti
            return True

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
            self._lock._at_fork_reinit()
            self._owner, self._count = None, 0

        def __repr__(self) -> str:
            held = "locked" if self._lock.locked() else "unlocked"
            name = f"{type(self).__module__}.{type(self).__qualname__}"
            return f"<{held} {name} object owner={self._owner or 0} count={self._count} at {id(self):#x}>"

    return lock, RLock
