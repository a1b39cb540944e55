"""Work to put into a lab's services. On a real server this module does for real what the virtual machine does in virtual time."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

__all__ = ["burn", "database"]

#: Set by the virtual machine; on a real server it stays None and `burn` spins.
_burn: Callable[[float], None] | None = None
_latency = 0.0


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
    """From now on every query of Django's database connections in this process takes `seconds` longer."""
    global _latency
    if seconds < 0:
        raise ValueError("seconds must not be negative")
    first = _latency == 0.0
    _latency = seconds
    if first and seconds > 0:
        _slow_django()


def _slow_django() -> None:
    from django.db.backends.signals import connection_created

    def slow(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        time.sleep(_latency)
        return execute(sql, params, many, context)

    def created(sender: Any, connection: Any, **kwargs: Any) -> None:
        connection.execute_wrappers.append(slow)

    connection_created.connect(created, weak=False, dispatch_uid="workload.database")
