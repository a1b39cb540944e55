"""What the machine stands on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol


class Host(Protocol):
    """What lies below the machine lends it: stacks, the clock everybody reads, and the real time."""

    def gate(self) -> int:
        """The number of a place where one thread waits, the same one all its life."""

    def start(self, body: Callable[[], None]) -> None:
        """Runs `body` on a stack of its own once the caller waits or returns."""

    def wait(self, gate: int) -> None:
        """Suspends the calling stack until `release(gate)`."""

    def release(self, gate: int) -> None:
        """Lets the stack that waits at `gate` go on once the caller waits or returns."""

    def forget(self, gate: int) -> None:
        """Nobody will be released at `gate` any more; a stack that waits there is dropped."""

    def set_clock(self, nanoseconds: int) -> None:
        """Moves what every clock of the interpreter shows. Exact up to 2**53."""

    def read_clock(self) -> int:
        """Nanoseconds; ahead of the last `set_clock` when somebody read a clock in a loop."""

    def real_seconds(self) -> float:
        """Real time since some moment."""

    def quantum(self, checks: int) -> None:
        """Interrupts the running Python once after so many evaluation-loop checks."""

    def handled(self) -> None:
        """The handler of an interrupt is about to return: it no longer needs room beyond the recursion limit."""
