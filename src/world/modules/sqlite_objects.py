"""`sqlite3.Connection` and `sqlite3.Cursor` on the machine: C's own, told not to wait, with the waiting around them.

SQLite waits in the middle of a statement and then goes on with it. Here a statement that met a lock is begun anew; that is the same, as
long as it is one statement that changed nothing yet. So whatever stands for several (a script, many rows) runs one by one.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Any, Literal

from world.modules.sqlite_module import Databases, OneAtATime, OpenDatabase, warn_of_positions
from world.modules.sqlite_script import statements

_BUSY, _LOCKED = 5, 6
#: The value of `autocommit` that leaves transactions to `isolation_level` (`sqlite3.LEGACY_TRANSACTION_CONTROL`).
_LEGACY = -1
#: Statements that read and write nothing, and begin a transaction without taking a lock.
_TAKES_NOTHING = re.compile(r"\s*(BEGIN|SAVEPOINT|RELEASE|PRAGMA)\b", re.IGNORECASE)
_COMMITS = re.compile(r"\s*(COMMIT|END|RELEASE)\b", re.IGNORECASE)
_TIMEOUT = re.compile(r"\bPRAGMA\s+busy_timeout\b(?:\s*[=(]\s*(\d+)\s*\)?)?", re.IGNORECASE)
#: The parameters of `Connection` in the order in which they may be given by position until Python 3.15.
_PARAMETERS = (
    "timeout",
    "detect_types",
    "isolation_level",
    "check_same_thread",
    "factory",
    "cached_statements",
    "uri",
)
#: What C does without waiting for a lock, but only in the thread that made the connection.
_THREAD_BOUND = (
    "__call__",
    "blobopen",
    "create_aggregate",
    "create_collation",
    "create_function",
    "create_window_function",
    "deserialize",
    "enable_load_extension",
    "getconfig",
    "getlimit",
    "load_extension",
    "serialize",
    "set_authorizer",
    "set_progress_handler",
    "set_trace_callback",
    "setconfig",
    "setlimit",
)


def make_sqlite_classes(databases: Databases, real: Any) -> tuple[Any, Any]:
    """The classes `Connection` and `Cursor` that stand above those of `real`, the C module."""
    scheduler, files = databases.scheduler, databases.files
    # The module will have others under these names.
    c_connection, c_cursor = real.Connection, real.Cursor

    class Connection(c_connection):  # type: ignore[misc,valid-type]  # a base class that only exists at run time
        """`sqlite3.Connection`, documented there."""

        def __init__(self, database: Any, *args: Any, **kwargs: Any) -> None:
            if len(args) > len(_PARAMETERS):
                raise TypeError(f"Connection() takes at most 8 arguments ({len(args) + len(kwargs) + 1} given)")
            warn_of_positions((database, *args), "_sqlite3.Connection")
            kwargs.update(zip(_PARAMETERS, args, strict=False))
            timeout = kwargs.pop("timeout", 5.0)
            checks_thread = kwargs.pop("check_same_thread", True)
            super().__init__(database, timeout=0.0, check_same_thread=False, **kwargs)
            self._timeout = int(timeout * 1000)
            current = scheduler.current
            self._thread = current.ident if checks_thread and current is not None else None
            #: Whether the open transaction has read. SQLite lets nobody wait who holds a lock already, lest two wait for each other.
            self._has_read = False
            file = OpenDatabase(files, self)
            self._mutex = OneAtATime(file)
            self._descriptor: int | None = files.open(file)

        def __del__(self) -> None:
            if getattr(self, "_descriptor", None) not in files.table:
                return
            try:
                # In C's words, which it would say itself if this method did not stand in its place.
                warnings.warn(f"unclosed database in {self!r}", ResourceWarning, source=self, stacklevel=2)
            finally:
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

        def _enter(self) -> None:
            """What comes first in every call: only the thread that may, and when no other thread of them is inside."""
            current = scheduler.current
            # Without `__init__` there is no such attribute, and C says so.
            thread = getattr(self, "_thread", None)
            if thread is not None and current is not None and current.ident != thread:
                raise real.ProgrammingError(
                    "SQLite objects created in a thread can only be used in that same thread. "
                    f"The object was created in thread id {thread} and this is thread id {current.ident}."
                )
            if hasattr(self, "_mutex"):
                self._mutex.wait()

        def _run(self, sql: str, act: Callable[..., Any], *args: Any) -> Any:
            """Calls `act`, which executes the one statement `sql`, until no lock of others is in its way or the timeout has passed."""
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
                    with self._mutex:
                        waited = databases.pause(tries, self._timeout)
                    if not waited:
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
            self._enter()
            return super().cursor(Cursor if factory is None else factory)

        # C's own make a cursor without asking a subclass's `cursor`.
        def execute(self, *args: Any) -> Any:
            return Connection.cursor(self).execute(*args)

        def executemany(self, *args: Any) -> Any:
            return Connection.cursor(self).executemany(*args)

        def executescript(self, *args: Any) -> Any:
            return Connection.cursor(self).executescript(*args)

        def commit(self) -> None:
            self._enter()
            self._run("COMMIT", super().commit)
            self._has_read = False

        def rollback(self) -> None:
            self._enter()
            super().rollback()
            self._has_read = False

        def close(self) -> None:
            self._enter()
            super().close()
            self._release()

        @property
        def isolation_level(self) -> Any:
            return super().isolation_level

        @isolation_level.setter
        def isolation_level(self, value: Any) -> None:
            if value is None:
                # C commits.
                self._enter()
                self._run("COMMIT", c_connection.isolation_level.__set__, self, value)
            else:
                c_connection.isolation_level.__set__(self, value)

        @property
        def autocommit(self) -> Any:
            self._enter()
            return super().autocommit

        @autocommit.setter
        def autocommit(self, value: Any) -> None:
            self._enter()
            self._run("COMMIT", c_connection.autocommit.__set__, self, value)

        def backup(self, target: Any, *args: Any, progress: Any = None, sleep: Any = 0.25, **kwargs: Any) -> None:
            self._enter()

            def step(status: int, remaining: int, total: int) -> None:
                if progress is not None:
                    progress(status, remaining, total)
                if status in (_BUSY, _LOCKED):
                    databases.sleep(sleep)

            if progress is not None and not callable(progress):
                step = progress
            super().backup(target, *args, progress=step, sleep=0.0, **kwargs)

        def __exit__(
            self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
        ) -> Literal[False]:
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

    class Cursor(c_cursor):  # type: ignore[misc,valid-type]  # a base class that only exists at run time
        """`sqlite3.Cursor`, documented there."""

        #: Rows that `executemany` changed.
        _changed: int | None = None

        def __init__(self, connection: Any, /) -> None:
            if isinstance(connection, Connection):
                connection._enter()
            super().__init__(connection)

        def _enter(self) -> Any:
            """The connection, entered; None for a cursor that was never initialised, of which C complains."""
            connection = getattr(self, "connection", None)
            if connection is not None:
                connection._enter()
            return connection

        def execute(self, sql: str, parameters: Any = (), /) -> Any:
            connection = self._enter()
            # C wants a str, and says so.
            if connection is None or not isinstance(sql, str):
                return super().execute(sql, parameters)
            self._changed = None
            return connection._run(sql, super().execute, connection._own_timeout(sql), parameters)

        def executemany(self, sql: str, rows: Iterable[Any], /) -> Any:
            connection = self._enter()
            if connection is None or not isinstance(sql, str):
                return super().executemany(sql, rows)
            self._changed = None
            # Checks the statement, also when there are no rows.
            connection._run(sql, super().executemany, sql, ())
            changed = super().rowcount
            # One at a time: those that are done must not run again when a later one meets a lock.
            for row in rows:
                connection._run(sql, super().executemany, sql, (row,))
                changed += super().rowcount
            self._changed = changed
            return self

        def executescript(self, script: str, /) -> Any:
            connection = self._enter()
            # C wants no zeros in it either.
            if connection is None or not isinstance(script, str) or "\0" in script:
                return super().executescript(script)
            self._changed = None
            mode = c_connection.autocommit
            legacy = mode.__get__(connection) == _LEGACY
            if legacy:
                # C commits before a script; it must not do so before each of its statements.
                connection._run("COMMIT", c_connection.commit, connection)
                mode.__set__(connection, True)
            try:
                for sql in statements(connection._own_timeout(script), real.complete_statement):
                    connection._run(sql, super().executescript, sql)
            finally:
                if legacy:
                    mode.__set__(connection, _LEGACY)
            return self

        @property
        def rowcount(self) -> int:
            return int(super().rowcount) if self._changed is None else self._changed

        def fetchone(self) -> Any:
            self._enter()
            return super().fetchone()

        def fetchmany(self, *args: Any, **kwargs: Any) -> Any:
            self._enter()
            return super().fetchmany(*args, **kwargs)

        def fetchall(self) -> Any:
            self._enter()
            return super().fetchall()

        def close(self) -> None:
            self._enter()
            super().close()

        def __next__(self) -> Any:
            self._enter()
            return super().__next__()

    def in_own_thread(name: str) -> Callable[..., Any]:
        method = getattr(c_connection, name)

        def call(self: Any, *args: Any, **kwargs: Any) -> Any:
            self._enter()
            return method(self, *args, **kwargs)

        call.__name__, call.__qualname__, call.__doc__ = name, f"Connection.{name}", method.__doc__
        return call

    for name in _THREAD_BOUND:
        # Some are there only if SQLite was compiled with them.
        if hasattr(c_connection, name):
            setattr(Connection, name, in_own_thread(name))
    for one in (Connection, Cursor):
        one.__module__, one.__qualname__ = "sqlite3", one.__name__
    return Connection, Cursor
