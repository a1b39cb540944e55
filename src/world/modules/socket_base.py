"""What a socket object is: a descriptor, a time-out, options."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from types import ModuleType
from typing import Any, ClassVar

from world.kernel.datagrams import Datagrams
from world.kernel.files import File, Files, Held, error
from world.kernel.network import Network
from world.kernel.sockets import AF_INET, AF_UNIX, SOCK_DGRAM, SOCK_STREAM, Endpoint, Stream
from world.kernel.time_units import nanoseconds
from world.kernel.unix_names import UnixNames
from world.modules import socket_options
from world.modules.resolver import Resolver

KIND = 0xF
_NONBLOCK = 0o4000
DONTWAIT = 0x40


class Kernel:
    """What sockets are made of."""

    def __init__(self, network: Network, files: Files, real: ModuleType) -> None:
        self.network = network
        self.files = files
        self.table = files.table
        self.scheduler = files.scheduler
        self.resolver = Resolver(network, real)
        self.unix = UnixNames(network)
        self.cmsg_len: Callable[[int], int] = real.CMSG_LEN
        self.cmsg_space: Callable[[int], int] = real.CMSG_SPACE

    @property
    def default_timeout(self) -> float | None:
        process = self.scheduler.process
        return process.settings.socket_timeout if process is not None else None

    def drop(self, rights: list[Held]) -> None:
        for held in rights:
            self.files.drop(held)


class SocketBase:
    """One socket without what it can do. Blocking calls park the calling green thread."""

    kernel: ClassVar[Kernel]

    __slots__ = ("_family", "_fd", "_timeout", "_type", "proto")

    def __init__(self, family: int = -1, type: int = -1, proto: int = -1, fileno: int | None = None) -> None:
        self._fd = -1
        if fileno is not None:
            self._adopt(family, type, proto, fileno)
        else:
            self._family = AF_INET if family == -1 else family
            self._type = SOCK_STREAM if type == -1 else type & KIND
            self.proto = 0 if proto == -1 else proto
            protocol = socket_options.protocol_of(self._family, self._type, self.proto)
            file: Endpoint
            if self._type == SOCK_DGRAM:
                file = Datagrams(self.kernel.files, self._family, protocol)
            else:
                file = Stream(self.kernel.files, 0, self._family, protocol)
            self._fd = self.kernel.files.open(file)
        self._timeout = self.kernel.default_timeout
        if type != -1 and type & _NONBLOCK:
            self._timeout = 0.0
        if self._timeout is not None:
            self._live().nonblocking = True

    def _adopt(self, family: int, type: int, proto: int, fileno: int) -> None:
        """Becomes a socket object for a descriptor that is open already."""
        if not isinstance(fileno, int):
            raise TypeError(f"'{fileno.__class__.__name__}' object cannot be interpreted as an integer")
        if fileno < 0:
            raise ValueError("negative file descriptor")
        file = self.kernel.table.get(fileno)
        if not isinstance(file, Endpoint):
            # Open, but not a socket; or not open at all, which this says as EBADF.
            os.fstat(fileno)
            raise error(errno.ENOTSOCK)
        self._family = file.family if family == -1 else family
        self._type = file.kind if type == -1 else type & KIND
        self.proto = file.protocol if proto == -1 else proto
        self._fd = fileno

    # `socket.socket` overrides these two with the enumerations' members.

    @property
    def family(self) -> int:
        return self._family

    @property
    def type(self) -> int:
        return self._type

    def __repr__(self) -> str:
        return f"<socket object, fd={self._fd}, family={self._family}, type={self._type}, proto={self.proto}>"

    def __del__(self) -> None:
        if getattr(self, "_fd", -1) in self.kernel.table:
            import warnings

            try:
                warnings.warn(f"unclosed {self!r}", ResourceWarning, source=self, stacklevel=2)
            finally:
                self.close()

    # -- descriptor and modes

    def fileno(self) -> int:
        return self._fd

    def close(self) -> None:
        fd, self._fd = self._fd, -1
        if fd != -1:
            self.kernel.files.close(fd)

    def detach(self) -> int:
        fd, self._fd = self._fd, -1
        return fd

    def settimeout(self, timeout: float | None, /) -> None:
        if timeout is not None:
            timeout = seconds(timeout)
        self._live().nonblocking = timeout is not None
        self._timeout = timeout

    def gettimeout(self) -> float | None:
        return self._timeout

    @property
    def timeout(self) -> float | None:
        return self._timeout

    def setblocking(self, flag: bool, /) -> None:
        self.settimeout(None if flag else 0.0)

    def getblocking(self) -> bool:
        return self._timeout != 0.0

    def _live(self) -> Any:
        # By descriptor, because another socket object of the same descriptor may have made it listen.
        file = self.kernel.table.get(self._fd)
        if file is None:
            raise error(errno.EBADF)
        return file

    def _deadline(self, file: File, flags: int = 0) -> int | None:
        """When a call on `file` gives up."""
        if self._timeout is not None:
            return self.kernel.scheduler.after(nanoseconds(self._timeout))
        return self.kernel.scheduler.now if file.nonblocking or flags & DONTWAIT else None

    def _wait(self, file: File, ready: Callable[[], bool], what: str, until: int | None, flags: int = 0) -> None:
        if not ready() and not file.wait(ready, until, what):
            if not self._timeout or flags & DONTWAIT:
                raise error(errno.EAGAIN)
            raise TimeoutError("timed out")

    def _target(self, address: Any, caller: str) -> Any:
        """An address as the network keeps it: (host, port), a path, or bytes for an abstract name."""
        if self._family == AF_UNIX:
            return self.kernel.unix.native(address)
        return self.kernel.resolver.native(self._family, address, caller)

    # -- options

    def setsockopt(self, level: int, option: int, value: Any, length: int | None = None, /) -> None:
        socket_options.set_option(self._live(), level, option, value, length)

    def getsockopt(self, level: int, option: int, length: int = 0, /) -> int | bytes:
        return socket_options.get_option(self._live(), level, option, length)


def join(near: Stream, far: Stream, address: Any) -> None:
    """Connects two ends; `address` is what the near one was told to connect to."""
    near.peer, far.peer = far, near
    near.remote = address


def seconds(timeout: Any) -> float:
    """A time-out as a float; the errors are those of the C module."""
    if isinstance(timeout, (str, bytes)):
        raise TypeError(f"'{type(timeout).__name__}' object cannot be interpreted as an integer")
    value = float(timeout)
    if value != value:
        raise ValueError("Invalid value NaN (not a number)")
    if value < 0:
        raise ValueError("Timeout value out of range")
    if value > 9223372036:
        raise OverflowError("timeout doesn't fit into C timeval")
    return value


def fits_int(value: int) -> None:
    if not -(2**31) <= value < 2**31:
        raise OverflowError("Python int too large to convert to C int")
