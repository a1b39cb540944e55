"""Readiness, and epoll sets: who watches what, as the kernel keeps it."""

from __future__ import annotations

import errno

from world.kernel.files import FIRST, File, Files, error
from world.kernel.green_thread import GreenThread
from world.kernel.sockets import Listener

POLLIN, POLLPRI, POLLOUT, POLLERR, POLLHUP, POLLNVAL, POLLRDHUP = 1, 2, 4, 8, 16, 32, 0x2000
EPOLLET, EPOLLONESHOT, EPOLLEXCLUSIVE = 1 << 31, 1 << 30, 1 << 28
#: Event bits of epoll and poll that mean "readable" and "writable" (RDNORM, RDBAND, WRNORM, WRBAND).
READ = POLLIN | 0x40 | 0x80
WRITE = POLLOUT | 0x100 | 0x200


def events_of(file: File, wanted: int) -> int:
    """Which of the `wanted` events hold for a file now; errors and hang-ups always count."""
    events = 0
    if wanted & READ and file.readable():
        events |= wanted & READ
    if wanted & WRITE and file.writable():
        events |= wanted & WRITE
    if file.failed():
        events |= POLLERR
    if file.hung_up():
        events |= POLLHUP
    if wanted & POLLRDHUP and (getattr(file, "ended", False) or getattr(file, "shut_read", False)):
        events |= POLLRDHUP
    return events


class EpollSet(File):
    """An epoll set. It hears from its files, so that waiting costs what is ready, not what is watched."""

    mode = 0o600

    def __init__(self, files: Files) -> None:
        super().__init__(files)
        self.wanted: dict[int, int] = {}
        self._numbers: dict[File, dict[int, None]] = {}
        self._files: dict[int, File] = {}
        self._candidates: dict[int, None] = {}
        self._sleepers: dict[GreenThread, None] = {}

    def readable(self) -> bool:
        return any(self._events(number) for number in list(self._candidates))

    def writable(self) -> bool:
        return False

    def close(self) -> None:
        for file in self._numbers:
            file.watchers.pop(self, None)
        self._numbers.clear()
        self._files.clear()
        self._candidates.clear()
        super().close()

    def add(self, number: int, events: int) -> None:
        file = self.files.table.get(number)
        if file is None:
            raise error(errno.EBADF if number >= FIRST else errno.EPERM)
        if self._files.get(number) not in (None, file):
            # The number was closed and stands for something new.
            self._forget(number)
        if number in self.wanted:
            raise error(errno.EEXIST)
        if file is self:
            raise error(errno.EINVAL)
        self.wanted[number] = events
        self._numbers.setdefault(file, {})[number] = None
        self._files[number] = file
        file.watchers[self] = None
        self._mark(number)

    def modify(self, number: int, events: int) -> None:
        self._known(number)
        self.wanted[number] = events
        self._mark(number)

    def remove(self, number: int) -> None:
        self._known(number)
        self._forget(number)

    def _known(self, number: int) -> None:
        if number not in self.files.table:
            if number in self.wanted:
                self._forget(number)
            raise error(errno.EBADF)
        if number not in self.wanted:
            raise error(errno.ENOENT)

    def _forget(self, number: int) -> None:
        self.wanted.pop(number, None)
        self._candidates.pop(number, None)
        file = self._files.pop(number)
        numbers = self._numbers[file]
        del numbers[number]
        if not numbers:
            del self._numbers[file]
            file.watchers.pop(self, None)

    def replaced(self, old: File, new: File) -> None:
        self._numbers[new] = self._numbers.pop(old)
        self._files.update(dict.fromkeys(self._numbers[new], new))

    def changed(self, file: File) -> None:
        for number in self._numbers.get(file, ()):
            self._candidates[number] = None
        for green in self._sleepers:
            self.files.scheduler.wake(green)
        if self.watchers or self.waiters:
            self.notify()

    def _mark(self, number: int) -> None:
        self._candidates[number] = None
        for green in self._sleepers:
            self.files.scheduler.wake(green)

    def _events(self, number: int) -> int:
        file = self.files.table.get(number)
        if file is None:
            # Closing a descriptor takes it out of every epoll set.
            self._forget(number)
            return 0
        wanted = self.wanted.get(number, 0)
        return events_of(file, wanted) if wanted & ~(EPOLLET | EPOLLONESHOT) else 0

    def wait_events(self, until: int | None, most: int) -> list[tuple[int, int]]:
        """Waits until something watched is ready, or until the instant `until`; at most `most` events (-1: all)."""
        scheduler = self.files.scheduler
        me = scheduler.current
        assert me is not None
        while True:
            found: list[tuple[int, int]] = []
            for number in list(self._candidates):
                events = self._events(number)
                if not events:
                    self._candidates.pop(number, None)
                    continue
                found.append((number, events))
                file = self._files[number]
                if isinstance(file, Listener):
                    file.told.add(me)
                wanted = self.wanted[number]
                if wanted & EPOLLONESHOT:
                    self.wanted[number] = 0
                if wanted & (EPOLLET | EPOLLONESHOT):
                    self._candidates.pop(number, None)
                if len(found) == most:
                    break
            if found or (until is not None and scheduler.now >= until):
                return found
            self._sleepers[me] = None
            try:
                scheduler.park(until, "poll", "epoll")
            finally:
                self._sleepers.pop(me, None)
