"""Tracebacks as they are where what the machine stands in for is written in C, which has no frames."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator
from types import FrameType, TracebackType
from typing import Any, TypeAlias

_Walk: TypeAlias = Callable[[TracebackType | None], Iterator[tuple[FrameType, Any]]]


def without_machine(walk: _Walk) -> _Walk:
    """`walk` over the frames of a traceback, but for those of the machine that a program called. An error of the machine's own, below
    which there is no program, keeps its frames."""

    def walked(tb: TracebackType | None) -> Iterator[tuple[FrameType, Any]]:
        called = False
        for frame, position in walk(tb):
            is_machine = str(frame.f_globals.get("__name__")).startswith("world.")
            if not (is_machine and called):
                yield frame, position
            called = called or not is_machine

    return walked


def install_tracebacks() -> None:
    """Lets everybody who prints a traceback do without the machine."""
    names = vars(traceback)
    for name in ("walk_tb", "_walk_tb_with_full_positions"):
        names[name] = without_machine(names[name])
