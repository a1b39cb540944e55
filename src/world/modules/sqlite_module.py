"""SQLite on the machine: the `_sqlite3` module with the machine's threads, processes and time.

SQLite waits for another connection's lock by sleeping inside C, where nothing of the machine can run, the lock's holder
included. So C is told not to wait, and what SQLite's own busy handler does is done here, with the same pauses. Everything
above (sqlite3, Django's backend, SQLAlchemy, aiosqlite) is the published code.
"""

from __future__ import annotations

import warnings
import weakref
from typing import Any

from world.kernel.files import File, Files
from world.kernel.green_thread import GreenThread
from world.kernel.scheduler import Scheduler
from world.kernel.time_units import SECOND, nanoseconds

_MILLISECOND = SECOND // 1000
#: `sqliteDefaultBusyCallback` of SQLite's main.c: milliseconds from one try to the next, the last one again and again.
_PAUSES = (1, 2, 5, 10, 15, 20, 25, 25, 25, 50, 50, 100)
_DEPRECATED = (
    "Passing more than 1 positional argument to {}() is deprecated. Parameters 'timeout', 'detect_types', 'isolation_level', "
    "'check_same_thread', 'factory', 'cached_statements' and 'uri' will become keyword-only parameters in Python 3.15."
)


class Databases:
    """What the machine's programs have open in SQLite."""

    def __init__(self, scheduler: Scheduler, files: Files) -> None:
        self.scheduler = scheduler
        self.files = files

    def query(self, seconds: float) -> None:
        """Waits `seconds` for the answer of a database."""
        self._wait(self.scheduler.now + nanoseconds(seconds), "blocking", "database query")

    def sleep(self, seconds: float) -> None:
        """Waits `seconds` for whoever is in the way of a copy."""
        self._wait(self.scheduler.now + nanoseconds(seconds), "lock", "SQLite lock")

    def _wait(self, until: int, state: str, what: str) -> None:
        while self.scheduler.now < until:
            self.scheduler.park(until, state, what)

    def pause(self, tries: int, timeout: int) -> bool:
        """Waits for somebody's lock after the try number `tries`, from 0; False when `timeout` (milliseconds) is used up."""
        waited = sum(_PAUSES[:tries]) + max(0, tries - len(_PAUSES)) * _PAUSES[-1]
        left = timeout - waited
        if left <= 0:
            return False
        pause = min(left, _PAUSES[min(tries, len(_PAUSES) - 1)])
        self._wait(self.scheduler.now + pause * _MILLISECOND, "lock", "SQLite lock")
        return True

    def install(self, module: Any) -> None:
        """Puts the machine's connections and cursors into `module`, which is `_sqlite3`; call it before anything imports `sqlite3`."""
        from world.modules.sqlite_objects import make_sqlite_classes

        connection, cursor = make_sqlite_classes(self, module)

        def connect(*args: Any, **kwargs: Any) -> Any:
            warn_of_positions(args, "sqlite3.connect")
            factory = args[5] if len(args) > 5 else kwargs.get("factory", connection)
            return factory(*args, **kwargs)

        module.connect = connect
        module.Connection = connection
        module.Cursor = cursor
        # Compiled without support for threads; the machine's never run at the same time, so any use of them is safe.
        module.threadsafety = 3


def warn_of_positions(args: tuple[Any, ...], caller: str) -> None:
    """The DeprecationWarning that C gives to whoever called the caller of this, for more than one positional argument."""
    if len(args) > 1:
        warnings.warn(_DEPRECATED.format(caller), DeprecationWarning, stacklevel=3)


class OpenDatabase(File):
    """The file behind a connection: the system closes it, and so gives its locks back, when its process ends."""

    def __init__(self, files: Files, connection: Any) -> None:
        super().__init__(files)
        self.connection = weakref.ref(connection)

    def close(self) -> None:
        super().close()
        connection = self.connection()
        if connection is not None:
            connection._abandon()


class OneAtATime:
    """Lets one thread at a time use a connection, as its mutex does in SQLite, which also holds it while it waits for a lock."""

    def __init__(self, file: File) -> None:
        self._file = file
        self._inside: GreenThread | None = None

    def wait(self) -> None:
        """Returns when no other thread is inside."""
        if self._inside is not None and self._inside is not self._file.files.scheduler.current:
            self._file.wait(lambda: self._inside is None, None, "SQLite connection", "lock")

    def __enter__(self) -> None:
        self._inside = self._file.files.scheduler.current

    def __exit__(self, *exception: object) -> None:
        self._inside = None
        self._file.notify()
