"""The engine's built-in functions as the machine wants them.

They take and give numbers and lead nowhere else: nothing of JavaScript can be reached from here (src/lab/engine/native-function.ts).
"""

from __future__ import annotations

import sys
from collections.abc import Callable

# The engine's own; taken away before the lab's code runs.
import waitlab_host

_SIGNAL = 26


class EngineHost:
    """`world.kernel.host.Host` over `waitlab_host`."""

    def __init__(self) -> None:
        waitlab_host.calibrate(id(sys._getframe()), sys.getrecursionlimit())
        self.gate: Callable[[], int] = waitlab_host.gate
        self.start: Callable[[Callable[[], None]], None] = waitlab_host.start
        self.wait: Callable[[int], None] = waitlab_host.wait
        self.release: Callable[[int], None] = waitlab_host.release
        self.forget: Callable[[int], None] = waitlab_host.forget
        self.set_clock: Callable[[int], None] = waitlab_host.set_clock
        self.read_clock: Callable[[], int] = waitlab_host.read_clock
        self.real_seconds: Callable[[], float] = waitlab_host.real_seconds
        self.progress: Callable[[int, int, int], None] = waitlab_host.progress
        self.mix_rounds: Callable[..., None] = waitlab_host.mix_rounds
        self.mixed_word: Callable[[int], int] = waitlab_host.mixed_word
        self.seed: Callable[[int], None] = waitlab_host.seed
        self.handled: Callable[[], None] = waitlab_host.handled
        self.translate_errors: Callable[[int], None] = waitlab_host.translate_errors
        self.open_elsewhere: Callable[[int, int, int, int], None] = waitlab_host.open_elsewhere
        self._quantum = waitlab_host.quantum

    def quantum(self, checks: int) -> None:
        self._quantum(checks, _SIGNAL)
