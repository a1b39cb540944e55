"""Open files that a thread can wait on: the descriptor table, pipes, and the parts of `posix` that know of them.

Files of the virtual disk keep Emscripten's own small descriptors; virtual ones start at `FIRST`.
"""

from __future__ import annotations

import errno
import heapq
import os
from collections.abc import Callable
from types import ModuleType
from typing import TYPE_CHECKING, Any, Protocol

from world import limits
from world.machine.scheduler import Green, Scheduler

if TYPE_CHECKING:
    from world.machine.processes import Process

FIRST = 1000


def error(number: int) -> OSError:
    """The OSError subclass that the kernel's `number` stands for, with its usual text."""
    return OSError(number, os.strerror(number))


class Watcher(Protocol):
    """Something that wants to hear of changes without parking: an epoll set."""

    def changed(self, file: File) -> None: ...


class File:
    """Something open: it has an owner, becomes readable and writable, and wakes who waits for that."""

    #: Waiters of a file whose events only one of them can use are woken in an order that the seed decides.
    contended = False

    def __init__(self, files: Files) -> None:
        self.files = files
        self.references = 0
        self.closed = False
        self.nonblocking = False
        self.waiters: dict[Green, None] = {}
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

    def read(self, size: int) -> bytes:
        raise error(errno.EINVAL)

    def write(self, data: bytes | bytearray | memoryview) -> int:
        raise error(errno.EINVAL)

    def close(self) -> None:
        """The last descriptor was closed."""
        self.closed = True
        self.notify()


class Pipe:
    """The buffer between the two ends of a pipe."""

    def __init__(self) -> None:
        self.buffer = bytearray()
        self.reader: PipeReader | None = None
        self.writer: PipeWriter | None = None


class PipeReader(File):
    def __init__(self, files: Files, pipe: Pipe) -> None:
        super().__init__(files)
        self.pipe = pipe

    def readable(self) -> bool:
        return bool(self.pipe.buffer) or self.hung_up()

    def writable(self) -> bool:
        return False

    def hung_up(self) -> bool:
        return self.pipe.writer is None or self.pipe.writer.closed

    def read(self, size: int) -> bytes:
        if not self.wait(self.readable, self.files.scheduler.now if self.nonblocking else None, "os.read"):
            raise error(errno.EAGAIN)
        data = bytes(self.pipe.buffer[:size])
        del self.pipe.buffer[:size]
        if data and self.pipe.writer is not None:
            self.pipe.writer.notify()
        return data

    def write(self, data: bytes | bytearray | memoryview) -> int:
        raise error(errno.EBADF)

    def close(self) -> None:
        super().close()
        if self.pipe.writer is not None:
            self.pipe.writer.notify()


class PipeWriter(File):
    def __init__(self, files: Files, pipe: Pipe) -> None:
        super().__init__(files)
        self.pipe = pipe

    def readable(self) -> bool:
        return False

    def writable(self) -> bool:
        return len(self.pipe.buffer) < limits.SOCKET_BUFFER or self.failed()

    def failed(self) -> bool:
        return self.pipe.reader is None or self.pipe.reader.closed

    def read(self, size: int) -> bytes:
        raise error(errno.EBADF)

    def write(self, data: bytes | bytearray | memoryview) -> int:
        rest = memoryview(data).cast("B")
        written = 0
        while True:
            if self.failed():
                raise error(errno.EPIPE)
            space = limits.SOCKET_BUFFER - len(self.pipe.buffer)
            if space > 0:
                self.pipe.buffer += rest[written : written + space]
                written = min(len(rest), written + space)
                assert self.pipe.reader is not None
                self.pipe.reader.notify()
            if written == len(rest) or (self.nonblocking and written):
                return written
            if not self.wait(self.writable, self.files.scheduler.now if self.nonblocking else None, "os.write"):
                raise error(errno.EAGAIN)

    def close(self) -> None:
        super().close()
        if self.pipe.reader is not None:
            self.pipe.reader.notify()


class Files:
    """The descriptor table of a machine."""

    def __init__(self, scheduler: Scheduler, shuffle: Callable[[list[Any]], None]) -> None:
        self.scheduler = scheduler
        self.shuffle = shuffle
        self.table: dict[int, File] = {}
        self.inheritable: set[int] = set()
        self._owners: dict[int, Process] = {}
        self._free: list[int] = []
        self._next = FIRST

    def open(self, file: File) -> int:
        """A descriptor for `file`, owned by the running process."""
        if self._free:
            number = heapq.heappop(self._free)
        else:
            number = self._next
            self._next += 1
        self._put(number, file)
        return number

    def _put(self, number: int, file: File) -> None:
        file.references += 1
        self.table[number] = file
        owner = self.scheduler.process
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
        self._put(number, file)

    def pipe(self) -> tuple[int, int]:
        pipe = Pipe()
        pipe.reader, pipe.writer = PipeReader(self, pipe), PipeWriter(self, pipe)
        return self.open(pipe.reader), self.open(pipe.writer)


def patch_posix(files: Files, module: ModuleType) -> dict[str, Any]:
    """The functions of `posix` that must know virtual descriptors, by name; the others stay real."""
    table = files.table
    scheduler = files.scheduler

    def passing(name: str, virtual: Callable[..., Any]) -> Callable[..., Any]:
        real = getattr(module, name, None)

        def function(fd: Any, *args: Any, **kwargs: Any) -> Any:
            if type(fd) is int and fd in table:
                return virtual(fd, *args, **kwargs)
            if type(fd) is int and fd >= FIRST:
                raise error(errno.EBADF)
            if real is None:
                raise error(errno.ENOSYS)
            return real(fd, *args, **kwargs)

        function.__name__ = function.__qualname__ = name
        return function

    def readinto(fd: int, buffer: Any) -> int:
        data = files.get(fd).read(len(buffer))
        memoryview(buffer).cast("B")[: len(data)] = data
        return len(data)

    def set_blocking(fd: int, blocking: bool) -> None:
        files.get(fd).nonblocking = not blocking

    def set_inheritable(fd: int, inheritable: bool) -> None:
        (files.inheritable.add if inheritable else files.inheritable.discard)(fd)

    def fstat(fd: int) -> os.stat_result:
        now = scheduler.now // 1_000_000_000
        # A fifo or a socket; asyncio's pipe transports refuse other kinds.
        kind = 0o010600 if isinstance(table[fd], (PipeReader, PipeWriter)) else 0o140600
        return os.stat_result((kind, fd, 0, 1, 0, 0, 0, now, now, now))

    times: dict[int, tuple[int, int]] = {}
    real_utime, real_fstat = module.utime, module.fstat

    def utime(path: Any, times_of: tuple[float, float] | None = None, *, ns: Any = None, **kwargs: Any) -> None:
        # Emscripten has no futimens; a heartbeat file (gunicorn's) is touched through its descriptor.
        if not isinstance(path, int):
            real_utime(path, times_of, **({"ns": ns} if ns is not None else {}), **kwargs)
            return
        if ns is None:
            seconds = times_of if times_of is not None else (scheduler.now / 1e9, scheduler.now / 1e9)
            ns = (round(seconds[0] * 1e9), round(seconds[1] * 1e9))
        times[path] = ns

    def fstat_any(fd: int) -> os.stat_result:
        if fd in table:
            return fstat(fd)
        result = real_fstat(fd)
        if fd not in times:
            return result
        atime, mtime = times[fd]
        fields = list(result)
        fields[7:9] = [atime // 1_000_000_000, mtime // 1_000_000_000]
        extra = {"st_atime": atime / 1e9, "st_mtime": mtime / 1e9, "st_atime_ns": atime, "st_mtime_ns": mtime}
        return os.stat_result(fields, extra)

    real_close = module.close

    def close(fd: int) -> None:
        if fd in table:
            files.close(fd)
            return
        times.pop(fd, None)
        if fd >= FIRST:
            raise error(errno.EBADF)
        real_close(fd)

    patched: dict[str, Any] = {
        "read": passing("read", lambda fd, size: files.get(fd).read(size)),
        "readinto": passing("readinto", readinto),
        "write": passing("write", lambda fd, data: files.get(fd).write(data)),
        "close": close,
        "pipe": files.pipe,
        "pipe2": lambda flags: files.pipe(),
        "dup": passing("dup", lambda fd: files.open(files.get(fd))),
        "isatty": passing("isatty", lambda fd: False),
        "set_blocking": passing("set_blocking", set_blocking),
        "get_blocking": passing("get_blocking", lambda fd: not files.get(fd).nonblocking),
        "get_inheritable": passing("get_inheritable", lambda fd: fd in files.inheritable),
        "set_inheritable": passing("set_inheritable", set_inheritable),
        "fstat": fstat_any,
        "utime": utime,
    }

    real_dup2 = module.dup2

    def dup2(fd: int, fd2: int, inheritable: bool = True) -> int:
        if fd not in table:
            return real_dup2(fd, fd2, inheritable)
        if fd != fd2:
            files.replace(fd2, files.get(fd))
        return fd2

    patched["dup2"] = dup2
    return patched
