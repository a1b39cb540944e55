"""When garbage in cycles is collected: at safe points, by how much was allocated since the last time.

CPython collects wherever an allocation happens to be one too many, which on this machine might be in the middle of the kernel, with a
finalizer that closes a socket whose list of waiters is just being read. So its own collector is off, and the machine starts the same
collection of the same generation when a thread is about to wait, and now and then while one computes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from world.kernel.scheduler import Scheduler

if TYPE_CHECKING:
    from world.kernel.processes import Process

#: Of CPython's collector: the young objects only, and these with a part of the old ones.
_YOUNG, _INCREMENT = 0, 1


class Collector:
    """Collects for all processes, which share one heap, but lets each say whether and when, as it can with its own in life."""

    def __init__(
        self,
        scheduler: Scheduler,
        collect: Callable[[int], int],
        allocated: Callable[[], int],
        thresholds: tuple[int, ...],
    ) -> None:
        self._scheduler = scheduler
        self._collect = collect
        #: How many more objects were made than freed since the last collection.
        self._allocated = allocated
        self._first = thresholds
        self._thresholds: dict[Process | None, tuple[int, ...]] = {}
        self._off: set[Process | None] = set()
        #: Collections that were due.
        self._rounds = 0

    # -- what a process sets

    @property
    def enabled(self) -> bool:
        return self._scheduler.process not in self._off

    def enable(self) -> None:
        self._off.discard(self._scheduler.process)

    def disable(self) -> None:
        self._off.add(self._scheduler.process)

    @property
    def thresholds(self) -> tuple[int, ...]:
        return self._thresholds.get(self._scheduler.process, self._first)

    @thresholds.setter
    def thresholds(self, value: tuple[int, ...]) -> None:
        self._thresholds[self._scheduler.process] = value

    # -- collecting

    def collect_if_due(self) -> bool:
        """Collects if the running process's threshold is passed; whether it did. Finalizers run in the calling thread."""
        threshold, rounds, *_ = self.thresholds
        if not threshold or self._allocated() <= threshold or not self.enabled:
            return False
        self._rounds += 1
        # CPython goes through some of the old ones each time, which costs several times as much as the young ones.
        self.collect(_YOUNG if self._rounds % max(1, rounds) else _INCREMENT)
        return True

    def collect(self, generation: int) -> int:
        """Collects as `gc.collect` does, and answers what that answers."""
        with self._scheduler.without_waiting():
            return self._collect(generation)
