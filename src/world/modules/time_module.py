"""The parts of `time` that the virtual clock alone does not answer: sleeping, and the time that one's own computing took."""

from __future__ import annotations

import errno
from types import FunctionType, ModuleType
from typing import Any

from world.kernel.cpu import Cores
from world.kernel.files import error
from world.kernel.scheduler import Scheduler
from world.kernel.time_units import CLOCK_STEP, nanoseconds

_LONGEST_SLEEP = 9223372036
_PROCESS_CLOCK, _THREAD_CLOCK = 2, 3


def time_functions(scheduler: Scheduler, cores: Cores, real: ModuleType) -> dict[str, Any]:
    """Functions that replace those of `time`, by name."""
    monotonic_ns, real_gettime_ns, real_info = real.monotonic_ns, real.clock_gettime_ns, real.get_clock_info

    def sleep(seconds: float, /) -> None:
        if isinstance(seconds, float):
            if seconds != seconds:
                raise ValueError("Invalid value NaN (not a number)")
        elif isinstance(seconds, int) or hasattr(seconds, "__index__"):
            seconds = int(seconds)
        elif hasattr(seconds, "__float__"):
            seconds = float(seconds)
        else:
            raise TypeError(f"'{type(seconds).__name__}' object cannot be interpreted as an integer or float")
        if seconds < 0:
            raise ValueError("sleep length must be non-negative")
        if seconds > _LONGEST_SLEEP:
            raise OverflowError("timestamp too large to convert to C PyTime_t")
        until = scheduler.after(nanoseconds(seconds))
        if until == scheduler.now:
            scheduler.yield_now("core", "time.sleep")
            cores.asks(False)
            return
        while scheduler.now < until:
            scheduler.park(until, "blocking", "time.sleep")

    def unpaid() -> int:
        """What the running thread computed since it was charged last: a busy wait moves the clock by being one."""
        ahead = int(monotonic_ns()) - scheduler.now
        return ahead if ahead >= CLOCK_STEP else 0

    def process_time_ns() -> int:
        return unpaid() + (scheduler.process.computed if scheduler.process is not None else 0)

    def thread_time_ns() -> int:
        return unpaid() + (scheduler.current.computed if scheduler.current is not None else 0)

    def process_time() -> float:
        return process_time_ns() / 1e9

    def thread_time() -> float:
        return thread_time_ns() / 1e9

    def pthread_getcpuclockid(thread_id: int, /) -> int:
        process = scheduler.process
        if process is None or all(green.ident != thread_id for green in process.greens):
            raise error(errno.ESRCH)
        # Linux's encoding of a thread's clock.
        return -thread_id * 8 - 2

    def clock_gettime_ns(clk_id: int, /) -> int:
        if clk_id == _PROCESS_CLOCK:
            return process_time_ns()
        if clk_id == _THREAD_CLOCK:
            return thread_time_ns()
        if isinstance(clk_id, int) and clk_id < 0 and scheduler.process is not None:
            ident = -(clk_id + 2) // 8
            green = next((one for one in scheduler.process.greens if one.ident == ident), None)
            if green is None:
                raise error(errno.EINVAL)
            return green.computed + (unpaid() if green is scheduler.current else 0)
        return int(real_gettime_ns(clk_id))

    def clock_gettime(clk_id: int, /) -> float:
        return clock_gettime_ns(clk_id) / 1e9

    def clock_settime_ns(clk_id: int, time: int, /) -> None:
        if not isinstance(time, int):
            raise TypeError(f"'{type(time).__name__}' object cannot be interpreted as an integer")
        # Only the machine's administrator may, and this machine has none.
        raise error(errno.EPERM)

    def clock_settime(clk_id: int, time: float, /) -> None:
        if not isinstance(time, (int, float)):
            raise TypeError(f"must be real number, not {type(time).__name__}")
        raise error(errno.EPERM)

    def get_clock_info(name: str, /) -> Any:
        info = real_info("process_time" if name == "thread_time" else name)
        # The virtual clock's own step. Emscripten says a microsecond; a loop runs timers early by as much.
        info.resolution = 1e-9
        return info

    functions: tuple[Any, ...] = (
        clock_gettime,
        clock_gettime_ns,
        clock_settime,
        clock_settime_ns,
        get_clock_info,
        process_time,
        process_time_ns,
        pthread_getcpuclockid,
        sleep,
        thread_time,
        thread_time_ns,
    )
    for function in functions:
        assert isinstance(function, FunctionType)
        function.__module__ = "time"
        function.__qualname__ = function.__name__
    return {function.__name__: function for function in functions}
