"""The `select` module over virtual descriptors: select, poll and epoll, woken by the files themselves."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from types import ModuleType
from typing import Any, Self

from world.kernel.cpu import Cores
from world.kernel.epoll import (
    EPOLLET,
    EPOLLEXCLUSIVE,
    EPOLLONESHOT,
    POLLERR,
    POLLHUP,
    POLLIN,
    POLLNVAL,
    POLLOUT,
    POLLPRI,
    POLLRDHUP,
    READ,
    WRITE,
    EpollSet,
    events_of,
)
from world.kernel.files import File, Files, error
from world.kernel.time_units import nanoseconds


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


def make_select_module(files: Files, cores: Cores, real: ModuleType) -> ModuleType:
    """A module with the interface of Linux's `select`. Descriptors of the virtual disk are always ready, as regular files are."""
    scheduler = files.scheduler
    module = ModuleType("select", real.__doc__)
    module.__dict__.update({name: value for name, value in vars(real).items() if not name.startswith("__")})

    def until_of(timeout: float | None) -> int | None:
        return None if timeout is None else scheduler.after(nanoseconds(timeout))

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

    def is_open(number: int) -> bool:
        try:
            os.fstat(number)
        except OSError:
            return False
        return True

    def ready(number: int, wanted: int, others: int) -> bool:
        file = lookup(number)
        return file is None or bool(events_of(file, wanted) & (wanted | others))

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
            can_read = [item for item, number in readers if ready(number, READ, POLLHUP | POLLERR)]
            can_write = [item for item, number in writers if ready(number, WRITE, POLLERR)]
            for number in others:
                lookup(number)
            if can_read or can_write or (until is not None and scheduler.now >= until):
                if timeout == 0:
                    cores.asks(bool(can_read or can_write))
                return can_read, can_write, []
            numbers = {number for _, number in readers} | {number for _, number in writers}
            wait_any([file for number in numbers if (file := lookup(number)) is not None], until, "select.select")

    class poll:
        """A polling object over any number of descriptors."""

        __slots__ = ("_busy", "_wanted")

        _busy: bool
        _wanted: dict[int, int]

        def __new__(cls) -> Self:
            raise TypeError("cannot create 'select.poll' instances")

        def register(self, fd: Any, eventmask: int = POLLIN | POLLPRI | POLLOUT, /) -> None:
            self._wanted[number_of(fd)] = _mask(eventmask, 0xFFFF, "unsigned short")

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
                            events = wanted & (READ | WRITE) if is_open(number) else POLLNVAL
                        if events:
                            found.append((number, events))
                    if found or (until is not None and scheduler.now >= until):
                        if timeout == 0:
                            cores.asks(bool(found))
                        return found
                    wait_any(watched, until, "poll")
            finally:
                self._busy = False

    def make_poll() -> poll:
        polling = object.__new__(poll)
        polling._wanted = {}
        polling._busy = False
        return polling

    class epoll:
        """An epoll set as programs hold it: an object with a descriptor."""

        __slots__ = ("__weakref__", "_fd", "_set")

        def __init__(self, sizehint: int = -1, flags: int = 0) -> None:
            if sizehint != -1 and sizehint <= 0:
                raise ValueError("sizehint must be positive or -1")
            if flags & ~0o2000000:
                raise error(errno.EINVAL)
            self._set = EpollSet(files)
            self._fd = files.open(self._set)

        @classmethod
        def fromfd(cls, fd: int, /) -> epoll:
            """Another object for a descriptor."""
            found = files.get(fd)
            if not isinstance(found, EpollSet):
                raise error(errno.EINVAL)
            instance = object.__new__(cls)
            instance._set, instance._fd = found, fd
            return instance

        def fileno(self) -> int:
            self._check()
            return self._fd

        @property
        def closed(self) -> bool:
            return self._fd == -1

        def _check(self) -> EpollSet:
            if self._fd == -1:
                raise ValueError("I/O operation on closed epoll object")
            if self._fd not in files.table:
                raise error(errno.EBADF)
            return self._set

        def close(self) -> None:
            number, self._fd = self._fd, -1
            if number != -1 and files.table.get(number) is self._set:
                files.close(number)

        def __del__(self) -> None:
            if getattr(self, "_fd", -1) != -1:
                self.close()

        def __enter__(self) -> epoll:
            self._check()
            return self

        def __exit__(self, *args: object) -> None:
            self.close()

        def register(self, fd: Any, eventmask: int = POLLIN | POLLPRI | POLLOUT) -> None:
            self._check().add(number_of(fd), _mask(eventmask, 0xFFFFFFFF, "unsigned int"))

        def modify(self, fd: Any, eventmask: int) -> None:
            self._check().modify(number_of(fd), _mask(eventmask, 0xFFFFFFFF, "unsigned int"))

        def unregister(self, fd: Any) -> None:
            self._check().remove(number_of(fd))

        def poll(self, timeout: float | None = None, maxevents: int = -1) -> list[tuple[int, int]]:
            watched = self._check()
            if timeout is not None and not isinstance(timeout, (int, float)):
                raise TypeError("timeout must be an integer or None")
            if maxevents != -1 and maxevents <= 0:
                raise ValueError("maxevents must be greater than 0, got " + str(maxevents))
            found = watched.wait_events(None if timeout is None or timeout < 0 else until_of(timeout), maxevents)
            if timeout == 0:
                cores.asks(bool(found))
            return found

    for thing in (select, poll, epoll):
        thing.__module__ = "select"
        thing.__qualname__ = thing.__name__
    module.__dict__.update(
        select=select,
        poll=make_poll,
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


def _mask(events: int, largest: int, kind: str) -> int:
    """An event mask as C converts it."""
    if events < 0:
        raise ValueError("value must be positive")
    if events > largest:
        raise OverflowError(f"Python int too large for C {kind}")
    return events
