"""What `sys` tells of the frames of all threads: those of the running process, by the identifiers that `threading` knows."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any, TypeVar

from world.kernel.scheduler import Scheduler

Told = TypeVar("Told")


def outside_the_machine(frame: FrameType | None) -> FrameType | None:
    """The innermost frame that is not the machine's own: in life a thread that waits does so in C."""
    while frame is not None and frame.f_globals.get("__name__", "").startswith("world."):
        frame = frame.f_back
    return frame


def frame_functions(
    scheduler: Scheduler,
    frames: Callable[[], dict[int, FrameType]],
    exceptions: Callable[[], dict[int, BaseException | None]],
) -> dict[str, Any]:
    """Functions that replace those of `sys`, by name. The two that are given tell of parked threads by their gates."""

    def by_ident(found: dict[int, Told], own: Told) -> dict[int, Told]:
        me, process = scheduler.current, scheduler.process
        told: dict[int, Told] = {}
        for green in process.greens if process is not None else ():
            if green is me:
                told[green.ident] = own
            elif green.gate in found:
                told[green.ident] = found[green.gate]
        return told

    def _current_frames() -> dict[int, FrameType]:
        parked = {gate: outside_the_machine(frame) for gate, frame in frames().items()}
        told = by_ident(parked, outside_the_machine(sys._getframe(1)))
        return {ident: frame for ident, frame in told.items() if frame is not None}

    def _current_exceptions() -> dict[int, BaseException | None]:
        return by_ident(exceptions(), sys.exc_info()[1])

    return {function.__name__: function for function in (_current_frames, _current_exceptions)}
