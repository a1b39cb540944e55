"""State of the standard library that CPython keeps once per process, where one interpreter holds all processes.

Modules of the standard library are shared by the machine's processes; the few attributes that differ are swapped.
"""

from __future__ import annotations

import sys
from _weakrefset import WeakSet
from collections.abc import Callable
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

#: Holder ("module" or "module:class") -> attribute -> value.
State = dict[str, dict[str, Any]]


def _inherited_atexits() -> list[Any]:
    threading = sys.modules.get("threading")
    return list(getattr(threading, "_threading_atexits", ()))


#: What a new process starts with.
_FRESH: dict[str, dict[str, Callable[[], Any]]] = {
    "threading": {
        "_active": dict,
        "_limbo": dict,
        "_dangling": WeakSet,
        "_main_thread": lambda: None,
        "_counter": lambda: count(1).__next__,
        "_threading_atexits": _inherited_atexits,
        "_SHUTTING_DOWN": bool,
        "excepthook": lambda: sys.modules["threading"].__excepthook__,
    },
    "sys": {
        "stdout": lambda: sys.__stdout__,
        "stderr": lambda: sys.__stderr__,
        "excepthook": lambda: sys.__excepthook__,
        "unraisablehook": lambda: sys.__unraisablehook__,
    },
    "concurrent.futures.thread": {"_threads_queues": WeakKeyDictionary, "_shutdown": bool},
    "weakref:finalize": {"_registry": dict, "_shutdown": bool, "_registered_with_atexit": bool},
}


def _holder(name: str) -> Any:
    module, _, inner = name.partition(":")
    found = sys.modules.get(module)
    return getattr(found, inner) if inner and found is not None else found


def fresh_state() -> State:
    """The state of a process that starts."""
    return {holder: {name: make() for name, make in names.items()} for holder, names in _FRESH.items()}


def install_state(state: State) -> None:
    """Makes `state` what the standard library sees."""
    for name, values in state.items():
        holder = _holder(name)
        if holder is not None:
            for attribute, value in values.items():
                setattr(holder, attribute, value)


def take_state(state: State) -> None:
    """Notes in `state` what the standard library has now; only attributes that it names already."""
    for name, values in state.items():
        holder = _holder(name)
        if holder is not None:
            for attribute in values:
                values[attribute] = getattr(holder, attribute)


class _ActiveThreads:
    """`threading._active` of whichever process runs, for code that bound the dict when it was imported."""

    def get(self, ident: int) -> Any:
        return sys.modules["threading"].__dict__["_active"].get(ident)

    def pop(self, ident: int, default: Any = None) -> Any:
        return sys.modules["threading"].__dict__["_active"].pop(ident, default)


def follow_active_threads() -> None:
    """Lets the record of a thread that `threading` did not start go with the thread, in every process."""
    import threading

    forget: Any = threading.__dict__["_DeleteDummyThreadOnDel"].__del__
    lock, _ = forget.__defaults__
    forget.__defaults__ = (lock, _ActiveThreads())
