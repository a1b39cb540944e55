"""Work to put into a lab's services. On a real server this module does for real what the virtual machine does in virtual time."""

from __future__ import annotations

import functools
import os
import re
import time
from collections.abc import Callable
from typing import Any

__all__ = ["burn", "database"]

#: Set by the virtual machine; on a real server it stays None and `burn` spins.
_burn: Callable[[float], None] | None = None
#: Set by the virtual machine, so that a trace calls this wait by its name.
_wait_for_query: Callable[[float], None] = time.sleep

#: Where `database` keeps its seconds: in the environment, which is each process's own and which its children inherit.
_SECONDS = "WORKLOAD_DATABASE_SECONDS"
#: Not those with which Django asks SQLite about itself (its options when it connects, quoted text for its log): no data is asked for.
_QUERY = re.compile(
    r"(?!SELECT (QUOTE\(|sqlite_))[\s(]*(SELECT|INSERT|UPDATE|DELETE|REPLACE|WITH|VALUES)\b", re.IGNORECASE
)


def burn(seconds: float) -> None:
    """Computes for `seconds`: holds the interpreter lock and one core, 5 ms at a time."""
    if seconds < 0:
        raise ValueError("seconds must not be negative")
    if _burn is not None:
        _burn(seconds)
        return
    # Time on this thread's own clock, so that waiting for the lock or a core does not count as computing.
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


def database(seconds: float) -> None:
    """From now on every query of this process takes `seconds` longer, as over a network: whoever asks waits before it is answered.

    A query is a statement that reads or writes rows, by whatever stands on `sqlite3`: Django, SQLAlchemy, SQLModel, aiosqlite.
    The first call must come before the first connection is opened: in Django's settings, or where an engine is created.
    """
    if seconds < 0:
        raise ValueError("seconds must not be negative")
    os.environ[_SECONDS] = repr(float(seconds))
    _slow_sqlite()


@functools.cache
def _slow_sqlite() -> None:
    import sqlite3
    from sqlite3 import dbapi2

    connect = sqlite3.connect

    def slow_connect(*args: Any, factory: Any = sqlite3.Connection, **kwargs: Any) -> Any:
        return connect(*args, factory=_slow_connection(factory), **kwargs)

    sqlite3.connect = dbapi2.connect = slow_connect


@functools.cache
def _slow_connection(base: Any) -> Any:
    import sqlite3

    class Connection(base):  # type: ignore[misc]  # whichever class a program asks for
        def cursor(self, factory: Any = sqlite3.Cursor) -> Any:
            return super().cursor(_slow_cursor(factory))

        # C's own make a cursor without asking `cursor`.
        def execute(self, *args: Any) -> Any:
            return self.cursor().execute(*args)

        def executemany(self, *args: Any) -> Any:
            return self.cursor().executemany(*args)

    return Connection


@functools.cache
def _slow_cursor(base: Any) -> Any:
    class Cursor(base):  # type: ignore[misc]  # as above
        def execute(self, sql: str, *args: Any) -> Any:
            _answer_late(sql)
            return super().execute(sql, *args)

        def executemany(self, sql: str, *args: Any) -> Any:
            _answer_late(sql)
            return super().executemany(sql, *args)

    return Cursor


def _answer_late(sql: str) -> None:
    seconds = float(os.environ.get(_SECONDS, "0"))
    if seconds > 0 and _QUERY.match(sql):
        _wait_for_query(seconds)
