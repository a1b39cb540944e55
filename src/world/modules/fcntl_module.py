"""`fcntl` on virtual descriptors."""

from __future__ import annotations

import errno
import fcntl as real_module
import os
from collections.abc import Callable
from typing import Any

from world.kernel.files import FIRST, Files, error


def make_fcntl(files: Files) -> Callable[..., Any]:
    """`fcntl.fcntl` that knows virtual descriptors; those of the virtual disk go to the real one."""
    real = real_module.fcntl
    table = files.table

    def fcntl(fd: Any, command: int, argument: Any = 0, /) -> Any:
        number = fd if isinstance(fd, int) else fd.fileno()
        file = table.get(number)
        if file is None:
            if number >= FIRST:
                raise error(errno.EBADF)
            return real(fd, command, argument)
        if command == real_module.F_GETFL:
            return file.access | (os.O_NONBLOCK if file.nonblocking else 0)
        if command == real_module.F_SETFL:
            file.nonblocking = bool(argument & os.O_NONBLOCK)
            return 0
        if command == real_module.F_GETFD:
            return 0 if number in files.inheritable else real_module.FD_CLOEXEC
        if command == real_module.F_SETFD:
            (files.inheritable.discard if argument & real_module.FD_CLOEXEC else files.inheritable.add)(number)
            return 0
        if command in (real_module.F_DUPFD, real_module.F_DUPFD_CLOEXEC):
            copy = files.open(file)
            if command == real_module.F_DUPFD:
                files.inheritable.add(copy)
            return copy
        raise error(errno.EINVAL)

    return fcntl
