"""Stacks and clocks for a machine, from greenlet: what src/lab/engine/green-threads.ts lends it inside WebAssembly."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from types import FrameType

from greenlet import GreenletExit, getcurrent, greenlet


class GreenletHost:
    """A `world.kernel.host.Host`. Real time stands still unless a test moves `real`: no test depends on speed."""

    def __init__(self) -> None:
        #: What clocks show, in nanoseconds. A test that moves it ahead acts as a program that reads the clock in a loop.
        self.clock = 0
        #: Seconds.
        self.real = 0.0
        #: How often the interrupt of a quantum was asked for, and how often its handler said that it is done.
        self.quanta = 0
        self.interrupts_handled = 0
        self._hub = getcurrent()
        self._next: deque[greenlet] = deque()
        self._waiting: dict[int, greenlet] = {}
        self._stacks: set[greenlet] = set()
        self._gates = 0
        self._closed = False

    def run(self, body: Callable[[], None]) -> None:
        """Runs `body` and all that it starts, until everybody waits or has ended. What one of them raises comes out here."""
        self._hub = getcurrent()
        self.start(body)
        while self._next:
            self._next.popleft().switch()

    def close(self) -> None:
        """Takes away the stacks that are left. Their `finally` blocks run only now, when it can do no harm."""
        self._closed = True
        for stack in list(self._stacks):
            try:
                stack.throw(GreenletExit)
            except BaseException:
                # Of a program that is gone: nobody is left to tell.
                continue
        self._stacks.clear()

    def frames(self) -> dict[int, FrameType]:
        """Where stacks wait, by gate: who called `wait`."""
        return {gate: stack.gr_frame.f_back for gate, stack in self._waiting.items()}

    @property
    def waiting(self) -> int:
        """How many stacks wait for somebody to release them."""
        return len(self._waiting)

    # -- what the machine calls

    def gate(self) -> int:
        self._gates += 1
        return self._gates

    def start(self, body: Callable[[], None]) -> None:
        if self._closed:
            return

        def act() -> None:
            try:
                body()
            finally:
                self._stacks.discard(stack)

        stack = greenlet(act, parent=self._hub)
        self._stacks.add(stack)
        self._next.append(stack)

    def wait(self, gate: int) -> None:
        if self._closed:
            raise GreenletExit
        self._waiting[gate] = getcurrent()
        (self._next.popleft() if self._next else self._hub).switch()

    def release(self, gate: int) -> None:
        if not self._closed:
            self._next.append(self._waiting.pop(gate))

    def forget(self, gate: int) -> None:
        self._waiting.pop(gate, None)

    def set_clock(self, nanoseconds: int) -> None:
        self.clock = nanoseconds

    def read_clock(self) -> int:
        return self.clock

    def real_seconds(self) -> float:
        return self.real

    def quantum(self, checks: int) -> None:
        self.quanta += 1

    def handled(self) -> None:
        self.interrupts_handled += 1
