"""The engine's JavaScript module as the machine wants it.

Everything is bound at import: the module is taken away before the lab's code runs.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import waitlab_host  # type: ignore[import-not-found]  # the engine's, made in JavaScript
from pyodide.ffi import run_sync  # type: ignore[import-not-found]  # only inside Pyodide

_SIGNAL = 26


class EngineHost:
    """`world.machine.host.Host` over `waitlab_host`."""

    def __init__(self) -> None:
        waitlab_host.calibrate(id(sys._getframe()), sys.getrecursionlimit())
        self.release: Callable[[Any, Any], None] = waitlab_host.resume
        self.wait: Callable[[Any], None] = run_sync
        self.set_clock: Callable[[int], None] = waitlab_host.clock.set
        self.start: Callable[[Callable[[], None], Any], None] = waitlab_host.spawn
        self.progress: Callable[[int, int, int], None] = waitlab_host.progress
        self.seed: Callable[[int], None] = waitlab_host.seed
        self._spot = waitlab_host.spot
        self._get_clock = waitlab_host.clock.get
        self._native = waitlab_host.clock.native
        self._quantum = waitlab_host.quantum
        self.handled: Callable[[], None] = waitlab_host.handled

    def gate(self) -> Any:
        # Read as an attribute: Pyodide would turn a thenable return value into a future.
        return self._spot().place

    def read_clock(self) -> int:
        return int(self._get_clock())

    def real_seconds(self) -> float:
        return float(self._native()) / 1000

    def quantum(self, checks: int) -> None:
        self._quantum(checks, _SIGNAL)
