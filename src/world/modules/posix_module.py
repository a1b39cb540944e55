"""The parts of `posix` that know of virtual descriptors."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from types import ModuleType
from typing import Any

from world import limits
from world.kernel.files import FIRST, Files, error
from world.kernel.pipes import make_pipe


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
            scheduler.pass_by()
            return real(fd, *args, **kwargs)

        function.__name__ = function.__qualname__ = name
        return function

    def readinto(fd: int, buffer: Any) -> int:
        data = files.get(fd).read(len(buffer))
        memoryview(buffer).cast("B")[: len(data)] = data
        return len(data)

    write_file = passing("write", lambda fd, data: files.get(fd).write(data))

    def write(fd: int, data: Any, /) -> int:
        if fd in (1, 2) and fd not in table and scheduler.process is not None:
            # The console has no file; what a process prints is kept with it.
            scheduler.process.printed.add(bytes(data).decode("utf-8", "replace"))
            return len(data)
        return write_file(fd, data)  # type: ignore[no-any-return]  # what a file answers

    def set_blocking(fd: int, blocking: bool) -> None:
        files.get(fd).nonblocking = not blocking

    def set_inheritable(fd: int, inheritable: bool) -> None:
        (files.inheritable.add if inheritable else files.inheritable.discard)(fd)

    def fstat(fd: int) -> os.stat_result:
        now = scheduler.now // 1_000_000_000
        return os.stat_result((table[fd].mode, fd, 0, 1, 0, 0, 0, now, now, now))

    def pipe2(flags: int = 0) -> tuple[int, int]:
        numbers = []
        for end in make_pipe(files):
            end.nonblocking = bool(flags & os.O_NONBLOCK)
            numbers.append(files.open(end))
        return numbers[0], numbers[1]

    def no_seek(fd: int, *args: Any) -> int:
        raise error(errno.ESPIPE)

    def no_file_of_a_disk(fd: int, *args: Any) -> None:
        raise error(errno.EINVAL)

    def readv(fd: int, buffers: Any) -> int:
        views = [memoryview(buffer).cast("B") for buffer in buffers]
        data = files.get(fd).read(sum(map(len, views)))
        start = 0
        for view in views:
            part = data[start : start + len(view)]
            view[: len(part)] = part
            start += len(part)
        return len(data)

    def writev(fd: int, buffers: Any) -> int:
        return files.get(fd).write(b"".join(buffers))

    def sendfile(out_fd: int, in_fd: int, offset: int | None, count: int) -> int:
        """From a file of the virtual disk to a virtual descriptor."""
        if in_fd in table:
            raise error(errno.EINVAL)
        start = os.lseek(in_fd, 0, os.SEEK_CUR) if offset is None else offset
        # No more than can leave at once: callers go on where this ended.
        data = os.pread(in_fd, min(count, limits.TCP_SEND), start)
        sent = files.get(out_fd).write(data) if data else 0
        if offset is None:
            os.lseek(in_fd, start + sent, os.SEEK_SET)
        return sent

    touched: dict[int, tuple[int, int]] = {}
    real_utime, real_fstat = module.utime, module.fstat

    def utime(path: Any, times: tuple[float, float] | None = None, *, ns: Any = None, **kwargs: Any) -> None:
        # Emscripten has no futimens; a heartbeat file (gunicorn's) is touched through its descriptor.
        if not isinstance(path, int):
            real_utime(path, times, **({"ns": ns} if ns is not None else {}), **kwargs)
            return
        if ns is None:
            seconds = times if times is not None else (scheduler.now / 1e9, scheduler.now / 1e9)
            ns = (round(seconds[0] * 1e9), round(seconds[1] * 1e9))
        touched[path] = ns

    def fstat_any(fd: int) -> os.stat_result:
        if fd in table:
            return fstat(fd)
        result: os.stat_result = real_fstat(fd)
        if fd not in touched:
            return result
        atime, mtime = touched[fd]
        fields = list(result)
        fields[7:9] = [atime // 1_000_000_000, mtime // 1_000_000_000]
        extra = {"st_atime": atime / 1e9, "st_mtime": mtime / 1e9, "st_atime_ns": atime, "st_mtime_ns": mtime}
        return os.stat_result(fields, extra)

    real_open, real_close = module.open, module.close

    def open_file(path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        scheduler.pass_by()
        return int(real_open(path, flags, mode, dir_fd=dir_fd))

    open_file.__name__ = open_file.__qualname__ = "open"

    def close(fd: int) -> None:
        if fd in table:
            files.close(fd)
            return
        touched.pop(fd, None)
        if fd >= FIRST:
            raise error(errno.EBADF)
        real_close(fd)

    patched: dict[str, Any] = {
        "open": open_file,
        "read": passing("read", lambda fd, size: files.get(fd).read(size)),
        "readinto": passing("readinto", readinto),
        "write": write,
        "close": close,
        "pipe": lambda: pipe2(),
        "pipe2": pipe2,
        "readv": passing("readv", readv),
        "writev": passing("writev", writev),
        "lseek": passing("lseek", no_seek),
        "pread": passing("pread", no_seek),
        "pwrite": passing("pwrite", no_seek),
        "fsync": passing("fsync", no_file_of_a_disk),
        "fdatasync": passing("fdatasync", no_file_of_a_disk),
        "ftruncate": passing("ftruncate", no_file_of_a_disk),
        "sendfile": sendfile,
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
            return int(real_dup2(fd, fd2, inheritable))
        if fd != fd2:
            files.replace(fd2, files.get(fd))
        return fd2

    patched["dup2"] = dup2
    return patched
