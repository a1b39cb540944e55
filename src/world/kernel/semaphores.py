"""Who waits for a lock or a semaphore; and semaphores that processes share, by name, as POSIX's `sem_open` makes them."""

from __future__ import annotations

import errno
from collections import deque
from collections.abc import Callable
from types import CodeType

from world.kernel.files import error
from world.kernel.green_thread import GreenThread
from world.kernel.scheduler import Scheduler


class Waiter:
    """One wait for a lock or a semaphore. `granted`: it was released and is now this waiter's, whether or not it ran since."""

    __slots__ = ("granted", "green")

    def __init__(self, green: GreenThread) -> None:
        self.green = green
        self.granted = False


class Waiters:
    """Those who wait for one thing, the longest first. What is given back passes to the first of them, so nobody starves."""

    __slots__ = ("_queue", "_scheduler")

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler = scheduler
        self._queue: deque[Waiter] = deque()

    def wait(self, until: int | None, what: str, give_back: Callable[[], object]) -> bool:
        """Parks the running thread until the thing is granted to it; False when the instant `until` (nanoseconds; None: never) comes
        first. `what`: what traces call the wait. `give_back` is called when it was granted and cannot be kept."""
        scheduler = self._scheduler
        me = scheduler.current
        assert me is not None, "only a thread of the machine can wait, and only one that runs could end the wait"
        waiter = Waiter(me)
        self._queue.append(waiter)
        try:
            while True:
                scheduler.park(until, "lock", what)
                if waiter.granted:
                    return True
                if until is not None and scheduler.now >= until:
                    self._queue.remove(waiter)
                    return False
        except BaseException:
            # A signal's handler raised. It counts as having come first: nothing is taken.
            if waiter.granted:
                give_back()
            else:
                self._queue.remove(waiter)
            raise

    def grant(self) -> bool:
        """Passes the thing to whoever has waited longest; False if nobody waits."""
        while self._queue:
            waiter = self._queue.popleft()
            # Its process may have been killed.
            if not waiter.green.done:
                waiter.granted = True
                self._scheduler.wake(waiter.green)
                return True
        return False


class Semaphore:
    """A number that threads of any process take one from, and wait while it is 0. What is given passes to the longest waiter."""

    def __init__(self, scheduler: Scheduler, value: int) -> None:
        self.scheduler = scheduler
        self.value = value
        self._waiters = Waiters(scheduler)
        # Of one that is used as a lock: who took it last, and where, for whoever asks why nobody gets it.
        self._owner: GreenThread | None = None
        self._code: CodeType | None = None
        self._instruction = 0

    def try_take(self) -> bool:
        """Takes one if there is one."""
        if not self.value:
            return False
        self.value -= 1
        return True

    def take(self, until: int | None, what: str) -> bool:
        """Waits for one and takes it; False when the instant `until` (nanoseconds; None: never) comes first. `what`: what traces call
        the wait."""
        if self.try_take():
            return True
        if until is not None and until <= self.scheduler.now:
            return False
        return self._waiters.wait(until, what, self.give)

    def note_taker(self, code: CodeType, instruction: int) -> None:
        """The running thread has taken it as a lock, at this instruction of `code`."""
        self._owner, self._code, self._instruction = self.scheduler.current, code, instruction

    def give(self) -> None:
        """Gives one back, or a new one."""
        if not self._waiters.grant():
            self.value += 1


class Semaphores:
    """The semaphores of one machine that have a name. One whose name was taken away lives on with whoever has it open."""

    def __init__(self, scheduler: Scheduler) -> None:
        self.scheduler = scheduler
        self._named: dict[str, Semaphore] = {}

    def create(self, name: str, value: int) -> Semaphore:
        """A new semaphore with a name that is free; FileExistsError otherwise."""
        if name in self._named:
            raise error(errno.EEXIST)
        semaphore = self._named[name] = Semaphore(self.scheduler, value)
        return semaphore

    def open(self, name: str) -> Semaphore:
        """The semaphore of this name; FileNotFoundError if there is none."""
        if name not in self._named:
            raise error(errno.ENOENT)
        return self._named[name]

    def unlink(self, name: str) -> None:
        """Takes the name away; FileNotFoundError if nothing has it."""
        if self._named.pop(name, None) is None:
            raise error(errno.ENOENT)
