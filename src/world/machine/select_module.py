"""The `select` module over virtual descriptors: select, poll and epoll, woken by the files themselves."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from types import ModuleType
from typing import Any

from world.machine.files import FIRST, File, Files, error
from world.machine.scheduler import Green, nanoseconds

POLLIN, POLLPRI, POLLOUT, POLLERR, POLLHUP, POLLNVAL, POLLRDHUP = 1, 2, 4, 8, 16, 32, 0x2000
EPOLLET, EPOLLONESHOT, EPOLLEXCLUSIVE = 1 << 31, 1 << 30, 1 << 28
#: Event bits of epoll and poll that mean "readable" and "writable" (RDNORM, RDBAND, WRNORM, WRBAND).
_READ = POLLIN | 0x40 | 0x80
_WRITE = POLLOUT | 0x100 | 0x200


def events_of(file: File, wanted: int) -> int:
    """Which of the `wanted` events hold for a file now; errors and hang-ups always count."""
    events = 0
    if wanted & _READ and file.readable():
        events |= wanted & _READ
    if wanted & _WRITE and file.writable():
        events |= wanted & _WRITE
    if file.failed():
        events |= POLLERR
    if file.hung_up():
        events |= POLLHUP
    if wanted & POLLRDHUP and getattr(file, "ended", False):
        events |= POLLRDHUP
    return events


def number_of(thing: Any) -> int:
    """The descriptor behind an int or something with `fileno()`; TypeError and ValueError as C's converter raises them."""
    if isinstance(thing, int):
        number = thing
    else:
        method = getattr(thing, "fileno", None)
        if method is None:
            raise TypeError("argument must be an int, or have a fileno() method.")
        number = method()
        if not isinstance(number, int):
            raise TypeError("fileno() returned a non-integer")
    if number < 0:
        raise ValueError(f"file descriptor cannot be a negative integer ({number})")
    return number


def make_select_module(files: Files, real: ModuleType) -> ModuleType:
    """A module with the interface of Linux's `select`. Descriptors of the virtual disk are always ready, as regular files are."""
    scheduler = files.scheduler
    module = ModuleType("select", real.__doc__)
    module.__dict__.update({name: value for name, value in vars(real).items() if not name.startswith("__")})

    def until_of(timeout: float | None) -> int | None:
        return None if timeout is None else scheduler.now + nanoseconds(timeout)

    def wait_any(watched: Iterable[File], until: int | None, what: str) -> None:
        me = scheduler.current
        assert me is not None
        watched = list(watched)
        for file in watched:
            file.waiters[me] = None
        try:
            scheduler.park(until, "poll", what)
        finally:
            for file in watched:
                file.waiters.pop(me, None)

    def lookup(number: int) -> File | None:
        file = files.table.get(number)
        if file is None:
            # Raises EBADF for what is not open on the virtual disk either.
            os.fstat(number)
        return file

    def is_on_disk(number: int) -> bool:
        try:
            os.fstat(number)
        except OSError:
            return False
        return True

    def select(
        rlist: Iterable[Any], wlist: Iterable[Any], xlist: Iterable[Any], timeout: float | None = None, /
    ) -> tuple[list[Any], list[Any], list[Any]]:
        if timeout is not None:
            if not isinstance(timeout, (int, float)):
                raise TypeError("timeout must be a float or None")
            if timeout < 0:
                raise ValueError("timeout must be non-negative")
        readers = [(item, number_of(item)) for item in rlist]
        writers = [(item, number_of(item)) for item in wlist]
        others = [number_of(item) for item in xlist]
        until = until_of(timeout)
        while True:
            can_read = [item for item, number in readers if (file := lookup(number)) is None or file.readable()]
            can_write = [item for item, number in writers if (file := lookup(number)) is None or file.writable()]
            for number in others:
                lookup(number)
            if can_read or can_write or (until is not None and scheduler.now >= until):
                return can_read, can_write, []
            numbers = {number for _, number in readers} | {number for _, number in writers}
            wait_any([file for number in numbers if (file := lookup(number)) is not None], until, "select.select")

    class Poll:
        """A polling object over any number of descriptors. Only `select.poll()` makes one."""

        def __new__(cls) -> Poll:
            raise TypeError("cannot create 'select.poll' instances")

        _wanted: dict[int, int]
        _busy: bool

        def register(self, fd: Any, eventmask: int = POLLIN | POLLPRI | POLLOUT, /) -> None:
            if eventmask < 0:
                raise ValueError("value must be positive")
            if eventmask > 0xFFFF:
                raise OverflowError("Python int too large for C unsigned short")
            self._wanted[number_of(fd)] = eventmask

        def modify(self, fd: Any, eventmask: int, /) -> None:
            number = number_of(fd)
            if number not in self._wanted:
                raise error(errno.ENOENT)
            self.register(number, eventmask)

        def unregister(self, fd: Any, /) -> None:
            del self._wanted[number_of(fd)]

        def poll(self, timeout: float | None = None, /) -> list[tuple[int, int]]:
            if self._busy:
                raise RuntimeError("concurrent poll() invocation")
            if timeout is not None and not isinstance(timeout, (int, float)):
                raise TypeError("timeout must be an integer or None")
            if timeout is not None and timeout > 0x7FFFFFFF:
                raise OverflowError("timeout is too large")
            until = None if timeout is None or timeout < 0 else until_of(timeout / 1000)
            self._busy = True
            try:
                while True:
                    found: list[tuple[int, int]] = []
                    watched: list[File] = []
                    for number, wanted in self._wanted.items():
                        file = files.table.get(number)
                        if file is not None:
                            events = events_of(file, wanted)
                            watched.append(file)
                        else:
                            events = wanted & (_READ | _WRITE) if is_on_disk(number) else POLLNVAL
                        if events:
                            found.append((number, events))
                    if found or (until is not None and scheduler.now >= until):
                        return found
                    wait_any(watched, until, "poll")
            finally:
                self._busy = False

    def poll() -> Poll:
        one = object.__new__(Poll)
        one._wanted = {}
        one._busy = False
        return one

    class epoll(File):
        """An epoll set. It hears from its files, so that waiting costs what is ready, not what is watched."""

        def __init__(self, sizehint: int = -1, flags: int = 0) -> None:
            if sizehint != -1 and sizehint <= 0:
                raise ValueError("sizehint must be positive or -1")
            if flags & ~0o2000000:
                raise error(errno.EINVAL)
            super().__init__(files)
            self._wanted: dict[int, int] = {}
            self._numbers: dict[File, dict[int, None]] = {}
            self._files: dict[int, File] = {}
            self._candidates: dict[int, None] = {}
            self._always: dict[int, None] = {}
            self._fd = files.open(self)
            self._sleepers: dict[Green, None] = {}

        @classmethod
        def fromfd(cls, fd: int, /) -> epoll:
            found = files.get(fd)
            assert isinstance(found, cls)
            return found

        def fileno(self) -> int:
            self._check()
            return self._fd

        @property
        def closed(self) -> bool:  # type: ignore[override]
            return self._fd == -1

        @closed.setter
        def closed(self, value: bool) -> None:
            if value:
                self._fd = -1

        def _check(self) -> None:
            if self._fd == -1:
                raise ValueError("I/O operation on closed epoll object")

        def close(self) -> None:
            if self._fd == -1:
                return
            number, self._fd = self._fd, -1
            for file in list(self._numbers):
                file.watchers.pop(self, None)
            self._numbers.clear()
            self._files.clear()
            if files.table.get(number) is self:
                files.close(number)

        def __enter__(self) -> epoll:
            self._check()
            return self

        def __exit__(self, *args: object) -> None:
            self.close()

        def readable(self) -> bool:
            return any(self._events(number) for number in list(self._candidates))

        def register(self, fd: Any, eventmask: int = POLLIN | POLLPRI | POLLOUT) -> None:
            self._check()
            number = number_of(fd)
            if number in self._wanted:
                raise error(errno.EEXIST)
            file = files.table.get(number)
            if file is None:
                raise error(errno.EBADF if number >= FIRST else errno.EPERM)
            self._wanted[number] = eventmask
            self._numbers.setdefault(file, {})[number] = None
            self._files[number] = file
            file.watchers[self] = None
            self._mark(number)

        def modify(self, fd: Any, eventmask: int) -> None:
            self._check()
            number = number_of(fd)
            if number not in self._wanted:
                raise error(errno.ENOENT)
            self._wanted[number] = eventmask
            self._mark(number)

        def unregister(self, fd: Any) -> None:
            self._check()
            number = number_of(fd)
            if number not in files.table:
                if number in self._wanted:
                    self._forget(number)
                raise error(errno.EBADF)
            if number not in self._wanted:
                raise error(errno.ENOENT)
            self._forget(number)

        def _forget(self, number: int) -> None:
            self._wanted.pop(number, None)
            self._candidates.pop(number, None)
            file = self._files.pop(number)
            numbers = self._numbers[file]
            del numbers[number]
            if not numbers:
                del self._numbers[file]
                file.watchers.pop(self, None)

        def replaced(self, old: File, new: File) -> None:
            """A watched descriptor now stands for another file (a socket that started to listen)."""
            self._numbers[new] = self._numbers.pop(old)
            self._files.update(dict.fromkeys(self._numbers[new], new))

        def changed(self, file: File) -> None:
            for number in self._numbers.get(file, ()):
                self._candidates[number] = None
            for green in self._sleepers:
                scheduler.wake(green)
            if self.watchers or self.waiters:
                self.notify()

        def _mark(self, number: int) -> None:
            self._candidates[number] = None
            for green in self._sleepers:
                scheduler.wake(green)

        def _events(self, number: int) -> int:
            file = files.table.get(number)
            if file is None:
                # Closing a descriptor takes it out of every epoll set.
                self._forget(number)
                return 0
            wanted = self._wanted.get(number, 0)
            return events_of(file, wanted) if wanted & ~(EPOLLET | EPOLLONESHOT) else 0

        def poll(self, timeout: float | None = None, maxevents: int = -1) -> list[tuple[int, int]]:
            self._check()
            if timeout is not None and not isinstance(timeout, (int, float)):
                raise TypeError("timeout must be an integer or None")
            if maxevents != -1 and maxevents <= 0:
                raise ValueError("maxevents must be greater than 0, got " + str(maxevents))
            until = None if timeout is None or timeout < 0 else until_of(timeout)
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
                    wanted = self._wanted[number]
                    if wanted & EPOLLONESHOT:
                        self._wanted[number] = 0
                    if wanted & (EPOLLET | EPOLLONESHOT):
                        self._candidates.pop(number, None)
                    if len(found) == maxevents:
                        break
                if found or (until is not None and scheduler.now >= until):
                    return found
                self._sleepers[me] = None
                try:
                    scheduler.park(until, "poll", "epoll")
                finally:
                    self._sleepers.pop(me, None)
                self._check()

    Poll.__name__ = "poll"
    for thing in (select, poll, Poll, epoll):
        thing.__module__ = "select"
        thing.__qualname__ = thing.__name__
    module.__dict__.update(
        select=select,
        poll=poll,
        epoll=epoll,
        error=OSError,
        PIPE_BUF=4096,
        POLLIN=POLLIN,
        POLLPRI=POLLPRI,
        POLLOUT=POLLOUT,
        POLLERR=POLLERR,
        POLLHUP=POLLHUP,
        POLLNVAL=POLLNVAL,
        POLLRDHUP=POLLRDHUP,
        EPOLLIN=POLLIN,
        EPOLLPRI=POLLPRI,
        EPOLLOUT=POLLOUT,
        EPOLLERR=POLLERR,
        EPOLLHUP=POLLHUP,
        EPOLLRDHUP=POLLRDHUP,
        EPOLLRDNORM=0x40,
        EPOLLRDBAND=0x80,
        EPOLLWRNORM=0x100,
        EPOLLWRBAND=0x200,
        EPOLLMSG=0x400,
        EPOLLET=EPOLLET,
        EPOLLONESHOT=EPOLLONESHOT,
        EPOLLEXCLUSIVE=EPOLLEXCLUSIVE,
        EPOLL_CLOEXEC=0o2000000,
    )
    return module
