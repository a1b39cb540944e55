"""The `_socket` module over the machine's network: the published `socket` module stands on it unchanged."""

from __future__ import annotations

import errno
import operator
import os
from collections.abc import Callable
from types import ModuleType
from typing import Any

from world import limits
from world.machine.ancillary import IPPROTO_IPV6, IPV6_FIELDS, SCM_RIGHTS, Parcel, pack, unpack
from world.machine.files import File, Files, error
from world.machine.names import AF_INET, AF_INET6, AF_UNIX, FAMILY, NONAME, SERVICE, Names
from world.machine.scheduler import nanoseconds
from world.machine.sockets import SOMAXCONN, Address, Datagrams, Listener, Network, Stream

SOCK_STREAM, SOCK_DGRAM = 1, 2
_KIND = 0xF
_NONBLOCK, _CLOEXEC = 0o4000, 0o2000000
_PEEK, _CTRUNC, _TRUNC, _DONTWAIT, _WAITALL = 2, 8, 0x20, 0x40, 0x100
_SOL_SOCKET = 1
_SO_TYPE, _SO_ERROR, _SO_SNDBUF, _SO_RCVBUF, _SO_ACCEPTCONN, _SO_PROTOCOL, _SO_DOMAIN = 3, 4, 7, 8, 30, 38, 39

#: Constants that Linux has and Pyodide's module lacks.
CONSTANTS = {
    "AF_UNIX": 1,
    "SO_REUSEADDR": 2,
    "SO_REUSEPORT": 15,
    "SOL_SOCKET": 1,
    "IPPROTO_IPV6": 41,
    "IPV6_V6ONLY": 26,
    "SOMAXCONN": 4096,
    "TCP_NODELAY": 1,
    "IPPROTO_TCP": 6,
    "IPPROTO_UDP": 17,
    "IPPROTO_ICMP": 1,
    "SO_KEEPALIVE": 9,
    "SO_ERROR": 4,
    "SO_TYPE": 3,
    "SO_BROADCAST": 6,
    "SO_SNDBUF": 7,
    "SO_RCVBUF": 8,
    "SO_LINGER": 13,
    "SO_ACCEPTCONN": 30,
    "SHUT_RD": 0,
    "SHUT_WR": 1,
    "SHUT_RDWR": 2,
    "SOCK_NONBLOCK": _NONBLOCK,
    "SOCK_CLOEXEC": _CLOEXEC,
    "MSG_PEEK": _PEEK,
    "MSG_DONTWAIT": _DONTWAIT,
    "MSG_WAITALL": _WAITALL,
    "MSG_CTRUNC": _CTRUNC,
    "MSG_TRUNC": _TRUNC,
    "MSG_NOSIGNAL": 0x4000,
    "SCM_RIGHTS": SCM_RIGHTS,
    "EAI_NONAME": NONAME,
    "EAI_SERVICE": SERVICE,
    "EAI_FAMILY": FAMILY,
}


def make_socket_module(network: Network, files: Files, real: ModuleType) -> ModuleType:
    """A module with the interface of `_socket`; the pure functions (inet_pton, htons...) stay the real ones."""
    scheduler = files.scheduler
    module = ModuleType("_socket", real.__doc__)
    module.__dict__.update({name: value for name, value in vars(real).items() if not name.startswith("__")})
    module.__dict__.update(CONSTANTS)
    defaults: dict[str, float | None] = {"timeout": None}
    names = Names(network, real)

    class socket:
        """One socket. Blocking calls park the calling green thread."""

        __slots__ = ("_family", "_fd", "_options", "_pending", "_timeout", "_type", "proto")

        def __init__(self, family: int = -1, type: int = -1, proto: int = -1, fileno: int | None = None) -> None:
            self._options: dict[tuple[int, int], Any] = {}
            self._pending: int | None = None
            self._fd = -1
            if fileno is not None:
                if not isinstance(fileno, int):
                    raise TypeError(f"'{fileno.__class__.__name__}' object cannot be interpreted as an integer")
                if fileno < 0:
                    raise ValueError("negative file descriptor")
                guessed = AF_INET
                file = files.table.get(fileno)
                if file is None:
                    # Open, but not a socket; or not open at all, which this says as EBADF.
                    os.fstat(fileno)
                    raise error(errno.ENOTSOCK)
                address = getattr(file, "address", getattr(file, "local", None))
                if isinstance(address, str):
                    guessed = AF_UNIX
                elif isinstance(address, tuple) and ":" in str(address[0]):
                    guessed = AF_INET6
                self._family = guessed if family == -1 else family
                self._type = (
                    (SOCK_DGRAM if isinstance(file, Datagrams) else SOCK_STREAM) if type == -1 else type & _KIND
                )
                self.proto = 0 if proto == -1 else proto
                self._fd = fileno
            else:
                self._family = AF_INET if family == -1 else family
                kind = SOCK_STREAM if type == -1 else type
                self._type = kind & _KIND
                self.proto = 0 if proto == -1 else proto
                if self._family not in (AF_UNIX, AF_INET, AF_INET6):
                    raise error(errno.EAFNOSUPPORT)
                if self._type not in (SOCK_STREAM, SOCK_DGRAM):
                    raise error(errno.ESOCKTNOSUPPORT)
                self._fd = files.open(Datagrams(files) if self._type == SOCK_DGRAM else Stream(files))
            self._timeout = defaults["timeout"]
            if type != -1 and type & _NONBLOCK:
                self._timeout = 0.0
            self._sync()

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
            if getattr(self, "_fd", -1) in files.table:
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
                files.close(fd)

        def detach(self) -> int:
            fd, self._fd = self._fd, -1
            return fd

        def _sync(self) -> None:
            file = files.table.get(self._fd)
            if file is not None:
                file.nonblocking = self._timeout is not None

        def settimeout(self, timeout: float | None, /) -> None:
            if timeout is None:
                self._timeout = None
            else:
                if isinstance(timeout, (str, bytes)):
                    raise TypeError(f"'{timeout.__class__.__name__}' object cannot be interpreted as an integer")
                value = float(timeout)
                if value != value:
                    raise ValueError("Invalid value NaN (not a number)")
                if value < 0:
                    raise ValueError("Timeout value out of range")
                if value > 9223372036:
                    raise OverflowError("timeout doesn't fit into C timeval")
                self._timeout = value
            self._sync()

        def gettimeout(self) -> float | None:
            return self._timeout

        @property
        def timeout(self) -> float | None:
            return self._timeout

        def setblocking(self, flag: bool, /) -> None:
            self._timeout = None if flag else 0.0
            self._live()
            self._sync()

        def getblocking(self) -> bool:
            return self._timeout != 0.0

        def _live(self) -> Any:
            # By descriptor, because another socket object of the same descriptor may have made it listen.
            return files.get(self._fd)

        def _deadline(self, flags: int = 0) -> int | None:
            if self._timeout is None:
                return scheduler.now if flags & _DONTWAIT else None
            return scheduler.now + nanoseconds(self._timeout)

        def _wait(self, file: File, ready: Callable[[], bool], what: str, until: int | None, flags: int = 0) -> None:
            if not file.wait(ready, until, what):
                if self._timeout == 0.0 or flags & _DONTWAIT:
                    raise error(errno.EAGAIN)
                raise TimeoutError("timed out")

        # -- options

        def setsockopt(self, level: int, option: int, value: Any, length: int | None = None, /) -> None:
            self._live()
            if level == _SOL_SOCKET and option in (_SO_SNDBUF, _SO_RCVBUF) and isinstance(value, int):
                value *= 2
            self._options[level, option] = value

        def getsockopt(self, level: int, option: int, length: int = 0, /) -> Any:
            file = self._live()
            known = {
                _SO_TYPE: self._type,
                _SO_DOMAIN: self._family,
                _SO_PROTOCOL: self.proto,
                _SO_ACCEPTCONN: int(isinstance(file, Listener)),
            }
            if level == _SOL_SOCKET and option == _SO_ERROR:
                pending, self._pending = self._pending, None
                return pending or 0
            if level == _SOL_SOCKET and option in known:
                return known[option]
            value = self._options.get((level, option))
            if value is None:
                value = limits.SOCKET_BUFFER if level == _SOL_SOCKET and option in (_SO_SNDBUF, _SO_RCVBUF) else 0
            if length and not isinstance(value, (bytes, bytearray)):
                return int(value).to_bytes(4, "little")[:length]
            return value

        # -- names

        def bind(self, address: Any, /) -> None:
            file = self._live()
            target = names.native(self._family, address, "bind")
            if file.bound:
                raise error(errno.EINVAL)
            if isinstance(target, tuple):
                if target[1] == 0:
                    target = (target[0], network.free_port())
                if target[0] not in ("0.0.0.0", "::", "::1") and not target[0].startswith("127."):
                    raise error(errno.EADDRNOTAVAIL)
            elif not target:
                target = network.free_name()
            elif not target.startswith("\0") and os.path.exists(target):
                raise error(errno.EADDRINUSE)
            if isinstance(file, Datagrams):
                if network.taken(target, network.datagrams):
                    raise error(errno.EADDRINUSE)
                network.datagrams[target] = file
                file.local = target
                file.on_close = lambda: network.datagrams.pop(target, None)
            elif network.taken(target, network.listeners):
                raise error(errno.EADDRINUSE)
            else:
                file.local = target
            if isinstance(target, str) and not target.startswith("\0"):
                # Names of Unix sockets are files: people unlink and stat them.
                with open(target, "wb"):
                    pass
                files.socket_nodes.add(os.stat(target).st_ino)
            file.bound = True

        def getsockname(self) -> Address:
            file = self._live()
            address = file.address if isinstance(file, Listener) else file.local
            if self._family == AF_UNIX and isinstance(address, tuple):
                address = ""
            return names.shown(self._family, address)

        def getpeername(self) -> Address:
            file = self._live()
            if (isinstance(file, Stream) and file.peer is not None) or (isinstance(file, Datagrams) and file.remote):
                return names.shown(self._family, file.remote)
            raise error(errno.ENOTCONN)

        # -- connections

        def listen(self, backlog: int = 128, /) -> None:
            file = self._live()
            _fits_int(backlog)
            if isinstance(file, Listener):
                file.backlog = max(0, min(backlog, SOMAXCONN))
                return
            if self._type != SOCK_STREAM:
                raise error(errno.EOPNOTSUPP)
            if not file.bound:
                self.bind(("", 0))
            listener = network.listen(file.local, backlog)
            # The descriptor keeps its number; who waits on it, and how often it is open, moves to the listener.
            listener.references = file.references
            listener.watchers = file.watchers
            for watcher in listener.watchers:
                watcher.replaced(file, listener)  # type: ignore[attr-defined]
            for number, open_file in files.table.items():
                if open_file is file:
                    files.table[number] = listener
            self._sync()

        def _accept(self) -> tuple[int, Address]:
            file = self._live()
            if not isinstance(file, Listener):
                raise error(errno.EINVAL)
            self._wait(file, lambda: bool(file.queue) or file.closed, "socket.accept", self._deadline())
            if file.closed:
                raise error(errno.EBADF)
            stream = network.accept(file)
            if file.references > 2 and network.chance() < file.evenness:
                # Several workers accept from one queue, on a real machine at the same time, each on its core. How evenly they
                # share it is chance there, from nearly equal parts to all for one (measured), and the seed's here.
                scheduler.yield_now("core", "socket.accept")
            return files.open(stream), names.shown(self._family, stream.remote)

        def _connect(self, address: Any) -> int:
            """0, or the errno of the failure (EINPROGRESS when it goes on in the background)."""
            file = self._live()
            target = names.native(self._family, address, "connect")
            if isinstance(file, Datagrams):
                file.remote = target
                if file.local is None:
                    self.bind(("", 0))
                return 0
            if isinstance(file, Listener):
                return errno.EINVAL
            if file.peer is not None:
                return errno.EISCONN
            if file.connecting:
                return errno.EALREADY
            if isinstance(target, tuple):
                if target[0] in ("0.0.0.0", "::"):
                    target = ("127.0.0.1", target[1])
                if not file.bound:
                    file.local = ("127.0.0.1", network.free_port())
            far = Stream(files)
            far.remote = file.local if isinstance(target, tuple) else ""
            outcome: list[int] = []

            def done(code: int) -> None:
                outcome.append(code)
                file.connecting = False
                if code == 0:
                    file.peer, far.peer = far, file
                    file.remote = target
                else:
                    self._pending = code
                    file.broken = True
                file.changed()

            file.connecting, file.broken = True, False
            if self._timeout == 0.0:
                # In the background even when it could succeed at once, as Linux does for TCP.
                if isinstance(target, str):
                    network.connect(file, far, target, done)
                    return outcome[0] if outcome else errno.EAGAIN
                file.shut_write = False
                scheduler.call_soon(lambda: network.connect(file, far, target, done))
                return errno.EINPROGRESS
            network.connect(file, far, target, done)
            until = self._deadline()
            if not file.wait(lambda: bool(outcome), until, "socket.connect"):
                return -1
            if outcome[0]:
                self._pending = None
                file.broken = False
            return outcome[0]

        def connect(self, address: Any, /) -> None:
            code = self._connect(address)
            if code == -1:
                raise TimeoutError("timed out")
            if code:
                raise error(code)

        def connect_ex(self, address: Any, /) -> int:
            code = self._connect(address)
            return errno.EAGAIN if code == -1 else code

        def shutdown(self, how: int, /) -> None:
            file = self._live()
            if not isinstance(file, Stream) or file.peer is None:
                raise error(errno.ENOTCONN)
            _fits_int(how)
            if how not in (0, 1, 2):
                raise error(errno.EINVAL)
            file.shutdown(how)

        # -- data

        def _stream(self) -> Stream:
            file = self._live()
            if not isinstance(file, Stream):
                raise error(errno.EINVAL)
            if file.peer is None:
                if self._pending:
                    pending, self._pending = self._pending, None
                    raise error(pending)
                raise error(errno.ENOTCONN)
            return file

        def recv(self, size: int, flags: int = 0, /) -> bytes:
            if size < 0:
                raise ValueError("negative buffersize in recv")
            file = self._live()
            if isinstance(file, Datagrams):
                return self.recvfrom(size, flags)[0]
            stream = self._stream()
            until = self._deadline(flags)
            if size == 0:
                return b""
            self._wait(stream, stream.readable, "socket.recv", until, flags)
            data = stream.read_now(size, bool(flags & _PEEK))
            while flags & _WAITALL and data and len(data) < size:
                self._wait(stream, stream.readable, "socket.recv", until, flags)
                more = stream.read_now(size - len(data))
                if not more:
                    break
                data += more
            return data

        def recv_into(self, buffer: Any, size: int = 0, flags: int = 0) -> int:
            view = memoryview(buffer).cast("B")
            if size < 0:
                raise ValueError("negative buffersize in recv_into")
            if size > len(view):
                raise ValueError("buffer too small for requested bytes")
            data = self.recv(size or len(view), flags)
            view[: len(data)] = data
            return len(data)

        def recvfrom(self, size: int, flags: int = 0, /) -> tuple[bytes, Address]:
            if size < 0:
                raise ValueError("negative buffersize in recvfrom")
            file = self._live()
            if not isinstance(file, Datagrams):
                return self.recv(size, flags), None
            data, sender, parcel = self._message(file, flags)
            if parcel is not None and not flags & _PEEK:
                parcel.drop()
            return data[:size], sender

        def _message(self, file: Datagrams, flags: int) -> tuple[bytes, Address, Parcel | None]:
            self._wait(file, file.readable, "socket.recvfrom", self._deadline(flags), flags)
            data, sender, parcel = file.take(bool(flags & _PEEK))
            return data, names.shown(self._family, sender), parcel

        def recvfrom_into(self, buffer: Any, size: int = 0, flags: int = 0) -> tuple[int, Address]:
            view = memoryview(buffer).cast("B")
            if size > len(view):
                raise ValueError("nbytes is greater than the length of the buffer")
            data, sender = self.recvfrom(size or len(view), flags)
            view[: len(data)] = data
            return len(data), sender

        def recvmsg(self, size: int, ancillary: int = 0, flags: int = 0, /) -> tuple[bytes, list[Any], int, Address]:
            if operator.index(size) < 0:
                raise ValueError("negative buffer size in recvmsg()")
            return self._receive(size, ancillary, flags)

        def recvmsg_into(
            self, buffers: Any, ancillary: int = 0, flags: int = 0, /
        ) -> tuple[int, list[Any], int, Address]:
            views = [memoryview(buffer).cast("B") for buffer in buffers]
            if any(view.readonly for view in views):
                raise TypeError("recvmsg_into() argument 1 must be an iterable of read-write buffers")
            data, items, came_with, sender = self._receive(sum(map(len, views)), ancillary, flags)
            rest = data
            for view in views:
                view[: len(rest)] = rest[: len(view)]
                rest = rest[len(view) :]
            return len(data), items, came_with, sender

        def _receive(self, size: int, room: int, flags: int) -> tuple[bytes, list[Any], int, Address]:
            """Data, control messages in at most `room` bytes, MSG_TRUNC and MSG_CTRUNC, sender."""
            if not 0 <= operator.index(room) <= 0x7FFFFFFF:
                raise ValueError("invalid ancillary data buffer length")
            operator.index(flags)
            file = self._live()
            came_with = 0
            if isinstance(file, Datagrams):
                data, sender, parcel = self._message(file, flags)
                if len(data) > size:
                    data, came_with = data[:size], _TRUNC
            else:
                stream, sender = self._stream(), None
                self._wait(stream, stream.readable, "socket.recvmsg", self._deadline(flags), flags)
                parcel = stream.parcel_now()
                data = self.recv(size, flags)
            wanted = {
                kind: default.to_bytes(4, "little")
                for option, (kind, default) in IPV6_FIELDS.items()
                if self._options.get((IPPROTO_IPV6, option))
            }
            items, cut = unpack(parcel, wanted, room, files)
            if parcel is not None and not flags & _PEEK:
                parcel.drop()
            return data, items, came_with | (_CTRUNC if cut else 0), sender

        def send(self, data: Any, flags: int = 0, /) -> int:
            view = _view(data)
            file = self._live()
            if isinstance(file, Datagrams):
                if file.remote is None:
                    raise error(errno.EDESTADDRREQ)
                return self._send_message(file, view, file.remote)
            return self._send_some(self._stream(), view, self._deadline(flags), flags)

        def _send_some(
            self, stream: Stream, view: memoryview, until: int | None, flags: int, parcel: Parcel | None = None
        ) -> int:
            if not len(view):
                return 0
            self._wait(stream, stream.writable, "socket.send", until, flags)
            return stream.write_now(view, parcel)

        def sendall(self, data: Any, flags: int = 0, /) -> None:
            view = _view(data)
            file = self._live()
            if isinstance(file, Datagrams):
                self.send(view, flags)
                return
            until = self._deadline(flags)
            sent = 0
            while sent < len(view):
                sent += self._send_some(self._stream(), view[sent:], until, flags)

        def _send_message(
            self, file: Datagrams, view: memoryview, target: Address, parcel: Parcel | None = None
        ) -> int:
            if len(view) > 65507:
                raise error(errno.EMSGSIZE)
            if file.local is None and self._family != AF_UNIX:
                self.bind(("", 0))
            receiver = network.find(target, network.datagrams)
            if receiver is not None:
                sender = file.local
                if isinstance(sender, tuple) and sender[0] in ("0.0.0.0", "::"):
                    sender = ("127.0.0.1", sender[1])
                receiver.deliver(bytes(view), sender, parcel)
            elif self._family == AF_UNIX:
                raise error(errno.ECONNREFUSED if os.path.exists(target) else errno.ENOENT)
            elif file.remote is not None:
                file.refused = True
                file.notify()
            return len(view)

        def sendto(self, data: Any, *rest: Any) -> int:
            if not 1 <= len(rest) <= 2:
                raise TypeError(f"sendto() takes 2 or 3 arguments ({len(rest) + 1} given)")
            view = _view(data)
            if len(rest) == 2 and not isinstance(rest[0], int):
                raise TypeError(f"'{type(rest[0]).__name__}' object cannot be interpreted as an integer")
            file = self._live()
            if not isinstance(file, Datagrams):
                return self.send(view)
            return self._send_message(file, view, names.native(self._family, rest[-1], "sendto"))

        def sendmsg(self, buffers: Any, ancillary: Any = (), flags: int = 0, address: Any = None, /) -> int:
            view = memoryview(b"".join(_view(buffer) for buffer in buffers))
            operator.index(flags)
            file = self._live()
            parcel = pack(ancillary, self._family == AF_UNIX, files)
            target = None if address is None else names.native(self._family, address, "sendmsg")
            if not isinstance(file, Datagrams):
                return self._send_some(self._stream(), view, self._deadline(flags), flags, parcel)
            target = target or file.remote
            if target is None:
                raise error(errno.EDESTADDRREQ)
            return self._send_message(file, view, target, parcel)

    def close(fd: int, /) -> None:
        files.close(operator.index(fd))

    def dup(fd: int, /) -> int:
        return files.open(files.get(fd))

    def socketpair(family: int = AF_UNIX, type: int = SOCK_STREAM, proto: int = 0) -> tuple[socket, socket]:
        if type & _KIND == SOCK_DGRAM:
            one, other = Datagrams(files), Datagrams(files)
            key_one, key_other = f"\0pair{id(one)}", f"\0pair{id(other)}"
            network.datagrams[key_one], network.datagrams[key_other] = one, other
            one.local, one.remote, other.local, other.remote = key_one, key_other, key_other, key_one
            one.on_close = lambda: network.datagrams.pop(key_one, None)
            other.on_close = lambda: network.datagrams.pop(key_other, None)
            ends: tuple[File, File] = (one, other)
        else:
            left, right = network.pair()
            if family == AF_UNIX:
                left.local = left.remote = right.local = right.remote = ""
            ends = (left, right)
        return tuple(socket(family, type, proto, fileno=files.open(end)) for end in ends)  # type: ignore[return-value]

    def getdefaulttimeout() -> float | None:
        return defaults["timeout"]

    def setdefaulttimeout(timeout: float | None, /) -> None:
        if timeout is not None and timeout < 0:
            raise ValueError("Timeout value out of range")
        defaults["timeout"] = timeout

    socket.__module__ = "_socket"
    socket.__qualname__ = "socket"
    module.__dict__.update(names.functions())
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


def _view(data: Any) -> memoryview:
    """The bytes of `data`; TypeError in the words of the C module."""
    try:
        return memoryview(data).cast("B")
    except TypeError:
        raise TypeError(f"a bytes-like object is required, not '{type(data).__name__}'") from None


def _fits_int(value: int) -> None:
    if not -(2**31) <= value < 2**31:
        raise OverflowError("Python int too large to convert to C int")
