"""SQLite on the machine: the `_sqlite3` module with the machine's threads, processes and time.

SQLite waits for another connection's lock by sleeping inside C, where nothing of the machine can run, the lock's holder
included. So C is told not to wait, and what SQLite's own busy handler does is done here, with the same pauses. Everything
above (sqlite3, Django's backend, SQLAlchemy, aiosqlite) is the published code.
"""

from __future__ import annotations

import re
import weakref
from collections.abc import Callable
from types import TracebackType
from typing import Any

from world.kernel.files import File, Files
from world.kernel.scheduler import Scheduler
from world.kernel.time_units import SECOND, nanoseconds

_MILLISECOND = SECOND // 1000
#: `sqliteDefaultBusyCallback` of SQLite's main.c: milliseconds from one try to the next, the last one again and again.
_PAUSES = (1, 2, 5, 10, 15, 20, 25, 25, 25, 50, 50, 100)
_BUSY = 5
#: Statements that read and write nothing, and begin a transaction without taking a lock.
_TAKES_NOTHING = re.compile(r"\s*(BEGIN|SAVEPOINT|RELEASE|PRAGMA)\b", re.IGNORECASE)
_COMMITS = re.compile(r"\s*(COMMIT|END|RELEASE)\b", re.IGNORECASE)
_TIMEOUT = re.compile(r"\bPRAGMA\s+busy_timeout\b(?:\s*[=(]\s*(\d+)\s*\)?)?", re.IGNORECASE)


class Databases:
    """What the machine's programs have open in SQLite."""

    def __init__(self, scheduler: Scheduler, files: Files) -> None:
        self.scheduler = scheduler
        self.files = files

    def query(self, seconds: float) -> None:
        """Waits `seconds` for the answer of a database."""
        until = self.scheduler.now + nanoseconds(seconds)
        while self.scheduler.now < until:
            self.scheduler.park(until, "blocking", "database query")

    def pause(self, tries: int, timeout: int) -> bool:
        """Waits for somebody's lock after the try number `tries`, from 0; False when `timeout` (milliseconds) is used up."""
        waited = sum(_PAUSES[:tries]) + max(0, tries - len(_PAUSES)) * _PAUSES[-1]
        left = timeout - waited
        if left <= 0:
            return False
        until = self.scheduler.now + min(left, _PAUSES[min(tries, len(_PAUSES) - 1)]) * _MILLISECOND
        while self.scheduler.now < until:
            self.scheduler.park(until, "lock", "SQLite lock")
        return True

    def install(self, module: Any) -> None:
        """Puts the machine's connections and cursors into `module`, which is `_sqlite3`; call it before anything imports `sqlite3`."""
        connection, cursor = _classes(self, module)

        def connect(*args: Any, **kwargs: Any) -> Any:
            factory = args[5] if len(args) > 5 else kwargs.get("factory", connection)
            return factory(*args, **kwargs)

        module.connect = connect
        module.Connection = connection
        module.Cursor = cursor
        # Compiled without support for threads; the machine's never run at the same time, so any use of them is safe.
        module.threadsafety = 3


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


def _classes(databases: Databases, real: Any) -> tuple[Any, Any]:
    """`Connection` and `Cursor` over those of `real`."""
    scheduler, files = databases.scheduler, databases.files

    class Connection(real.Connection):  # type: ignore[misc]  # a base class that only exists at run time
        """`sqlite3.Connection`, documented there."""

        def __init__(
            self, database: Any, timeout: float = 5.0, *args: Any, check_same_thread: bool = True, **kwargs: Any
        ) -> None:
            if len(args) > 2:
                # Further ones may be given by position until Python 3.15.
                check_same_thread, args = args[2], (*args[:2], False, *args[3:])
            else:
                kwargs["check_same_thread"] = False
            super().__init__(database, 0.0, *args, **kwargs)
            self._timeout = int(timeout * 1000)
            self._thread = scheduler.current.ident if check_same_thread and scheduler.current is not None else None
            #: Whether the open transaction has read. SQLite lets nobody wait who holds a lock already, lest two wait for each other.
            self._has_read = False
            self._descriptor: int | None = files.open(OpenDatabase(files, self))

        def __del__(self) -> None:
            if getattr(self, "_descriptor", None) in files.table:
                self._release()

        def _release(self) -> None:
            descriptor, self._descriptor = self._descriptor, None
            if descriptor is not None:
                files.close(descriptor)

        def _abandon(self) -> None:
            """What a process that ends leaves behind: no transaction and no lock."""
            if self._descriptor is None:
                # Not the system closes it, but the program.
                return
            self._descriptor = None
            try:
                super().rollback()
                super().close()
            except real.Error:
                pass

        def _check_thread(self) -> None:
            current = scheduler.current
            if self._thread is not None and current is not None and current.ident != self._thread:
                raise real.ProgrammingError(
                    "SQLite objects created in a thread can only be used in that same thread. "
                    f"The object was created in thread id {self._thread} and this is thread id {current.ident}."
                )

        def _run(self, sql: str, act: Callable[..., Any], *args: Any) -> Any:
            """Calls `act`, which executes `sql`, until no lock of others is in its way or the timeout has passed."""
            if not self.in_transaction:
                self._has_read = False
            tries = 0
            while True:
                try:
                    result = act(*args)
                    break
                except real.OperationalError as error:
                    # Above the lowest byte is the detail.
                    if getattr(error, "sqlite_errorcode", 0) & 0xFF != _BUSY:
                        raise
                    if self._has_read and not _COMMITS.match(sql):
                        raise
                    if not databases.pause(tries, self._timeout):
                        raise
                tries += 1
            self._has_read = self.in_transaction and (self._has_read or not _TAKES_NOTHING.match(sql))
            return result

        def _own_timeout(self, sql: str) -> str:
            """`sql` without what would make C wait; the value is kept, and answered, here."""
            if "busy_timeout" not in sql.lower():
                return sql

            def noted(match: re.Match[str]) -> str:
                if match[1] is not None:
                    self._timeout = int(match[1])
                return f"SELECT {self._timeout} AS timeout"

            return _TIMEOUT.sub(noted, sql)

        def cursor(self, factory: Any = None) -> Any:
            self._check_thread()
            return super().cursor(Cursor if factory is None else factory)

        # C's own make a cursor without asking `cursor`.
        def execute(self, *args: Any) -> Any:
            return self.cursor().execute(*args)

        def executemany(self, *args: Any) -> Any:
            return self.cursor().executemany(*args)

        def executescript(self, *args: Any) -> Any:
            return self.cursor().executescript(*args)

        def commit(self) -> None:
            self._check_thread()
            self._run("COMMIT", super().commit)
            self._has_read = False

        def rollback(self) -> None:
            self._check_thread()
            super().rollback()
            self._has_read = False

        def close(self) -> None:
            self._check_thread()
            super().close()
            self._release()

        def __exit__(
            self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
        ) -> bool:
            # C would call its own `commit`.
            if kind is not None:
                self.rollback()
                return False
            try:
                self.commit()
            except real.Error:
                self.rollback()
                raise
            return False

    class Cursor(real.Cursor):  # type: ignore[misc]  # a base class that only exists at run time
        """`sqlite3.Cursor`, documented there."""

        def execute(self, sql: str, parameters: Any = (), /) -> Any:
            self.connection._check_thread()
            sql = self.connection._own_timeout(sql)
            return self.connection._run(sql, super().execute, sql, parameters)

        def executemany(self, sql: str, parameters: Any, /) -> Any:
            self.connection._check_thread()
            # A second try needs them again.
            return self.connection._run(sql, super().executemany, sql, list(parameters))

        def executescript(self, script: str, /) -> Any:
            self.connection._check_thread()
            script = self.connection._own_timeout(script)
            return self.connection._run(script, super().executescript, script)

        def fetchone(self) -> Any:
            self.connection._check_thread()
            return super().fetchone()

        def fetchmany(self, *args: Any, **kwargs: Any) -> Any:
            self.connection._check_thread()
            return super().fetchmany(*args, **kwargs)

        def fetchall(self) -> Any:
            self.connection._check_thread()
            return super().fetchall()

        def __next__(self) -> Any:
            self.connection._check_thread()
            return super().__next__()

    for one in (Connection, Cursor):
        one.__module__, one.__qualname__ = "sqlite3", one.__name__
    return Connection, Cursor
