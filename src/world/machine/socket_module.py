"""The `_socket` module over the machine's network: the published `socket` module stands on it unchanged."""

from __future__ import annotations

import errno
import operator
import os
import weakref
from collections.abc import Callable, Iterable
from types import ModuleType
from typing import Any

from world.machine import ancillary, socket_options
from world.machine.ancillary import Control, Space
from world.machine.datagrams import LARGEST_UDP, LARGEST_UNIX, Datagrams
from world.machine.files import FIRST, File, Files, Held, error
from world.machine.network import WILDCARDS, Network, is_local
from world.machine.resolver import Resolver, shown
from world.machine.scheduler import nanoseconds
from world.machine.sockets import (
    AF_INET,
    AF_INET6,
    AF_UNIX,
    SOCK_DGRAM,
    SOCK_STREAM,
    SOMAXCONN,
    Endpoint,
    Listener,
    Stream,
)
from world.machine.unix_paths import UnixPaths

_KIND = 0xF
_NONBLOCK = 0o4000
_PEEK, _TRUNC, _DONTWAIT, _WAITALL = 2, 0x20, 0x40, 0x100
_BROADCAST = "255.255.255.255"


def make_socket_module(network: Network, files: Files, real: ModuleType) -> ModuleType:
    """A module with the interface of `_socket`; the pure functions (htons, CMSG_LEN...) stay the real ones."""
    scheduler = files.scheduler
    table = files.table
    resolver = Resolver(network, real)
    paths = UnixPaths()
    module = ModuleType("_socket", real.__doc__)
    module.__dict__.update({name: value for name, value in vars(real).items() if not name.startswith("__")})
    module.__dict__.update(socket_options.CONSTANTS)
    defaults: dict[str, float | None] = {"timeout": None}

    class socket:
        """One socket. Blocking calls park the calling green thread."""

        __slots__ = ("_family", "_fd", "_timeout", "_type", "proto")

        def __init__(self, family: int = -1, type: int = -1, proto: int = -1, fileno: int | None = None) -> None:
            self._fd = -1
            if fileno is not None:
                self._adopt(family, type, proto, fileno)
            else:
                self._family = AF_INET if family == -1 else family
                self._type = SOCK_STREAM if type == -1 else type & _KIND
                self.proto = 0 if proto == -1 else proto
                protocol = socket_options.protocol_of(self._family, self._type, self.proto)
                file: Endpoint
                if self._type == SOCK_DGRAM:
                    file = Datagrams(files, self._family, protocol)
                else:
                    file = Stream(files, 0, self._family, protocol)
                self._fd = files.open(file)
            self._timeout = defaults["timeout"]
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
            file = table.get(fileno)
            if not isinstance(file, Endpoint):
                # Open, but not a socket; or not open at all, which this says as EBADF.
                os.fstat(fileno)
                raise error(errno.ENOTSOCK)
            self._family = file.family if family == -1 else family
            self._type = file.kind if type == -1 else type & _KIND
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
            if getattr(self, "_fd", -1) in table:
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

        def settimeout(self, timeout: float | None, /) -> None:
            if timeout is not None:
                timeout = _seconds(timeout)
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
            file = table.get(self._fd)
            if file is None:
                raise error(errno.EBADF)
            return file

        def _deadline(self, file: File, flags: int = 0) -> int | None:
            """When a call on `file` gives up."""
            if self._timeout is not None:
                return scheduler.now + nanoseconds(self._timeout)
            return scheduler.now if file.nonblocking or flags & _DONTWAIT else None

        def _wait(self, file: File, ready: Callable[[], bool], what: str, until: int | None, flags: int = 0) -> None:
            if not ready() and not file.wait(ready, until, what):
                if not self._timeout or flags & _DONTWAIT:
                    raise error(errno.EAGAIN)
                raise TimeoutError("timed out")

        # -- options

        def setsockopt(self, level: int, option: int, value: Any, length: int | None = None, /) -> None:
            socket_options.set_option(self._live(), level, option, value, length)

        def getsockopt(self, level: int, option: int, length: int = 0, /) -> int | bytes:
            return socket_options.get_option(self._live(), level, option, length)

        # -- names

        def _target(self, address: Any, caller: str) -> Any:
            if self._family == AF_UNIX:
                return paths.native(address)
            return resolver.native(self._family, address, caller)

        def bind(self, address: Any, /) -> None:
            file = self._live()
            target = self._target(address, "bind")
            if file.bound:
                raise error(errno.EINVAL)
            if isinstance(target, tuple):
                network.claim(file, *target)
            else:
                self._bind_unix(file, target)

        def _bind_unix(self, file: Stream | Datagrams, name: str | bytes) -> None:
            if not name:
                # Linux chooses an abstract name.
                number = next(n for n in range(2**20) if not _taken(b"\0%05x" % n))
                name = b"\0%05x" % number
            if isinstance(name, bytes):
                if _taken(name):
                    raise error(errno.EADDRINUSE)
                names[name] = file
                key: object = name
            else:
                key = paths.create(name)
            file.local, file.bound = name, True
            if isinstance(file, Datagrams):
                network.datagrams[key] = file
                file.on_close = lambda: _forget(network.datagrams, key, file)

        def getsockname(self) -> Any:
            return shown(self._family, self._live().local)

        def getpeername(self) -> Any:
            file = self._live()
            if isinstance(file, Stream):
                connected = file.peer is not None and not file.reset
            else:
                connected = isinstance(file, Datagrams) and (file.connected or file.peer is not None)
            if not connected:
                raise error(errno.ENOTCONN)
            return shown(self._family, file.remote)

        # -- connections

        def listen(self, backlog: int = 128, /) -> None:
            file = self._live()
            _fits_int(backlog)
            if isinstance(file, Listener) and not file.shut:
                file.backlog = max(0, min(backlog, SOMAXCONN))
                return
            if isinstance(file, Datagrams):
                raise error(errno.EOPNOTSUPP)
            if not isinstance(file, Stream) or file.peer is not None:
                raise error(errno.EINVAL)
            if not file.bound:
                if self._family == AF_UNIX:
                    raise error(errno.EINVAL)
                self.bind(("", 0))
            key = file.local if isinstance(file.local, tuple) else paths.key(file.local)  # type: ignore[arg-type]
            network.listen(file, backlog, key)

        def _accept(self) -> tuple[int, Any]:
            file = self._live()
            if not isinstance(file, Listener) or file.shut:
                raise error(errno.EOPNOTSUPP if isinstance(file, Datagrams) else errno.EINVAL)
            self._wait(file, lambda: bool(file.queue) or file.shut, "socket.accept", self._deadline(file))
            if file.closed:
                raise error(errno.EBADF)
            if file.shut:
                raise error(errno.EINVAL)
            stream = network.accept(file)
            if file.references > 2:
                # Several workers accept from one queue. On a real machine they do so at the same time, each on its core, so
                # none of them empties the queue before the others had a look.
                scheduler.yield_now("core", "socket.accept")
            return files.open(stream), shown(self._family, stream.remote)

        def _connect(self, address: Any) -> int:
            """0, or the errno of the failure: EINPROGRESS when it goes on in the background, -1 when time ran out."""
            file = self._live()
            target = self._target(address, "connect")
            if isinstance(file, Datagrams):
                self._connect_datagrams(file, target)
                return 0
            if isinstance(file, Listener):
                return errno.EINVAL if self._family == AF_UNIX else errno.EISCONN
            if file.connecting:
                return errno.EALREADY
            if file.peer is not None:
                return errno.EISCONN
            if isinstance(target, tuple):
                return self._connect_stream(file, target)
            return self._connect_unix(file, target)

        def _connect_stream(self, file: Stream, target: tuple[str, int]) -> int:
            host, port = target
            if not is_local(host):
                return errno.ENETUNREACH
            if host in WILDCARDS:
                host = "::1" if host == "::" else "127.0.0.1"
            if not file.bound:
                file.local = ("::1" if host == "::1" else "127.0.0.1", network.free_port())
            elif isinstance(file.local, tuple) and file.local[0] in WILDCARDS:
                file.local = (host, file.local[1])
            far = Stream(files)
            far.remote = file.local
            outcome: list[int] = []

            def done(code: int) -> None:
                outcome.append(code)
                file.connecting = False
                if code == 0:
                    _join(file, far, (host, port))
                elif not waits:
                    file.error = code
                file.changed()

            file.connecting, file.error = True, 0
            waits = True
            if self._timeout == 0.0 or (self._timeout is None and file.nonblocking):
                # In the background even when it could succeed at once, as Linux does for TCP.
                waits = False
                scheduler.call_soon(lambda: network.connect(file, far, (host, port), done))
                return errno.EINPROGRESS
            network.connect(file, far, (host, port), done)
            if not file.wait(lambda: bool(outcome), self._deadline(file), "socket.connect"):
                waits = False
                return -1
            return outcome[0]

        def _connect_unix(self, file: Stream, name: str | bytes) -> int:
            try:
                key = paths.key(name)
            except OSError as failure:
                return failure.errno or errno.ENOENT
            listener = network.listeners.get(key)
            if listener is None or listener.shut:
                return errno.EPROTOTYPE if key in network.datagrams else errno.ECONNREFUSED
            until = self._deadline(file)
            while listener.full():
                if not listener.room.wait(lambda: listener.shut or not listener.full(), until, "socket.connect"):
                    return -1 if self._timeout else errno.EAGAIN
                if listener.shut:
                    return errno.ECONNREFUSED
            far = Stream(files, family=AF_UNIX)
            far.remote = file.local
            _join(file, far, name)
            network.connect(file, far, key, lambda code: None)
            return 0

        def _connect_datagrams(self, file: Datagrams, target: Any) -> None:
            if isinstance(target, tuple):
                host, port = target
                if host in WILDCARDS:
                    host = "::1" if host == "::" else "127.0.0.1"
                if not is_local(host) and host != _BROADCAST:
                    raise error(errno.ENETUNREACH)
                if not file.bound:
                    network.claim(file, "::1" if host == "::1" else "127.0.0.1", 0)
                file.remote = (host, port)
            else:
                file.peer = _receiver(target)
                file.remote = target
            file.connected = True

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
            _fits_int(how)
            if how not in (0, 1, 2):
                raise error(errno.EINVAL)
            if isinstance(file, Listener):
                if how != 1:
                    file.stop()
                return
            connected = (
                file.connected or file.peer is not None if isinstance(file, Datagrams) else file.peer is not None
            )
            if not connected or getattr(file, "reset", False):
                raise error(errno.ENOTCONN)
            file.shutdown(how)

        # -- receiving

        def _connection(self, file: Any) -> Stream:
            """The file as one that is, or was, connected."""
            if not isinstance(file, Stream) or file.peer is None:
                if isinstance(file, Stream) and file.error:
                    raise error(file.take_error())
                raise error(errno.ENOTCONN if isinstance(file, Endpoint) else errno.ENOTSOCK)
            return file

        def _receive(self, file: Any, size: int, flags: int, what: str) -> bytes:
            """Bytes of a connection."""
            if not isinstance(file, Stream) or file.peer is None:
                file = self._connection(file)
            if file.inbox and not flags:
                return file.read_now(size)
            until = self._deadline(file, flags)
            self._wait(file, file.readable, what, until, flags)
            data = file.read_now(size, bool(flags & _PEEK))
            while flags & _WAITALL and not flags & _PEEK and data and len(data) < size:
                self._wait(file, file.readable, what, until, flags)
                more = file.read_now(size - len(data))
                if not more:
                    break
                data += more
            return data

        def _receive_message(self, file: Datagrams, flags: int) -> Any:
            self._wait(file, file.readable, "socket.recvfrom", self._deadline(file, flags), flags)
            return file.take(bool(flags & _PEEK))

        def recv(self, size: int, flags: int = 0, /) -> bytes:
            if size < 0:
                raise ValueError("negative buffersize in recv")
            if size == 0:
                return b""
            file = self._live()
            if not isinstance(file, Datagrams):
                return self._receive(file, size, flags, "socket.recv")
            message = self._receive_message(file, flags)
            _drop(message.rights)
            return message.data[:size]  # type: ignore[no-any-return]  # a Message

        def recv_into(self, buffer: Any, size: int = 0, flags: int = 0) -> int:
            view = _writable(buffer)
            if size < 0:
                raise ValueError("negative buffersize in recv_into")
            if size > len(view):
                raise ValueError("buffer too small for requested bytes")
            data = self.recv(size or len(view), flags)
            view[: len(data)] = data
            return len(data)

        def recvfrom(self, size: int, flags: int = 0, /) -> tuple[bytes, Any]:
            if size < 0:
                raise ValueError("negative buffersize in recvfrom")
            file = self._live()
            if not isinstance(file, Datagrams):
                return (self._receive(file, size, flags, "socket.recvfrom") if size else b""), None
            message = self._receive_message(file, flags)
            _drop(message.rights)
            return message.data[:size], shown(self._family, message.sender)

        def recvfrom_into(self, buffer: Any, size: int = 0, flags: int = 0) -> tuple[int, Any]:
            view = _writable(buffer)
            if size < 0:
                raise ValueError("negative buffersize in recvfrom_into")
            if size > len(view):
                raise ValueError("nbytes is greater than the length of the buffer")
            data, sender = self.recvfrom(size or len(view), flags)
            view[: len(data)] = data
            return len(data), sender

        def recvmsg(self, size: int, ancillary: int = 0, flags: int = 0, /) -> tuple[bytes, list[Any], int, Any]:
            if size < 0:
                raise ValueError("negative buffer size in recvmsg()")
            return self._receive_with(size, ancillary, flags)

        def recvmsg_into(
            self, buffers: Iterable[Any], ancillary: int = 0, flags: int = 0, /
        ) -> tuple[int, list[Any], int, Any]:
            views = [_writable(buffer) for buffer in buffers]
            data, found, told, sender = self._receive_with(sum(map(len, views)), ancillary, flags)
            rest = data
            for view in views:
                view[: len(rest)] = rest[: len(view)]
                rest = rest[len(view) :]
            return len(data), found, told, sender

        def _receive_with(self, size: int, lent: int, flags: int) -> tuple[bytes, list[Any], int, Any]:
            if lent < 0:
                raise ValueError("invalid ancillary data buffer length")
            file = self._live()
            space = Space(lent, module.CMSG_LEN, module.CMSG_SPACE)
            inheritable = not flags & ancillary.MSG_CMSG_CLOEXEC
            if isinstance(file, Datagrams):
                message = self._receive_message(file, flags)
                space.put_files(files, message.rights, inheritable)
                space.put_fields(file, message)
                told = _TRUNC if len(message.data) > size else 0
                return message.data[:size], space.found, space.flags | told, shown(self._family, message.sender)
            stream = self._connection(file)
            self._wait(stream, stream.readable, "socket.recvmsg", self._deadline(stream, flags), flags)
            held = stream.take_rights(size, bool(flags & _PEEK))
            # No more waiting once files were taken: they go with these bytes.
            data = (
                stream.read_now(size, bool(flags & _PEEK))
                if held
                else self._receive(stream, size, flags, "socket.recvmsg")
            )
            space.put_files(files, held, inheritable)
            return data, space.found, space.flags, None

        # -- sending

        def send(self, data: Any, flags: int = 0, /) -> int:
            view = _view(data)
            file = self._live()
            if isinstance(file, Datagrams):
                return self._send_message(file, view, None, flags)
            if not isinstance(file, Stream):
                raise error(errno.EPIPE)
            until = self._deadline(file, flags)
            sent = self._send_some(file, view, until, flags)
            # A blocking send returns when everything is on its way.
            while until is None and sent < len(view):
                sent += self._send_some(file, view[sent:], until, flags)
            return sent

        def _send_some(self, file: Stream, view: memoryview, until: int | None, flags: int) -> int:
            if not len(view) and file.peer is not None:
                return 0
            self._wait(file, file.writable, "socket.send", until, flags)
            return file.write_now(view)

        def sendall(self, data: Any, flags: int = 0, /) -> None:
            view = _view(data)
            file = self._live()
            if isinstance(file, Datagrams):
                self._send_message(file, view, None, flags)
                return
            until = self._deadline(file, flags)
            sent = 0
            while sent < len(view):
                file = self._live()
                if not isinstance(file, Stream):
                    raise error(errno.EPIPE)
                sent += self._send_some(file, view[sent:] if sent else view, until, flags)

        def sendto(self, data: Any, *rest: Any) -> int:
            if not 1 <= len(rest) <= 2:
                raise TypeError(f"sendto() takes 2 or 3 arguments ({len(rest) + 1} given)")
            view = _view(data)
            flags = operator.index(rest[0]) if len(rest) == 2 else 0
            file = self._live()
            target = self._target(rest[-1], "sendto")
            if isinstance(file, Datagrams):
                return self._send_message(file, view, target, flags)
            if self._family == AF_UNIX:
                raise error(errno.EISCONN if file.peer is not None else errno.EOPNOTSUPP)
            return self.send(view, flags)

        def sendmsg(
            self, buffers: Iterable[Any], items: Iterable[Any] = (), flags: int = 0, address: Any = None, /
        ) -> int:
            flags = operator.index(flags)
            view = _view(b"".join([_view(buffer) for buffer in buffers]))
            given = ancillary.controls(items)
            file = self._live()
            target = self._target(address, "sendmsg") if address is not None else None
            if isinstance(file, Datagrams):
                return self._send_message(file, view, target, flags, given)
            if not given or self._family != AF_UNIX or not isinstance(file, Stream):
                return self.send(view, flags)
            held = ancillary.held_files(files, given)
            if not held or not len(view):
                _drop(held)
                return self.send(view, flags)
            until = self._deadline(file, flags)
            try:
                self._wait(file, file.writable, "socket.sendmsg", until, flags)
                sent = file.write_with(view, held)
            except OSError:
                _drop(held)
                raise
            while until is None and sent < len(view):
                sent += self._send_some(file, view[sent:], until, flags)
            return sent

        def _send_message(
            self, file: Datagrams, view: memoryview, target: Any, flags: int, given: list[Control] | None = None
        ) -> int:
            if file.error:
                raise error(file.take_error())
            if file.shut_write:
                raise error(errno.EPIPE)
            if target is None and not file.connected:
                raise error(errno.ENOTCONN if self._family == AF_UNIX else errno.EDESTADDRREQ)
            if self._family == AF_UNIX:
                return self._send_unix(file, view, target, flags, given or [])
            if len(view) > LARGEST_UDP:
                raise error(errno.EMSGSIZE)
            target = file.remote if target is None else target
            host = target[0]
            if host == _BROADCAST:
                if not file.options.get((1, 6)):
                    raise error(errno.EACCES)
            elif not is_local(host):
                raise error(errno.ENETUNREACH)
            if not file.bound:
                network.claim(file, "::" if self._family == AF_INET6 else "0.0.0.0", 0)
            sender = file.local
            if isinstance(sender, tuple) and sender[0] in WILDCARDS:
                sender = ("::1" if ":" in host else "127.0.0.1", sender[1])
            message = ancillary.message_of(file, bytes(view), sender, given or [], [])
            receiver = network.find(target, network.datagrams)
            if receiver is not None:
                receiver.deliver(message)
            elif file.connected and host != _BROADCAST:
                # The answer "port unreachable" comes to those who are connected.
                file.error = errno.ECONNREFUSED
                file.notify()
            return len(view)

        def _send_unix(self, file: Datagrams, view: memoryview, target: Any, flags: int, given: list[Control]) -> int:
            if len(view) > LARGEST_UNIX:
                raise error(errno.EMSGSIZE)
            receiver = file.peer if target is None else _receiver(target)
            if receiver is None or receiver.closed:
                raise error(errno.ECONNREFUSED)
            sender = file.local if file.bound else None
            until = self._deadline(file, flags)
            ready = lambda: receiver.takes(len(view)) or receiver.closed  # noqa: E731
            self._wait(receiver, ready, "socket.send", until, flags)
            if receiver.closed or receiver.shut_read:
                raise error(errno.ECONNREFUSED if receiver.closed else errno.EPIPE)
            message = ancillary.message_of(file, bytes(view), sender, given, ancillary.held_files(files, given))
            if not receiver.deliver(message):
                _drop(message.rights)
            return len(view)

    #: Abstract names, which live as long as the socket that has them.
    names: weakref.WeakValueDictionary[bytes, File] = weakref.WeakValueDictionary()

    def _taken(name: bytes) -> bool:
        file = names.get(name)
        listens = network.listeners.get(name)
        return (file is not None and not file.closed and file.references > 0) or listens is not None

    def _receiver(name: str | bytes) -> Datagrams:
        key = paths.key(name)
        found = network.datagrams.get(key)
        if found is None:
            raise error(errno.EPROTOTYPE if key in network.listeners else errno.ECONNREFUSED)
        return found

    def _drop(rights: list[Held]) -> None:
        for held in rights:
            files.drop(held)

    def close(fd: int, /) -> None:
        fd = operator.index(fd)
        if fd in table or fd >= FIRST or fd < 0:
            files.close(fd)
        else:
            os.close(fd)

    def dup(fd: int, /) -> int:
        return os.dup(fd)

    def socketpair(family: int = AF_UNIX, type: int = SOCK_STREAM, proto: int = 0) -> tuple[socket, socket]:
        socket_options.protocol_of(family, type & _KIND, proto)
        if family != AF_UNIX:
            raise error(errno.EOPNOTSUPP)
        if type & _KIND == SOCK_DGRAM:
            one, other = Datagrams(files, AF_UNIX), Datagrams(files, AF_UNIX)
            one.peer, other.peer = other, one
            one.connected = other.connected = True
            ends: tuple[Endpoint, Endpoint] = (one, other)
        else:
            left, right = Stream(files, family=AF_UNIX), Stream(files, family=AF_UNIX)
            _join(left, right, "")
            ends = (left, right)
        left_end, right_end = (socket(family, type, proto, fileno=files.open(end)) for end in ends)
        return left_end, right_end

    def getdefaulttimeout() -> float | None:
        return defaults["timeout"]

    def setdefaulttimeout(timeout: float | None, /) -> None:
        defaults["timeout"] = None if timeout is None else _seconds(timeout)

    socket.__module__ = "_socket"
    socket.__qualname__ = "socket"
    module.__dict__.update(resolver.functions())
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


def _join(near: Stream, far: Stream, address: Any) -> None:
    near.peer, far.peer = far, near
    near.remote = address


def _forget(known: dict[object, Any], key: object, file: object) -> None:
    if known.get(key) is file:
        del known[key]


def _view(data: Any) -> memoryview:
    """The bytes of `data`; TypeError in the words of the C module."""
    try:
        return memoryview(data).cast("B")
    except TypeError:
        raise TypeError(f"a bytes-like object is required, not '{type(data).__name__}'") from None


def _writable(buffer: Any) -> memoryview:
    view = _view(buffer)
    if view.readonly:
        raise TypeError(f"read-write bytes-like object expected, not '{type(buffer).__name__}'")
    return view


def _seconds(timeout: Any) -> float:
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


def _fits_int(value: int) -> None:
    if not -(2**31) <= value < 2**31:
        raise OverflowError("Python int too large to convert to C int")
