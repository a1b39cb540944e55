"""The `_multiprocessing` module: the locks and semaphores on which `multiprocessing` builds its own, queues and pools.

Semantics follow CPython's Modules/_multiprocessing/semaphore.c. Beside it `_posixshmem`, which the package asks for.
"""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable
from itertools import count
from types import FrameType, ModuleType, TracebackType
from typing import Any

from world.kernel.semaphores import Semaphore, Semaphores
from world.kernel.time_units import nanoseconds

#: Between code that takes a lock and this module.
_OWN = (__name__, "multiprocessing.synchronize")
_RECURSIVE_MUTEX, _SEMAPHORE = range(2)
#: Linux's.
_MOST = 2**31 - 1


def make_multiprocessing_module(semaphores: Semaphores, get_ident: Callable[[], int]) -> ModuleType:
    """A module with the interface of `_multiprocessing`. `get_ident` tells threads apart, of whichever process."""
    scheduler = semaphores.scheduler
    handles = count(1)

    class SemLock:
        """What one process has of a semaphore: who of its threads took it, and how often."""

        SEM_VALUE_MAX = _MOST

        def __init__(self, kind: int, value: int, maxvalue: int, name: str, unlink: bool) -> None:
            if kind not in (_RECURSIVE_MUTEX, _SEMAPHORE):
                raise ValueError("unrecognized kind")
            self._open(kind, maxvalue, None if unlink else name, semaphores.create(name, value))
            if unlink:
                semaphores.unlink(name)

        def _open(self, kind: int, maxvalue: int, name: str | None, semaphore: Semaphore) -> None:
            self.kind = kind
            self.maxvalue = maxvalue
            self.name = name
            self.handle = next(handles)
            self._semaphore = semaphore
            self._taken = 0
            self._taker = 0

        @classmethod
        def _rebuild(cls, handle: int, kind: int, maxvalue: int, name: str) -> SemLock:
            """The same semaphore in another process."""
            lock: SemLock = cls.__new__(cls)
            lock._open(kind, maxvalue, name, semaphores.open(name))
            return lock

        def acquire(self, block: bool = True, timeout: float | None = None) -> bool:
            if self.kind == _RECURSIVE_MUTEX and self._is_mine():
                self._taken += 1
                return True
            if not block:
                taken = self._semaphore.try_take()
            else:
                until = None if timeout is None else scheduler.after(nanoseconds(max(0.0, float(timeout))))
                taken = self._semaphore.take(until, self._what())
            if taken:
                self._taken += 1
                self._taker = get_ident()
                if self.maxvalue == 1:
                    self._note_taker()
            return taken

        def _note_taker(self) -> None:
            caller: FrameType | None = sys._getframe(2)
            while caller is not None and caller.f_globals.get("__name__") in _OWN:
                caller = caller.f_back
            if caller is not None:
                self._semaphore.note_taker(caller.f_code, caller.f_lasti)

        def _what(self) -> str:
            if self.kind == _RECURSIVE_MUTEX:
                return "multiprocessing.RLock"
            return "multiprocessing.Lock" if self.maxvalue == 1 else "multiprocessing.Semaphore"

        def release(self) -> None:
            if self.kind == _RECURSIVE_MUTEX:
                if not self._is_mine():
                    raise AssertionError("attempt to release recursive lock not owned by thread")
                if self._taken > 1:
                    self._taken -= 1
                    return
            elif self._semaphore.value >= self.maxvalue:
                raise ValueError("semaphore or lock released too many times")
            self._semaphore.give()
            self._taken -= 1

        def __enter__(self) -> bool:
            return self.acquire()

        def __exit__(
            self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
        ) -> None:
            self.release()

        def _count(self) -> int:
            return self._taken

        def _is_mine(self) -> bool:
            return self._taken > 0 and self._taker == get_ident()

        def _get_value(self) -> int:
            return self._semaphore.value

        def _is_zero(self) -> bool:
            return not self._semaphore.value

        def _after_fork(self) -> None:
            self._taken = 0

    def sem_unlink(name: str, /) -> None:
        semaphores.unlink(name)

    SemLock.__module__ = sem_unlink.__module__ = "_multiprocessing"
    SemLock.__qualname__, sem_unlink.__qualname__ = "SemLock", "sem_unlink"
    module = ModuleType("_multiprocessing")
    contents: dict[str, Any] = {"SemLock": SemLock, "sem_unlink": sem_unlink, "flags": {"HAVE_SEM_OPEN": 1}}
    module.__dict__.update(contents)
    return module


def make_shared_memory_module() -> ModuleType:
    """`_posixshmem`: there is none, for two mappings of one file of the virtual disk are two copies."""

    def refused(name: str) -> Callable[..., Any]:
        def function(*args: Any, **kwargs: Any) -> Any:
            raise OSError(errno.ENOSYS, f"{name} is not available on the virtual machine")

        function.__module__, function.__name__, function.__qualname__ = "_posixshmem", name, name
        return function

    module = ModuleType("_posixshmem")
    module.__dict__.update({name: refused(name) for name in ("shm_open", "shm_unlink")})
    return module
