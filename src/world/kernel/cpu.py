"""Cores and interpreter locks: who may compute, and for how long.

Framework code is free: it takes no virtual time. What computes (`workload.burn`, or a thread that spins) holds its
process's interpreter lock and one core for quanta of `limits.QUANTUM`; others of its process wait that long, as for
CPython's switch interval.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

from world import limits
from world.kernel.green_thread import GreenThread
from world.kernel.scheduler import Scheduler
from world.kernel.time_units import nanoseconds

#: Checks after which a thread that must not be stopped where it is is looked at again.
_SOON = 100


class Cores:
    """The cores of a machine."""

    def __init__(self, scheduler: Scheduler, count: int) -> None:
        self.scheduler = scheduler
        self.count = count
        #: Who has a core, and who waits for one, in this order.
        self._computing: dict[GreenThread, None] = {}
        self._queue: dict[GreenThread, None] = {}

    def burn(self, seconds: float) -> None:
        """Computes for `seconds` of virtual time in the calling thread."""
        self.scheduler.settle()
        self.compute(nanoseconds(seconds), "burn")
        self.scheduler.begin_turn()

    def charge_c(self, duration: int, what: str) -> None:
        """Makes the calling thread pay `duration` nanoseconds for what C computed without the interpreter lock. Where real computing is
        charged, the real time that it took is not."""
        self.scheduler.begin_turn()
        self.compute_in_c(duration, what)
        self.scheduler.begin_turn()

    def compute(self, duration: int, what: str) -> None:
        """Computes for `duration` nanoseconds, giving way to others after every quantum.

        A signal ends a quantum early: its handler holds neither the core nor the lock but by computing itself.
        """
        scheduler = self.scheduler
        me = scheduler.current
        assert me is not None
        process = me.process
        while duration > 0:
            # No other thread of this process computes now: the scheduler would not have resumed this one.
            process.running = me
            try:
                duration -= self._quantum(me, duration, what)
            finally:
                crowded = bool(process.gil_waiters) or bool(self._queue)
                self.vacate(me)
                process.release_gil()
            if crowded:
                # Whoever waited comes first; the last quantum too ends with a thread switch.
                scheduler.yield_now("core", what)
            else:
                scheduler.deliver_signals()

    def asks(self, found: bool) -> None:
        """The calling thread has asked the system for what happened, and does not wait. One that asks on and on and finds nothing is a
        busy wait, which computes in life; else the moment that it waits for would never come."""
        scheduler = self.scheduler
        me = scheduler.current
        if me is None:
            return
        if found or scheduler.now - me.asked_at > limits.ASKS_APART:
            me.asks = 0
        me.asks += 1
        if me.asks > limits.ASKS_IN_VAIN:
            self.compute(limits.ASK, "busy wait")
        me.asked_at = scheduler.now

    def compute_in_c(self, duration: int, what: str) -> None:
        """Computes for `duration` nanoseconds as code in C does that needs no interpreter lock: other threads of the process go on, and
        handlers of signals wait."""
        scheduler = self.scheduler
        me = scheduler.current
        assert me is not None
        me.without_gil = True
        while duration > 0:
            duration -= self._quantum(me, duration, what)
            crowded = bool(self._queue)
            self.vacate(me)
            if crowded:
                scheduler.give_way("core", what)
        me.without_gil = False
        if me.process.running is not None:
            scheduler.give_way("core", "GIL")
        scheduler.deliver_signals()

    def _quantum(self, me: GreenThread, most: int, what: str) -> int:
        """Waits for a core and computes on it; answers for how long. The core is still taken then."""
        while len(self._computing) >= self.count:
            self._queue[me] = None
            self.scheduler.suspend(None, "core", what)
        self._queue.pop(me, None)
        self._computing[me] = None
        return self._spend(me, min(most, limits.QUANTUM), what)

    def vacate(self, green: GreenThread) -> None:
        """Gives to others what a thread had of the cores. It need not have had any."""
        self._computing.pop(green, None)
        self._queue.pop(green, None)
        # A thread that was killed may have been told of a free core before.
        if self._queue and len(self._computing) < self.count:
            first = next(iter(self._queue))
            del self._queue[first]
            self.scheduler.wake(first)

    def _spend(self, me: GreenThread, slice_: int, what: str) -> int:
        """Lets a thread that has a core compute; answers for how long it did. It ends early when a signal has a handler to run."""
        scheduler = self.scheduler
        process = me.process
        interruptible = me is process.main and not me.without_gil
        began = scheduler.now
        end = began + slice_
        while scheduler.now < end and not (interruptible and process.tripped):
            scheduler.suspend(end, "cpu", what)
        took = scheduler.now - began
        me.computed += took
        process.compute(took)
        return took


class Preemption:
    """Looks at a thread that runs on and on, and makes it pay when it is the lab's own code that spins."""

    def __init__(self, scheduler: Scheduler, cores: Cores, is_lab: Callable[[str], bool]) -> None:
        self.scheduler = scheduler
        self.cores = cores
        self.is_lab = is_lab
        #: At the last look: which thread ran, its token afterwards, and the lab's frame that it was in.
        self._last: GreenThread | None = None
        self._last_token = -1
        self._last_frame: FrameType | None = None

    def interrupt(self, signum: int, frame: FrameType | None) -> None:
        """The handler of the quantum's signal."""
        host = self.scheduler.host
        checks = limits.QUANTUM_CHECKS
        try:
            checks = self._look(frame)
        finally:
            host.quantum(checks)
            host.handled()

    def _look(self, frame: FrameType | None) -> int:
        """Parks only where a thread switch of CPython could come as well. Answers how many checks later to look again."""
        scheduler = self.scheduler
        me = scheduler.current
        if me is None or scheduler.kernel or frame is None:
            return limits.QUANTUM_CHECKS
        name = str(frame.f_globals.get("__name__", ""))
        if name.startswith(("world.", "importlib.", "_frozen_importlib")):
            return _SOON
        scheduler.check_limits()
        scheduler.collect_garbage()
        inner = self._innermost_lab_frame(frame)
        outer = self._outermost_of_stretch(inner)
        ran_on = me is self._last and me.token == self._last_token
        # The same call at two looks in a row, without a wait between them, computes.
        if ran_on and outer is not None and outer is self._last_frame:
            self.cores.compute(limits.QUANTUM, f"{inner.f_code.co_name}()" if inner is not None else "")
        elif ran_on or scheduler.has_woken:
            # Code that is not the lab's computes for free, but may be a loop that waits for another thread to do something. Whoever
            # the running thread woke has waited for a quantum.
            scheduler.yield_now("core", "quantum")
        # What was done here was not a wait of the thread's own.
        self._last, self._last_token, self._last_frame = me, me.token, outer
        return limits.QUANTUM_CHECKS

    def _innermost_lab_frame(self, frame: FrameType | None) -> FrameType | None:
        while frame is not None and not self.is_lab(frame.f_code.co_filename):
            frame = frame.f_back
        return frame

    def _outermost_of_stretch(self, frame: FrameType | None) -> FrameType | None:
        """The frame of the lab that called all the lab's functions above it: recursion and helpers come and go, it stays."""
        while frame is not None and frame.f_back is not None and self.is_lab(frame.f_back.f_code.co_filename):
            frame = frame.f_back
        return frame


def install_preemption(preemption: Preemption, real_signal: Any, signum: int) -> None:
    """Makes `signum` the quantum's signal; programs on the machine never see it."""
    real_signal.signal(signum, preemption.interrupt)
    sys.setswitchinterval(limits.QUANTUM / 1e9)
