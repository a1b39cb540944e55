"""What CPython and its standard library keep once per process, where one interpreter holds all processes.

The modules themselves are shared (what is private to each process is in image.py). This file lists what differs between
processes: where it is kept, and what a new process begins with. It is swapped when a thread of another process comes to run.
What is shared on purpose, and why, is in docs/processes.md; what belongs to the system rather than to the interpreter (directory,
environment, umask, limits, signals, descriptors) is with the process and its image.
"""

from __future__ import annotations

import sys
from _weakrefset import WeakSet
from collections.abc import Callable, Iterable
from contextlib import suppress
from itertools import count
from operator import itemgetter
from typing import Any
from weakref import WeakKeyDictionary, WeakValueDictionary

from world.kernel.after_import import AfterImport

#: From a value of the parent to the value of a child: what `fork` would copy, as far as the copy can be told from the original.
Copy = Callable[[Any], Any]


def _same(value: Any) -> Any:
    """For what nobody changes in place."""
    return value


def _anew(make: Callable[[], Any]) -> Copy:
    """For what the standard library itself begins anew in a child, and for what a copy would tie to the parent."""
    return lambda value: make()


def _nothing() -> None:
    return None


def _weak_values(value: Any) -> Any:
    return WeakValueDictionary(value)


def _lock(value: Any) -> Any:
    return sys.modules["threading"].Lock()


def _rlock(value: Any) -> Any:
    return sys.modules["threading"].RLock()


def _anew_of_its_type(value: Any) -> Any:
    return type(value)()


#: "module" or "module:attribute.attribute" -> name -> what a new process has under it. A module that nobody imported counts from when
#: somebody does.
_TABLE: dict[str, dict[str, Copy]] = {
    "sys": {
        **dict.fromkeys(("stdin", "stdout", "stderr", "excepthook", "unraisablehook", "displayhook"), _same),
        **dict.fromkeys(("breakpointhook", "dont_write_bytecode", "pycache_prefix"), _same),
        **dict.fromkeys(("meta_path", "path_hooks"), list),
        "path_importer_cache": dict,
    },
    "threading": {
        **dict.fromkeys(("_active", "_limbo"), _anew(dict)),
        "_active_limbo_lock": _rlock,
        "_dangling": _anew(WeakSet),
        "_main_thread": _anew(_nothing),
        "_counter": _anew(lambda: count(1).__next__),
        "_threading_atexits": list,
        "_SHUTTING_DOWN": _anew(bool),
        **dict.fromkeys(("excepthook", "_profile_hook", "_trace_hook"), _same),
    },
    "concurrent.futures.thread": {
        "_threads_queues": _anew(WeakKeyDictionary),
        "_shutdown": _anew(bool),
        "_global_shutdown_lock": _lock,
    },
    "weakref:finalize": {"_registry": _anew(dict), "_shutdown": _anew(bool), "_registered_with_atexit": _anew(bool)},
    "warnings": {
        "filters": list,
        "onceregistry": dict,
        **dict.fromkeys(("defaultaction", "showwarning", "formatwarning", "_showwarnmsg_impl"), _same),
    },
    "logging": {
        **dict.fromkeys(("_levelToName", "_nameToLevel"), dict),
        "_handlers": _weak_values,
        "_handlerList": list,
        "_lock": _rlock,
        **dict.fromkeys(("raiseExceptions", "lastResort", "_defaultLastResort", "_warnings_showwarning"), _same),
        **dict.fromkeys(("_loggerClass", "_logRecordFactory", "logThreads", "logProcesses"), _same),
        **dict.fromkeys(("logMultiprocessing", "logAsyncioTasks"), _same),
    },
    "logging:root.manager": dict.fromkeys(
        ("_disable", "loggerClass", "logRecordFactory", "emittedNoHandlerWarning"), _same
    ),
    "asyncio.events": {"_event_loop_policy": _same},
    "tempfile": {"tempdir": _same, "_name_sequence": _same},
    # Made anew when it is asked for: its tables are tied to each other.
    "mimetypes": {"_db": _anew(_nothing), "inited": _anew(bool), "knownfiles": list},
    "urllib.request": {"_opener": _same},
    "ssl": dict.fromkeys(("_create_default_https_context", "_create_stdlib_context"), _same),
    "http.client:HTTPConnection": {"debuglevel": _same},
    "gettext": {"_current_domain": _same, "_localedirs": dict},
    "zoneinfo._tzpath": {"TZPATH": _same},
    "calendar:c": {"_firstweekday": _same},
    "decimal:DefaultContext": dict.fromkeys(("prec", "rounding", "Emin", "Emax", "capitals", "clamp"), _same),
    "concurrent.futures.process": {"_threads_wakeups": _anew(WeakKeyDictionary), "_global_shutdown": _anew(bool)},
    "multiprocessing.util": {
        "_afterfork_registry": _anew(WeakValueDictionary),
        "_exiting": _anew(bool),
        **dict.fromkeys(("_logger", "_log_to_stderr"), _same),
    },
    "multiprocessing.heap:BufferWrapper": {"_heap": _anew_of_its_type},
    "multiprocessing.process": {
        "ORIGINAL_DIR": _same,
        "_current_process": _anew_of_its_type,
        "_parent_process": _anew(_nothing),
        "_children": _anew(set),
        "_process_counter": _anew(lambda: count(1)),
        "_dangling": _anew(WeakSet),
    },
    "multiprocessing.context:_default_context": {"_actual_context": _same},
}

#: Set through functions: where, the one that tells the value, the one that sets it.
_SETTINGS: tuple[tuple[str, str, str], ...] = (
    ("sys", "getrecursionlimit", "setrecursionlimit"),
    ("sys", "get_int_max_str_digits", "set_int_max_str_digits"),
    ("sys", "getswitchinterval", "setswitchinterval"),
    ("csv", "field_size_limit", "field_size_limit"),
)

#: Dictionaries that other code holds on to: their contents change, they stay.
_CONTENTS: tuple[tuple[str, str], ...] = (
    ("sqlite3", "adapters"),
    ("sqlite3", "converters"),
    ("multiprocessing.util", "_finalizer_registry"),
)


#: Functions of `random` that are methods of one generator.
_DRAWING = (
    "seed random uniform triangular randint choice randrange sample shuffle choices normalvariate lognormvariate expovariate "
    "vonmisesvariate gammavariate gauss betavariate binomialvariate paretovariate weibullvariate "
    "getstate setstate getrandbits randbytes"
)
_MISSING = object()


class _Holder:
    """One row of the table: reads and writes its names at once."""

    def __init__(self, where: str, names: Iterable[str]) -> None:
        self.where = where
        self.module, _, path = where.partition(":")
        self.path = path.split(".") if path else []
        self.names = tuple(names)
        self._pick: Callable[[dict[str, Any]], Any] = itemgetter(*self.names)
        self._one = len(self.names) == 1
        #: Whether a name was missing when somebody looked.
        self._gaps = False

    def copy(self, values: tuple[Any, ...]) -> tuple[Any, ...]:
        """What a child has of `values`."""
        raise NotImplementedError

    def find(self) -> Any:
        """What holds the names now: a namespace, or an object that has none. None while the module is not imported."""
        found: Any = sys.modules.get(self.module)
        if found is None:
            return None
        for name in self.path:
            found = getattr(found, name, None)
        space = getattr(found, "__dict__", None)
        return space if type(space) is dict else found

    def take(self, holder: Any) -> tuple[Any, ...]:
        if type(holder) is not dict:
            return tuple([getattr(holder, name) for name in self.names])
        try:
            picked = self._pick(holder)
        except KeyError:
            # Deleted by somebody, or another version of Python has no such thing.
            self._gaps = True
            return tuple([holder.get(name, _MISSING) for name in self.names])
        return (picked,) if self._one else picked

    def put(self, holder: Any, values: tuple[Any, ...]) -> None:
        if type(holder) is not dict:
            for name, value in zip(self.names, values, strict=True):
                setattr(holder, name, value)
            return
        holder.update(zip(self.names, values, strict=True))
        if self._gaps:
            for name, value in zip(self.names, values, strict=True):
                if value is _MISSING:
                    del holder[name]


class _Names(_Holder):
    """Names that are copied one by one."""

    def __init__(self, where: str, copies: dict[str, Copy]) -> None:
        super().__init__(where, copies)
        self._copies = tuple(copies.values())

    def copy(self, values: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(
            value if value is None or value is _MISSING else make(value)
            for make, value in zip(self._copies, values, strict=True)
        )


class _Generator(_Holder):
    """The generator behind the functions of `random`: a child has one of its own, in the same state."""

    def __init__(self) -> None:
        super().__init__("random", ("_inst", *_DRAWING.split()))

    def copy(self, values: tuple[Any, ...]) -> tuple[Any, ...]:
        parent = values[0]
        own = type(parent)()
        own.setstate(parent.getstate())
        return self.of(own)

    def of(self, generator: Any) -> tuple[Any, ...]:
        return (generator, *(getattr(generator, name, _MISSING) for name in self.names[1:]))


_GENERATOR = _Generator()
_HOLDERS: tuple[_Holder, ...] = (*(_Names(where, copies) for where, copies in _TABLE.items()), _GENERATOR)


def _locale() -> str | None:
    module = sys.modules.get("locale")
    return None if module is None else module.setlocale(module.LC_ALL)


class ProcessState:
    """One process's values of everything that the table lists."""

    def __init__(self, first: ProcessState | None) -> None:
        #: What the interpreter began with; it fills in for modules that were imported since.
        self._first = first if first is not None else self
        self._values: dict[str, tuple[Any, ...]] = {}
        self._settings: dict[str, Any] = {}
        self._contents: dict[str, dict[Any, Any]] = {}

    @classmethod
    def taken(cls) -> ProcessState:
        """What is in the interpreter now, before any process ran."""
        state = cls(None)
        state.take()
        return state

    def copied(self) -> ProcessState:
        """What a child begins with."""
        copy = ProcessState(self._first)
        for holder in _HOLDERS:
            values = self._values.get(holder.where)
            if values is not None:
                copy._values[holder.where] = holder.copy(values)
        copy._settings = dict(self._settings)
        copy._contents = {name: dict(contents) for name, contents in self._contents.items()}
        return copy

    def seed(self, seed: int | str) -> None:
        """Gives the process a generator of its own behind the functions of `random`, as a new interpreter has one."""
        random = sys.modules.get("random")
        if random is not None:
            self._values[_GENERATOR.where] = _GENERATOR.of(random.Random(seed))

    def note_imports(self) -> AfterImport:
        """A finder that has modules of the table noted when they are imported."""
        names = {holder.module for holder in _HOLDERS} | {row[0] for row in (*_SETTINGS, *_CONTENTS)}
        return AfterImport(names, self.note_import)

    def note_import(self, name: str) -> None:
        """Notes what a module has that was imported just now, before whoever imported it can change it: what programs begin with."""
        for holder in _HOLDERS:
            if holder.module == name:
                self._values[holder.where] = holder.take(holder.find())
        for module, get, _ in _SETTINGS:
            if module == name:
                self._settings[get] = getattr(sys.modules[name], get)()
        for module, attribute in _CONTENTS:
            if module == name:
                self._contents[attribute] = dict(getattr(sys.modules[name], attribute))

    def take(self) -> None:
        """Notes what is in the interpreter now."""
        values, first = self._values, self._first._values
        for holder in _HOLDERS:
            found = holder.find()
            if found is not None:
                values[holder.where] = taken = holder.take(found)
                if holder.where not in first:
                    first[holder.where] = taken
        modules = sys.modules
        for module, get, _ in _SETTINGS:
            if module in modules:
                self._settings[get] = getattr(modules[module], get)()
                self._first._settings.setdefault(get, self._settings[get])
        self._settings["locale"] = _locale()
        for module, name in _CONTENTS:
            if module in modules:
                self._contents[name] = dict(getattr(modules[module], name))
                self._first._contents.setdefault(name, self._contents[name])

    def install(self) -> None:
        """Makes these values what the interpreter sees."""
        for holder in _HOLDERS:
            found = holder.find()
            if found is not None:
                values = self._values.get(holder.where) or self._of_first(holder, found)
                holder.put(found, values)
        modules = sys.modules
        for module, get, put in _SETTINGS:
            if module in modules:
                _set(modules[module], get, put, self._settings.get(get, self._first._settings.get(get)))
        own = self._settings.get("locale") or self._first._settings.get("locale")
        if own is not None and own != _locale():
            modules["locale"].setlocale(modules["locale"].LC_ALL, own)
        for module, name in _CONTENTS:
            if module in modules:
                contents = self._contents.get(name, self._first._contents.get(name, {}))
                seen = getattr(modules[module], name)
                if seen != contents:
                    seen.clear()
                    seen.update(contents)

    def _of_first(self, holder: _Holder, found: Any) -> tuple[Any, ...]:
        """For a module that this process sees for the first time."""
        first = self._first._values.setdefault(holder.where, holder.take(found))
        values = self._values[holder.where] = holder.copy(first)
        return values


def _set(module: Any, get: str, put: str, value: Any) -> None:
    if value is None or getattr(module, get)() == value:
        return
    # Whoever ran before may be on this stack, deeper than the limit. Then that comes with the next switch.
    with suppress(RecursionError):
        getattr(module, put)(value)


class _ActiveThreads:
    """`threading._active` of whichever process runs, for code that bound the dict when it was imported."""

    def get(self, ident: int) -> Any:
        return sys.modules["threading"].__dict__["_active"].get(ident)

    def pop(self, ident: int, default: Any = None) -> Any:
        return sys.modules["threading"].__dict__["_active"].pop(ident, default)


class _ActiveThreadsLock:
    """The lock beside it."""

    def __enter__(self) -> bool:
        return sys.modules["threading"].__dict__["_active_limbo_lock"].__enter__()  # type: ignore[no-any-return]  # a lock's

    def __exit__(self, *error: object) -> None:
        sys.modules["threading"].__dict__["_active_limbo_lock"].__exit__(*error)


def follow_active_threads() -> None:
    """Lets the record of a thread that `threading` did not start go with the thread, in every process."""
    import threading

    forget: Any = threading.__dict__["_DeleteDummyThreadOnDel"].__del__
    forget.__defaults__ = (_ActiveThreadsLock(), _ActiveThreads())
