"""`_thread._local`: attributes that every thread has for itself."""

from __future__ import annotations

import weakref
from typing import Any

from world.kernel.green_thread import GreenThread
from world.kernel.scheduler import Scheduler

_get = object.__getattribute__
_set = object.__setattr__


def make_local(scheduler: Scheduler) -> type[Any]:
    """The type `_thread._local`. An instance's `__dict__` is swapped when another thread than the last one uses it."""

    def here(instance: Any) -> None:
        """Makes the calling thread's dict the instance's `__dict__`, creating it at the first use in this thread."""
        green = scheduler.current
        if _get(instance, "_local__thread") is green and green is not None:
            return
        dicts: dict[GreenThread | None, dict[str, Any]] = _get(instance, "_local__dicts")
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

    return local


def forget_locals(green: GreenThread) -> None:
    """Drops the thread-local data of a thread that ends, in that thread: destructors run and may use locals again."""
    while green.locals:
        references, green.locals = green.locals, []
        for reference in references:
            instance = reference()
            if instance is None:
                continue
            if _get(instance, "_local__thread") is green:
                _set(instance, "_local__thread", None)
                _set(instance, "__dict__", {})
            _get(instance, "_local__dicts").pop(green, None)
