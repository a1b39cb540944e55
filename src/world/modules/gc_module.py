"""The functions of `gc` that decide when garbage is collected, which is the machine's to decide."""

from __future__ import annotations

from types import FunctionType
from typing import Any

from world.kernel.collector import Collector

_OLDEST = 2


def gc_functions(collector: Collector) -> dict[str, Any]:
    """Functions that replace those of `gc`, by name."""

    def enable() -> None:
        collector.enable()

    def disable() -> None:
        collector.disable()

    def isenabled() -> bool:
        return collector.enabled

    def collect(generation: int = _OLDEST) -> int:
        return collector.collect(generation)

    def get_threshold() -> tuple[int, ...]:
        return collector.thresholds

    def set_threshold(threshold0: int, /, *others: int) -> None:
        if len(others) > 2:
            raise TypeError(f"gc.set_threshold expected at most 3 arguments, got {len(others) + 1}")
        numbers = [int(threshold0), *map(int, others)]
        collector.thresholds = (*numbers, *collector.thresholds[len(numbers) :])

    functions = (enable, disable, isenabled, collect, get_threshold, set_threshold)
    for function in functions:
        assert isinstance(function, FunctionType)
        function.__module__ = "gc"
        function.__qualname__ = function.__name__
    return {function.__name__: function for function in functions}
