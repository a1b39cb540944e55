"""What the machine stands on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol


class Host(Protocol):
    """What JavaScript lends the machine: stacks, the clock everybody reads, and the real time."""

    def gate(self) -> Any:
        """Where one thread waits; used for its whole life."""

    def start(self, body: Callable[[], None], leaving: Any) -> None:
        """Runs `body` on a stack of its own once the caller waits at its gate `leaving`, or (None) returns."""

    def wait(self, gate: Any) -> None:
        """Suspends the calling stack until `release(gate)`."""

    def release(self, gate: Any, leaving: Any) -> None:
        """Lets the stack that waits at `gate` go on once the caller waits at its gate `leaving`, or (None) returns."""

    def set_clock(self, nanoseconds: int) -> None:
        """Moves what every clock of the interpreter shows."""

    def read_clock(self) -> int:
        """Nanoseconds; ahead of the last `set_clock` when somebody read a clock in a loop."""

    def real_seconds(self) -> float:
        """Real time since some moment."""

    def quantum(self, checks: int) -> None:
        """Interrupts the running Python once after so many evaluation-loop checks."""

    def handled(self) -> None:
        """The handler of an interrupt is about to return: it no longer needs room beyond the recursion limit."""
