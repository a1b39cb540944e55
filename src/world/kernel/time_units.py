"""Instants and durations of virtual time are integers of nanoseconds."""

from __future__ import annotations

SECOND = 1_000_000_000
#: An instant after all others. `sys.maxsize` would be two seconds on a 32-bit machine, as the engine is one.
NEVER = 1 << 62
#: Nanoseconds by which the clock moves when it is read over and over (src/lab/engine/clock.ts).
CLOCK_STEP = 1000


def nanoseconds(seconds: float) -> int:
    """Seconds as whole nanoseconds, to the nearest; a positive time is never rounded to nothing, so that waits end."""
    if seconds <= 0:
        return 0
    return max(1, round(seconds * SECOND))
