"""Signals as Linux and CPython deliver them: who receives one, what is blocked, and when handlers run.

The kernel's half picks a thread that does not block the signal (the main thread first) and interrupts it; what
nobody wants stays pending. CPython's half marks the signal and runs its handler in the main thread, the next time
that thread runs.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING, Any

from world.kernel.green_thread import GreenThread, Timer
from world.kernel.scheduler import Scheduler

if TYPE_CHECKING:
    from world.kernel.processes import Process

SIGINT, SIGKILL, SIGPIPE, SIGALRM, SIGCHLD, SIGCONT, SIGSTOP, SIGURG = 2, 9, 13, 14, 17, 18, 19, 23
SIGXFSZ, SIGVTALRM, SIGPROF, SIGWINCH = 25, 26, 27, 28
SIG_DFL, SIG_IGN = 0, 1
#: Nothing can block or handle these.
UNSTOPPABLE = frozenset({SIGKILL, SIGSTOP})
_IGNORED_BY_DEFAULT = frozenset({SIGCHLD, SIGCONT, SIGURG, SIGWINCH})
#: Real time, the process's computing in its own code, all its computing: `signal.ITIMER_*` and their signals.
ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF = 0, 1, 2
ITIMER_SIGNALS = {ITIMER_REAL: SIGALRM, ITIMER_VIRTUAL: SIGVTALRM, ITIMER_PROF: SIGPROF}


class IntervalTimer:
    """One `setitimer` of a process: nanoseconds until the next signal and between those after it; 0 is never."""

    def __init__(self, now: Callable[[], int], fire: Callable[[], None]) -> None:
        self._now = now
        self._fire = fire
        self.next: int | None = None
        self.interval = 0

    def set(self, delay: int, interval: int) -> None:
        self.next = self._now() + delay if delay else None
        self.interval = interval

    def left(self) -> int:
        return 0 if self.next is None else max(1, self.next - self._now())

    def check(self) -> None:
        """Fires if its time has come."""
        if self.next is not None and self._now() >= self.next:
            self.next = self._now() + self.interval if self.interval else None
            self._fire()


class RealTimer(IntervalTimer):
    """The one that counts the machine's time, which nobody has to tell it of."""

    def __init__(self, scheduler: Scheduler, fire: Callable[[], None]) -> None:
        super().__init__(lambda: scheduler.now, fire)
        self._scheduler = scheduler
        self._timer: Timer | None = None

    def set(self, delay: int, interval: int) -> None:
        super().set(delay, interval)
        self._arm()

    def check(self) -> None:
        super().check()
        self._arm()

    def _arm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self.next is not None:
            self._timer = self._scheduler.set_timer(self.next, self.check)


class Signals:
    """The signals of one process."""

    def __init__(self, process: Process, scheduler: Scheduler, handlers: dict[int, Any]) -> None:
        self.process = process
        self.scheduler = scheduler
        #: Number -> what `signal.signal` installed; SIG_DFL where nothing is.
        self.handlers = handlers
        #: Arrived for the process while every thread blocked them.
        self.pending: set[int] = set()
        #: Arrived, and their Python handlers have not run yet.
        self.tripped: set[int] = set()
        #: How many handlers have run; `pause` ends when one has.
        self.handled = 0
        #: Called with the number of every signal that Python handles, at once: writes to `set_wakeup_fd`'s descriptor.
        self.wakeup: Callable[[int], None] | None = None
        self.wakeup_fd = -1
        self.warn_on_full_buffer = True
        self.real_timer = RealTimer(scheduler, lambda: self.send(SIGALRM))
        computed = lambda: process.computed  # noqa: E731
        self.cpu_timers = [
            IntervalTimer(computed, lambda: self.send(SIGVTALRM)),
            IntervalTimer(computed, lambda: self.send(SIGPROF)),
        ]

    def timer(self, which: int) -> IntervalTimer:
        return self.real_timer if which == ITIMER_REAL else self.cpu_timers[which - 1]

    # -- the kernel's half

    def send(self, signum: int, to: GreenThread | None = None) -> None:
        """Sends a signal to the process, or to its thread `to`. What is neither handled nor ignored ends the process."""
        if self.process.exit_code is not None:
            return
        if signum in UNSTOPPABLE:
            # Nobody could continue a process that SIGSTOP stopped.
            if signum == SIGKILL:
                self.process.end(-SIGKILL)
            return
        receiver = self._receiver(signum, to)
        if receiver is not None:
            self._receive(signum, receiver)
        else:
            (self.pending if to is None else to.pending).add(signum)

    def _receiver(self, signum: int, to: GreenThread | None) -> GreenThread | None:
        if to is not None:
            return to if self._wants(to, signum) else None
        main = self.process.main
        if main is not None and self._wants(main, signum):
            return main
        return next((green for green in self.process.greens if self._wants(green, signum)), None)

    @staticmethod
    def _wants(green: GreenThread, signum: int) -> bool:
        return signum not in green.blocked or signum in green.awaited

    def _receive(self, signum: int, receiver: GreenThread) -> None:
        if signum in receiver.awaited:
            receiver.pending.add(signum)
            self.scheduler.wake(receiver)
            return
        handler = self.handlers.get(signum, SIG_DFL)
        if handler == SIG_IGN or (handler == SIG_DFL and signum in _IGNORED_BY_DEFAULT):
            return
        if handler == SIG_DFL:
            self.process.end(-signum)
            return
        self.trip(signum)
        self.scheduler.wake(receiver)

    def take(self, wanted: frozenset[int], green: GreenThread) -> int | None:
        """A pending signal out of `wanted`, no longer pending; the thread's own come first."""
        for pending in (green.pending, self.pending):
            found = min(pending & wanted, default=None)
            if found is not None:
                pending.discard(found)
                return found
        return None

    def mask(self, green: GreenThread, blocked: frozenset[int]) -> None:
        """Sets what a thread blocks, and lets it receive what it blocked until now."""
        green.blocked = blocked - UNSTOPPABLE
        for pending, to in ((green.pending, green), (self.pending, None)):
            for signum in sorted(pending - green.blocked):
                pending.discard(signum)
                self.send(signum, to)

    def computing(self) -> None:
        """The process computed for some time: its timers of computing may be due."""
        for timer in self.cpu_timers:
            timer.check()

    # -- CPython's half

    def trip(self, signum: int) -> None:
        """Marks a signal for its Python handler. Several of one kind before it runs count once."""
        self.tripped.add(signum)
        if self.wakeup is not None:
            self.wakeup(signum)

    def run_handlers(self) -> None:
        """Runs the handlers of signals that arrived, in the main thread; they may raise. Those left run next time."""
        while self.tripped:
            signum = min(self.tripped)
            self.tripped.discard(signum)
            handler = self.handlers.get(signum, SIG_DFL)
            if callable(handler):
                self.handled += 1
                handler(signum, _interrupted_frame())


def _interrupted_frame() -> FrameType | None:
    """The frame that a signal interrupted: the innermost one that is not this machine's."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and str(frame.f_globals.get("__name__")).startswith("world."):
        frame = frame.f_back
    return frame
