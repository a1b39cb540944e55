"""Open files that a thread can wait on, and the table of their descriptors.

Files of the virtual disk keep Emscripten's own small descriptors; virtual ones start at `FIRST`.
"""

from __future__ import annotations

import errno
import heapq
import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from world.kernel.green_thread import GreenThread
from world.kernel.scheduler import Scheduler

if TYPE_CHECKING:
    from world.kernel.processes import Process

FIRST = 1000
#: What a message in flight keeps open: a file, or a descriptor of the virtual disk that nobody else has.
Held: TypeAlias = "File | int"


def error(number: int) -> OSError:
    """The OSError subclass that the kernel's `number` stands for, with its usual text."""
    return OSError(number, os.strerror(number))


class Watcher(Protocol):
    """Something that wants to hear of changes without parking: an epoll set."""

    def changed(self, file: File) -> None: ...

    def replaced(self, old: File, new: File) -> None:
        """The watched descriptors of `old` stand for `new` from now on."""


class File:
    """Something open: it becomes readable and writable, and wakes who waits for that."""

    #: Waiters of a file whose events only one of them can use are woken in an order that the seed decides.
    contended = False
    #: What `fstat` says it is.
    mode = 0o140777
    #: What `fcntl(F_GETFL)` says it was opened for.
    access = os.O_RDWR

    def __init__(self, files: Files) -> None:
        self.files = files
        self.references = 0
        self.closed = False
        self.nonblocking = False
        self.waiters: dict[GreenThread, None] = {}
        self.watchers: dict[Watcher, None] = {}

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def hung_up(self) -> bool:
        return False

    def failed(self) -> bool:
        return False

    def notify(self) -> None:
        """Tells everybody who waits that readiness may have changed."""
        self.files.changes += 1
        if self.watchers:
            watchers = list(self.watchers)
            if self.contended and len(watchers) > 1:
                self.files.shuffle(watchers)
            for watcher in watchers:
                watcher.changed(self)
        if self.waiters:
            greens = list(self.waiters)
            if self.contended and len(greens) > 1:
                self.files.shuffle(greens)
            for green in greens:
                self.files.scheduler.wake(green)

    def wait(self, ready: Callable[[], bool], until: int | None, what: str, state: str = "blocking") -> bool:
        """Parks the calling thread until `ready()`; False when the instant `until` comes first."""
        if ready():
            return True
        scheduler = self.files.scheduler
        if until is not None and scheduler.now >= until:
            return False
        me = scheduler.current
        assert me is not None
        try:
            while not ready():
                if until is not None and scheduler.now >= until:
                    return False
                # In each turn, because the handler of a signal may have waited for this file too and have taken the thread off
                # the list. Who is on it keeps its place.
                self.waiters[me] = None
                scheduler.park(until, state, what)
        finally:
            self.waiters.pop(me, None)
        return True

    def wait_as_opened(self, ready: Callable[[], bool], what: str) -> None:
        """Waits as `read` and `write` do: for ever, or not at all when the file is non-blocking (EAGAIN)."""
        if not self.wait(ready, self.files.scheduler.now if self.nonblocking else None, what):
            raise error(errno.EAGAIN)

    def read(self, size: int) -> bytes:
        raise error(errno.EINVAL)

    def write(self, data: bytes | bytearray | memoryview) -> int:
        raise error(errno.EINVAL)

    def close(self) -> None:
        """The last descriptor was closed."""
        self.closed = True
        self.notify()


class Files:
    """The descriptor table of a machine."""

    def __init__(self, scheduler: Scheduler, shuffle: Callable[[list[Any]], None]) -> None:
        self.scheduler = scheduler
        self.shuffle = shuffle
        self.table: dict[int, File] = {}
        self.inheritable: set[int] = set()
        #: How often anything open may have become readable or writable: it grows whenever something moves between threads or processes.
        self.changes = 0
        self._owners: dict[int, Process] = {}
        self._free: list[int] = []
        self._next = FIRST

    def open(self, file: File, owner: Process | None = None) -> int:
        """A descriptor for `file`, owned by the running process if nobody else is named."""
        if self._free:
            number = heapq.heappop(self._free)
        else:
            number = self._next
            self._next += 1
        self._put(number, file, owner or self.scheduler.process)
        return number

    def _put(self, number: int, file: File, owner: Process | None) -> None:
        file.references += 1
        self.table[number] = file
        if owner is not None:
            self._owners[number] = owner
            owner.descriptors[number] = None

    def get(self, number: int) -> File:
        file = self.table.get(number)
        if file is None:
            raise error(errno.EBADF)
        return file

    def close(self, number: int) -> None:
        file = self.table.pop(number, None)
        if file is None:
            raise error(errno.EBADF)
        heapq.heappush(self._free, number)
        self.inheritable.discard(number)
        owner = self._owners.pop(number, None)
        if owner is not None:
            owner.descriptors.pop(number, None)
        self._release(file)

    @staticmethod
    def _release(file: File) -> None:
        file.references -= 1
        if not file.references:
            file.close()

    def replace(self, number: int, file: File) -> None:
        """Makes `number` stand for `file`, closing what it stood for."""
        if number in self.table:
            self.close(number)
        self._free = [free for free in (*self._free, *range(self._next, number)) if free != number]
        heapq.heapify(self._free)
        self._next = max(self._next, number + 1)
        self._put(number, file, self.scheduler.process)

    def substitute(self, old: File, new: File) -> None:
        """Lets every descriptor of `old` stand for `new`, and whoever waits on `old` wait on `new`."""
        new.references, old.references = old.references, 0
        new.nonblocking = old.nonblocking
        new.waiters = old.waiters
        new.watchers = old.watchers
        for watcher in new.watchers:
            watcher.replaced(old, new)
        for number, file in self.table.items():
            if file is old:
                self.table[number] = new

    # -- descriptors on their way to somebody else (SCM_RIGHTS)

    def hold(self, number: int) -> Held:
        """Keeps open what `number` stands for, whatever becomes of `number`. EBADF if it stands for nothing."""
        file = self.table.get(number)
        if file is None:
            return os.dup(number)
        file.references += 1
        return file

    def hold_again(self, held: Held) -> Held:
        if isinstance(held, int):
            return os.dup(held)
        held.references += 1
        return held

    def take(self, held: Held, owner: Process | None = None) -> int:
        """A descriptor for something held, owned by the running process if nobody else is named."""
        if isinstance(held, int):
            return held
        number = self.open(held, owner)
        held.references -= 1
        return number

    def drop(self, held: Held) -> None:
        if isinstance(held, int):
            os.close(held)
        else:
            self._release(held)
