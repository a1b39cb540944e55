"""When the requests of a load arrive: plain arithmetic, the same for virtual clients and for real ones (src/replay)."""

from __future__ import annotations

from _random import Random
from collections.abc import Iterator
from math import log
from typing import Any

from world.kernel.time_units import SECOND


def arrivals(load: dict[str, Any]) -> Iterator[int]:
    """Scheduled arrivals of an open load, nanoseconds from its start. The closed pattern has none in advance."""
    pattern = load["arrivals"]
    kind = pattern["pattern"]
    if kind == "burst":
        yield from (0 for _ in range(pattern["requests"]))
    elif kind == "constant":
        count = max(1, int(pattern["rate"] * pattern["duration"] + 1e-9))
        yield from (round(number * SECOND / pattern["rate"]) for number in range(count))
    elif kind == "poisson":
        # Exponential gaps by inversion.
        random = Random(pattern["seed"])
        when = 0.0
        while True:
            when += -log(1.0 - random.random()) / pattern["rate"]
            if when >= pattern["duration"]:
                return
            yield round(when * SECOND)
