"""What the scheduler resumes: green threads, and callbacks that look like parked ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from world.kernel.processes import Process


def _nothing() -> None:
    pass


class GreenThread:
    """One green thread. `token` tells a timer that its thread has been woken by something else meanwhile."""

    __slots__ = (
        "asked_at",
        "asks",
        "awaited",
        "blocked",
        "charged",
        "computed",
        "daemon",
        "done",
        "function",
        "gate",
        "ident",
        "joiners",
        "locals",
        "name",
        "number",
        "parked",
        "pending",
        "process",
        "started",
        "token",
        "without_gil",
    )

    def __init__(self, ident: int, process: Process, function: Callable[[], object], gate: int) -> None:
        self.ident = ident
        self.process = process
        self.function = function
        self.gate = gate
        self.token = 0
        self.parked = False
        self.started = False
        self.done = False
        self.charged = False
        #: Whether it computes in C and has let go of the interpreter lock meanwhile.
        self.without_gil = False
        self.joiners: list[GreenThread] = []
        self.locals: list[Any] = []
        self.number = 0
        self.daemon = True
        self.name = b""
        #: Nanoseconds this thread computed.
        self.computed = 0
        #: How often in a row it asked for what had not happened, and when it did so last.
        self.asks = 0
        self.asked_at = 0
        # Signals: those it blocks, those that came for it meanwhile, and those it waits for (`sigwait`).
        self.blocked: frozenset[int] = frozenset()
        self.pending: set[int] = set()
        self.awaited: frozenset[int] = frozenset()

    def forget(self) -> None:
        """Cuts the cycle thread, handle, function of a thread that is done: nobody collects cycles during a run."""
        self.function = _nothing
        self.joiners = []


class Timer:
    """A callback that may be called off. Looks like a parked thread, so that the scheduler need not tell them apart."""

    __slots__ = ("_callback", "parked", "token")

    def __init__(self, callback: Callable[[], object]) -> None:
        self._callback = callback
        self.parked = True
        self.token = 0

    def __call__(self) -> None:
        self._callback()

    def cancel(self) -> None:
        """Calls it off, even if it is due at this instant and waits for its turn."""
        self.token += 1
        self._callback = _nothing
