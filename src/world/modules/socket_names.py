"""What sockets do with addresses: bind, listen, connect, accept, shut down."""

from __future__ import annotations

import errno
from typing import Any

from world.kernel.datagrams import Datagrams
from world.kernel.files import error
from world.kernel.network import BROADCAST, WILDCARDS, is_local
from world.kernel.sockets import AF_INET6, AF_UNIX, SOMAXCONN, Listener, Stream
from world.modules.addresses import shown
from world.modules.socket_base import SocketBase, fits_int, join


class Naming(SocketBase):
    """The calls about names and connections."""

    __slots__ = ()

    # -- names

    def bind(self, address: Any, /) -> None:
        file = self._live()
        target = self._target(address, "bind")
        if file.bound:
            raise error(errno.EINVAL)
        if isinstance(target, tuple):
            self.kernel.network.claim(file, *target)
        else:
            self.kernel.unix.bind(file, target)

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
        fits_int(backlog)
        if isinstance(file, Listener) and not file.shut:
            file.backlog = max(0, min(backlog, SOMAXCONN))
            return
        if isinstance(file, Datagrams):
            raise error(errno.EOPNOTSUPP)
        if not isinstance(file, Stream) or file.peer is not None:
            raise error(errno.EINVAL)
        if not file.bound:
            # By what the descriptor is: another socket object of it may have been told another family (`socket.fromfd`).
            if file.family == AF_UNIX:
                raise error(errno.EINVAL)
            self.kernel.network.claim(file, "::" if file.family == AF_INET6 else "0.0.0.0", 0)
        self.kernel.network.listen(file, backlog)

    def _accept(self) -> tuple[int, Any]:
        file = self._live()
        if not isinstance(file, Listener) or file.shut:
            raise error(errno.EOPNOTSUPP if isinstance(file, Datagrams) else errno.EINVAL)
        self._wait(file, lambda: bool(file.queue) or file.shut, "socket.accept", self._deadline(file))
        if file.closed:
            raise error(errno.EBADF)
        if file.shut:
            raise error(errno.EINVAL)
        stream = self.kernel.network.accept(file)
        scheduler, network = self.kernel.scheduler, self.kernel.network
        me = scheduler.current
        if file.references > 2 and me is not None:
            if file.gives_turn(me, network.cores(), network.chance()):
                scheduler.yield_now("core", "socket.accept")
            file.was_accepted_by(me)
        return self.kernel.files.open(stream), shown(self._family, stream.remote)

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
        network = self.kernel.network
        host, port = target
        if not is_local(host):
            return errno.ENETUNREACH
        if host in WILDCARDS:
            host = "::1" if host == "::" else "127.0.0.1"
        if not file.bound:
            file.local = ("::1" if host == "::1" else "127.0.0.1", network.free_port())
        elif isinstance(file.local, tuple) and file.local[0] in WILDCARDS:
            file.local = (host, file.local[1])
        far = Stream(self.kernel.files)
        far.remote = file.local
        outcome: list[int] = []

        def done(code: int) -> None:
            outcome.append(code)
            file.connecting = False
            if code == 0:
                join(file, far, (host, port))
            elif not waits:
                file.error = code
            file.changed()

        file.connecting, file.error = True, 0
        waits = True
        if self._timeout == 0.0 or (self._timeout is None and file.nonblocking):
            # In the background even when it could succeed at once, as Linux does for TCP.
            waits = False
            self.kernel.scheduler.call_soon(lambda: network.connect(file, far, (host, port), done))
            return errno.EINPROGRESS
        network.connect(file, far, (host, port), done)
        if not file.wait(lambda: bool(outcome) or file.closed, self._deadline(file), "socket.connect"):
            waits = False
            return -1
        return outcome[0] if outcome else errno.EBADF

    def _connect_unix(self, file: Stream, name: str | bytes) -> int:
        network = self.kernel.network
        try:
            key = self.kernel.unix.key(name)
        except OSError as failure:
            return failure.errno or errno.ENOENT
        listener = network.listeners.get(key)
        if listener is None or listener.shut:
            return errno.EPROTOTYPE if key in network.datagrams else errno.ECONNREFUSED
        while listener.full():
            # A time-out makes the descriptor non-blocking, and this cannot go on in the background.
            if self._timeout is not None or file.nonblocking:
                return errno.EAGAIN
            listener.room.wait(lambda: listener.shut or not listener.full(), None, "socket.connect")
            if listener.shut:
                return errno.ECONNREFUSED
        far = Stream(self.kernel.files, family=AF_UNIX)
        far.remote = file.local
        join(file, far, name)
        network.connect(file, far, key, lambda code: None)
        return 0

    def _connect_datagrams(self, file: Datagrams, target: Any) -> None:
        if isinstance(target, tuple):
            host, port = target
            if host in WILDCARDS:
                host = "::1" if host == "::" else "127.0.0.1"
            if not is_local(host) and host != BROADCAST:
                raise error(errno.ENETUNREACH)
            source = "::1" if host == "::1" else "127.0.0.1"
            if not file.bound:
                self.kernel.network.claim(file, source, 0)
            elif isinstance(file.local, tuple) and file.local[0] in WILDCARDS:
                self.kernel.network.narrow(file, source)
            file.remote = (host, port)
        else:
            file.peer = self.kernel.unix.receiver(target)
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
        fits_int(how)
        if how not in (0, 1, 2):
            raise error(errno.EINVAL)
        if isinstance(file, Listener):
            if how != 1:
                file.stop()
            return
        connected = file.connected or file.peer is not None if isinstance(file, Datagrams) else file.peer is not None
        if not connected or getattr(file, "reset", False):
            raise error(errno.ENOTCONN)
        file.shutdown(how)
