"""The parts of `faulthandler` that tell of all threads: C would look at them itself, and writes where nobody reads."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from types import FrameType
from typing import TYPE_CHECKING, Any

from world.kernel.green_thread import GreenThread, Timer
from world.kernel.scheduler import Scheduler
from world.kernel.time_units import SECOND, nanoseconds
from world.modules.thread_frames import outside_the_machine

if TYPE_CHECKING:
    from world.kernel.processes import Process

_MOST_FRAMES = 100
_MOST_THREADS = 100


def faulthandler_functions(scheduler: Scheduler, frames: Callable[[], dict[int, FrameType]]) -> dict[str, Any]:
    """Functions that replace those of `faulthandler`, by name. `frames` is `sys._current_frames`."""
    watches: dict[Process, Timer] = {}

    def dump_traceback(file: Any = None, all_threads: bool = True) -> None:
        fd = _descriptor(file)
        me, found = scheduler.current, frames()
        if all_threads:
            text = _of_threads(_threads(scheduler.process), found, me)
        else:
            text = "Stack (most recent call first):\n" + _of_frame(found.get(me.ident) if me is not None else None)
        os.write(fd, text.encode())

    def dump_traceback_later(timeout: float, repeat: bool = False, file: Any = None, exit: bool = False) -> None:
        every = nanoseconds(timeout)
        if every <= 0:
            raise ValueError("timeout must be greater than 0")
        fd, process = _descriptor(file), scheduler.process
        assert process is not None, "a watch belongs to a process"
        cancel_dump_traceback_later()

        def late() -> None:
            watches.pop(process, None)
            if process.exit_code is not None:
                return
            here, scheduler.process = scheduler.process, process
            try:
                os.write(fd, (_timeout(every) + _of_threads(_threads(process), frames(), None)).encode())
            finally:
                scheduler.process = here
            if exit:
                process.end(1)
            elif repeat:
                watches[process] = scheduler.set_timer(scheduler.now + every, late)

        watches[process] = scheduler.set_timer(scheduler.after(every), late)

    def cancel_dump_traceback_later() -> None:
        process = scheduler.process
        if process in watches:
            watches.pop(process).cancel()

    functions = (dump_traceback, dump_traceback_later, cancel_dump_traceback_later)
    return {function.__name__: function for function in functions}


def _descriptor(file: Any) -> int:
    """Where to write: `file` is a descriptor, an open file, or None for the standard error stream."""
    if isinstance(file, int):
        if file < 0:
            raise ValueError("file is not a valid file descriptor")
        return file
    if file is None:
        file = sys.stderr
        if file is None:
            raise RuntimeError("unable to get sys.stderr")
    number: int = file.fileno()
    file.flush()
    return number


def _threads(process: Process | None) -> list[GreenThread]:
    """The newest first, as CPython lists them."""
    return list(reversed(process.greens)) if process is not None else []


def _of_threads(threads: Iterable[GreenThread], frames: dict[int, FrameType], me: GreenThread | None) -> str:
    parts = []
    for number, green in enumerate(threads):
        if number == _MOST_THREADS:
            parts.append("...\n")
            break
        which = "Current thread" if green is me else "Thread"
        name = f" [{green.name.decode('utf-8', 'replace')}]" if green.name else ""
        head = f"{which} 0x{green.ident:016x}{name} (most recent call first):\n"
        parts.append(head + _of_frame(frames.get(green.ident)))
    return "\n".join(parts)


def _of_frame(frame: FrameType | None) -> str:
    if frame is None:
        return "  <no Python frame>\n"
    lines: list[str] = []
    # The machine's own functions began the thread, too.
    while (frame := outside_the_machine(frame)) is not None:
        if len(lines) == _MOST_FRAMES:
            lines.append("  ...\n")
            break
        lines.append(f'  File "{frame.f_code.co_filename}", line {frame.f_lineno} in {frame.f_code.co_name}\n')
        frame = frame.f_back
    return "".join(lines)


def _timeout(duration: int) -> str:
    seconds, rest = divmod(duration, SECOND)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    fraction = f".{rest // 1000:06}" if rest // 1000 else ""
    return f"Timeout ({hours}:{minutes:02}:{seconds:02}{fraction})!\n"
