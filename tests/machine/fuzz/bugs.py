"""Bugs that the fuzzing must find: each is one line that the kernel or its modules could have, or have had."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from unittest.mock import patch

from world.kernel.cpu import Cores
from world.kernel.epoll import EpollSet
from world.kernel.files import File
from world.kernel.green_thread import GreenThread
from world.kernel.pipes import PipeWriter
from world.kernel.processes import Process
from world.kernel.scheduler import Scheduler
from world.modules import locks, select_module, thread_module

Bug = Callable[[], Any]


def _with_locks(change: Callable[[Any, Scheduler], None]) -> Any:
    """The locks of every machine made meanwhile, changed."""

    def make(scheduler: Scheduler, get_ident: Callable[[], int]) -> tuple[type[Any], type[Any]]:
        lock, rlock = locks.make_locks(scheduler, get_ident)
        change(lock, scheduler)
        return lock, rlock

    return patch.object(thread_module, "make_locks", make)


def lock_wakes_nobody() -> Any:
    """A released lock goes to the longest waiter, who does not hear of it."""

    def change(lock: Any, scheduler: Scheduler) -> None:
        release = lock.release

        def forgetful(self: Any) -> None:
            with patch.object(scheduler, "wake", lambda green: False):
                release(self)

        lock.release = forgetful

    return _with_locks(change)


def lock_is_taken_at_the_timeout() -> Any:
    """Who gives up believes to have the lock."""

    def change(lock: Any, scheduler: Scheduler) -> None:
        acquire = lock.acquire

        def wrong(self: Any, blocking: bool = True, timeout: float = -1) -> bool:
            return bool(acquire(self, blocking, timeout)) or timeout > 0

        lock.acquire = lock.__enter__ = wrong

    return _with_locks(change)


def lock_gives_up_early() -> Any:
    """A wait for a lock ends before its time."""
    deadline_of = locks.deadline_of

    def early(scheduler: Scheduler, blocking: bool, timeout: float) -> int | None:
        until = deadline_of(scheduler, blocking, timeout)
        return None if until is None else until - 1000

    return patch.object(locks, "deadline_of", early)


def file_registers_once() -> Any:
    """Who waits for a file goes on its list once, and the handler of a signal that waits for it too takes the thread off."""

    def wait(self: File, ready: Callable[[], bool], until: int | None, what: str, state: str = "blocking") -> bool:
        if ready():
            return True
        scheduler = self.files.scheduler
        me = scheduler.current
        assert me is not None
        self.waiters[me] = None
        try:
            while not ready():
                if until is not None and scheduler.now >= until:
                    return False
                scheduler.park(until, state, what)
        finally:
            self.waiters.pop(me, None)
        return True

    return patch.object(File, "wait", wait)


def epoll_wakes_nobody() -> Any:
    """Who waits on an epoll set does not hear of changes."""

    def changed(self: EpollSet, file: File) -> None:
        for number in self._numbers.get(file, ()):
            self._candidates[number] = None

    return patch.object(EpollSet, "changed", changed)


def full_pipe_stays_full() -> Any:
    """A writer that waits for room does not hear that there is some."""
    notify = File.notify

    def deaf(self: File) -> None:
        if not isinstance(self, PipeWriter):
            notify(self)

    return patch.object(File, "notify", deaf)


def dead_keep_their_core() -> Any:
    """A process that is killed while it computes takes its core along."""
    vacate = Cores.vacate

    def keep(self: Cores, green: GreenThread) -> None:
        if not green.done:
            vacate(self, green)

    return patch.object(Cores, "vacate", keep)


def interpreter_lock_wakes_one() -> Any:
    """Of those that wait for the interpreter lock, all but one are forgotten."""

    def release_gil(self: Process) -> None:
        self.running = None
        waiters, self.gil_waiters = self.gil_waiters, []
        for green in waiters[:1]:
            self.machine.scheduler.wake(green)

    return patch.object(Process, "release_gil", release_gil)


def waits_say_nothing() -> Any:
    """Some wait without a reason."""
    wait = File.wait

    def silent(self: File, ready: Callable[[], bool], until: int | None, what: str, state: str = "blocking") -> bool:
        return wait(self, ready, until, "", state)

    return patch.object(File, "wait", silent)


def files_outlive_their_process() -> Any:
    """A process that ends leaves its files open."""
    end = Process.end

    def careless(self: Process, code: int) -> None:
        with patch.object(self.machine.files, "close", lambda number: None):
            end(self, code)

    return patch.object(Process, "end", careless)


def select_sees_nothing() -> Any:
    """What is ready is not seen."""
    return patch.object(select_module, "events_of", lambda file, wanted: 0)


BUGS: tuple[Bug, ...] = (
    lock_wakes_nobody,
    lock_is_taken_at_the_timeout,
    lock_gives_up_early,
    file_registers_once,
    epoll_wakes_nobody,
    full_pipe_stays_full,
    dead_keep_their_core,
    interpreter_lock_wakes_one,
    waits_say_nothing,
    files_outlive_their_process,
    select_sees_nothing,
)
