"""Tracebacks as they are where what the machine stands in for is written in C, which has no frames."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator
from types import FrameType, TracebackType
from typing import Any, TypeAlias

_Walk: TypeAlias = Callable[[TracebackType | None], Iterator[tuple[FrameType, Any]]]


def without_machine(walk: _Walk) -> _Walk:
    """`walk` over the frames of a traceback, but for those of the machine, which started the program or was called by it. An error of
    the machine's own, without a program in it, keeps its frames."""

    def walked(tb: TracebackType | None) -> Iterator[tuple[FrameType, Any]]:
        steps = list(walk(tb))
        of_programs = [step for step in steps if not _is_machine(step[0])]
        yield from of_programs or steps

    return walked


def _is_machine(frame: FrameType) -> bool:
    return str(frame.f_globals.get("__name__")).startswith("world.")


def install_tracebacks() -> None:
    """Lets everybody who prints a traceback do without the machine."""
    names = vars(traceback)
    for name in ("walk_tb", "_walk_tb_with_full_positions"):
        names[name] = without_machine(names[name])
