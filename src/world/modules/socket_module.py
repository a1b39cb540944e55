"""The `_socket` module over the machine's network: the published `socket` module stands on it unchanged."""

from __future__ import annotations

import errno
import operator
import os
from types import ModuleType

from world.kernel.datagrams import Datagrams
from world.kernel.files import FIRST, Files, error
from world.kernel.network import Network
from world.kernel.sockets import AF_UNIX, SOCK_DGRAM, SOCK_STREAM, Endpoint, Stream
from world.modules import socket_options
from world.modules.socket_base import KIND, Kernel, join, seconds
from world.modules.socket_data import Transfer
from world.modules.socket_names import Naming


def make_socket_module(network: Network, files: Files, real: ModuleType) -> ModuleType:
    """A module with the interface of `_socket`; the pure functions (htons, CMSG_LEN...) stay the real ones."""
    kernel_ = Kernel(network, files, real)
    module = ModuleType("_socket", real.__doc__)
    module.__dict__.update({name: value for name, value in vars(real).items() if not name.startswith("__")})
    module.__dict__.update(socket_options.CONSTANTS)

    class socket(Naming, Transfer):
        """One socket. Blocking calls park the calling green thread."""

        __slots__ = ()
        kernel = kernel_

    def close(fd: int, /) -> None:
        fd = operator.index(fd)
        if fd in files.table or fd >= FIRST or fd < 0:
            files.close(fd)
        else:
            os.close(fd)

    def dup(fd: int, /) -> int:
        return os.dup(fd)

    def socketpair(family: int = AF_UNIX, type: int = SOCK_STREAM, proto: int = 0) -> tuple[socket, socket]:
        kind = type & KIND
        socket_options.protocol_of(family, kind, proto)
        if family != AF_UNIX:
            raise error(errno.EOPNOTSUPP)
        ends: tuple[Endpoint, Endpoint]
        if kind == SOCK_DGRAM:
            one, other = Datagrams(files, AF_UNIX), Datagrams(files, AF_UNIX)
            one.peer, other.peer = other, one
            one.connected = other.connected = True
            ends = (one, other)
        else:
            left, right = Stream(files, family=AF_UNIX), Stream(files, family=AF_UNIX)
            join(left, right, "")
            ends = (left, right)
        first, second = (socket(family, type, proto, fileno=files.open(end)) for end in ends)
        return first, second

    def getdefaulttimeout() -> float | None:
        return kernel_.default_timeout

    def setdefaulttimeout(timeout: float | None, /) -> None:
        assert files.scheduler.process is not None, "the setting is a process's"
        files.scheduler.process.settings.socket_timeout = None if timeout is None else seconds(timeout)

    socket.__module__ = "_socket"
    socket.__qualname__ = "socket"
    module.__dict__.update(kernel_.resolver.functions())
    module.__dict__.update(
        socket=socket,
        SocketType=socket,
        CAPI=None,
        has_ipv6=True,
        close=close,
        dup=dup,
        socketpair=socketpair,
        getdefaulttimeout=getdefaulttimeout,
        setdefaulttimeout=setdefaulttimeout,
    )
    return module
