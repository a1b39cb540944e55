"""What sockets do with data: receive and send, with what travels beside it."""

from __future__ import annotations

import errno
import operator
from collections.abc import Iterable
from typing import Any

from world.kernel.datagrams import LARGEST_UDP, LARGEST_UNIX, Datagrams, Message
from world.kernel.files import error
from world.kernel.network import BROADCAST, WILDCARDS, is_local
from world.kernel.sockets import AF_INET6, AF_UNIX, Endpoint, Stream
from world.modules import ancillary
from world.modules.addresses import shown
from world.modules.ancillary import Control, Space
from world.modules.socket_base import SocketBase

_PEEK, _TRUNC, _WAITALL = 2, 0x20, 0x100


class Transfer(SocketBase):
    """The calls that move data."""

    __slots__ = ()

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
            found: bytes = file.read_now(size)
            return found
        until = self._deadline(file, flags)
        self._wait(file, file.readable, what, until, flags)
        data: bytes = file.read_now(size, bool(flags & _PEEK))
        while flags & _WAITALL and not flags & _PEEK and data and len(data) < size:
            self._wait(file, file.readable, what, until, flags)
            more = file.read_now(size - len(data))
            if not more:
                break
            data += more
        return data

    def _receive_message(self, file: Datagrams, flags: int) -> Message:
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
        self.kernel.drop(message.rights)
        return message.data[:size]

    def recv_into(self, buffer: Any, size: int = 0, flags: int = 0) -> int:
        view = writable(buffer)
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
        self.kernel.drop(message.rights)
        return message.data[:size], shown(self._family, message.sender)

    def recvfrom_into(self, buffer: Any, size: int = 0, flags: int = 0) -> tuple[int, Any]:
        view = writable(buffer)
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
        views = [writable(buffer) for buffer in buffers]
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
        space = Space(lent, self.kernel.cmsg_len, self.kernel.cmsg_space)
        inheritable = not flags & ancillary.MSG_CMSG_CLOEXEC
        if isinstance(file, Datagrams):
            message = self._receive_message(file, flags)
            space.put_files(self.kernel.files, message.rights, inheritable)
            space.put_fields(file, message)
            told = _TRUNC if len(message.data) > size else 0
            return message.data[:size], space.found, space.flags | told, shown(self._family, message.sender)
        stream = self._connection(file)
        self._wait(stream, stream.readable, "socket.recvmsg", self._deadline(stream, flags), flags)
        held = stream.take_rights(size, bool(flags & _PEEK))
        # No more waiting once files were taken: they go with these bytes.
        data = (
            stream.read_now(size, bool(flags & _PEEK)) if held else self._receive(stream, size, flags, "socket.recvmsg")
        )
        space.put_files(self.kernel.files, held, inheritable)
        return data, space.found, space.flags, None

    # -- sending

    def send(self, data: Any, flags: int = 0, /) -> int:
        view = view_of(data)
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
        view = view_of(data)
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
        view = view_of(data)
        flags = operator.index(rest[0]) if len(rest) == 2 else 0
        file = self._live()
        target = self._target(rest[-1], "sendto")
        if isinstance(file, Datagrams):
            return self._send_message(file, view, target, flags)
        if self._family == AF_UNIX:
            raise error(errno.EISCONN if file.peer is not None else errno.EOPNOTSUPP)
        return self.send(view, flags)

    def sendmsg(self, buffers: Iterable[Any], items: Iterable[Any] = (), flags: int = 0, address: Any = None, /) -> int:
        flags = operator.index(flags)
        # Asking one for its bytes may change the sequence that it came in.
        view = view_of(b"".join([view_of(buffer) for buffer in tuple(buffers)]))
        given = ancillary.controls(items)
        file = self._live()
        target = self._target(address, "sendmsg") if address is not None else None
        if isinstance(file, Datagrams):
            return self._send_message(file, view, target, flags, given)
        if not given or self._family != AF_UNIX or not isinstance(file, Stream):
            return self.send(view, flags)
        held = ancillary.held_files(self.kernel.files, given)
        if not held or not len(view):
            self.kernel.drop(held)
            return self.send(view, flags)
        until = self._deadline(file, flags)
        try:
            self._wait(file, file.writable, "socket.sendmsg", until, flags)
            sent = file.write_with(view, held)
        except OSError:
            self.kernel.drop(held)
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
        if host == BROADCAST:
            if not file.options.get((1, 6)):
                raise error(errno.EACCES)
        elif not is_local(host):
            raise error(errno.ENETUNREACH)
        if not file.bound:
            self.kernel.network.claim(file, "::" if self._family == AF_INET6 else "0.0.0.0", 0)
        sender = file.local
        if isinstance(sender, tuple) and sender[0] in WILDCARDS:
            sender = ("::1" if ":" in host else "127.0.0.1", sender[1])
        message = ancillary.message_of(file, bytes(view), sender, given or [], [])
        receiver = self.kernel.network.find(target, self.kernel.network.datagrams)
        if receiver is not None:
            receiver.deliver(message)
        elif file.connected and host != BROADCAST:
            # The answer "port unreachable" comes to those who are connected.
            file.error = errno.ECONNREFUSED
            file.notify()
        return len(view)

    def _send_unix(self, file: Datagrams, view: memoryview, target: Any, flags: int, given: list[Control]) -> int:
        if len(view) > LARGEST_UNIX:
            raise error(errno.EMSGSIZE)
        receiver = file.peer if target is None else self.kernel.unix.receiver(target)
        if receiver is None or receiver.closed:
            raise error(errno.ECONNREFUSED)
        sender = file.local if file.bound else None
        until = self._deadline(file, flags)
        ready = lambda: receiver.takes(len(view)) or receiver.closed  # noqa: E731
        self._wait(receiver, ready, "socket.send", until, flags)
        if receiver.closed or receiver.shut_read:
            raise error(errno.ECONNREFUSED if receiver.closed else errno.EPIPE)
        message = ancillary.message_of(file, bytes(view), sender, given, ancillary.held_files(self.kernel.files, given))
        if not receiver.deliver(message):
            self.kernel.drop(message.rights)
        return len(view)


def view_of(data: Any) -> memoryview:
    """The bytes of `data`; TypeError in the words of the C module."""
    try:
        return memoryview(data).cast("B")
    except TypeError:
        raise TypeError(f"a bytes-like object is required, not '{type(data).__name__}'") from None


def writable(buffer: Any) -> memoryview:
    view = view_of(buffer)
    if view.readonly:
        raise TypeError(f"read-write bytes-like object expected, not '{type(buffer).__name__}'")
    return view
