"""The network of the machine: connections, listeners and datagrams, as the kernel sees them.

Connections have two directions of `limits.SOCKET_BUFFER` bytes. A listener holds at most `backlog + 1` connections
that nobody accepted, as Linux does; what comes beyond is dropped and tried again after 1, 3, 7... seconds.
"""

from __future__ import annotations

import errno
from collections import deque
from collections.abc import Callable
from typing import Any

from world import limits
from world.machine.ancillary import Parcel
from world.machine.files import File, Files, error
from world.machine.scheduler import SECOND, Scheduler

Address = Any
#: When a connection request that was dropped is sent again, seconds after the first (tcp_syn_retries = 6).
SYN_RETRIES = (1, 3, 7, 15, 31, 63)
#: The largest backlog Linux grants (net.core.somaxconn).
SOMAXCONN = 4096


class Stream(File):
    """One end of a connection."""

    def __init__(self, files: Files, delay: int = 0) -> None:
        super().__init__(files)
        self.delay = delay
        self.peer: Stream | None = None
        self.inbox = bytearray()
        self.in_flight = 0
        self.ended = False
        self.reset = False
        self.shut_write = False
        self.shut_read = False
        self.broken = False
        self.connecting = False
        self.bound = False
        self.local: Address = ("0.0.0.0", 0)
        self.remote: Address = ("127.0.0.1", 0)
        #: Bytes read so far, and what was sent along with the byte at a position.
        self.taken = 0
        self.parcels: deque[tuple[int, Parcel]] = deque()
        #: Instead of waiting threads: a function called after every change (the load generator's ends have one).
        self.on_change: Callable[[Stream], None] | None = None
        #: What the load generator knows of this connection; servers cannot see it.
        self.client: Any = None

    def readable(self) -> bool:
        return bool(self.inbox) or self.ended or self.reset or self.shut_read

    def writable(self) -> bool:
        return not self.connecting and (self.space() > 0 or self.shut_write or self.reset or self.broken)

    def hung_up(self) -> bool:
        return self.reset or (self.ended and self.shut_write)

    def failed(self) -> bool:
        return self.reset

    def space(self) -> int:
        peer = self.peer
        if peer is None or peer.closed:
            return limits.SOCKET_BUFFER
        return limits.SOCKET_BUFFER - len(peer.inbox) - self.in_flight

    def changed(self) -> None:
        self.notify()
        if self.on_change is not None:
            self.on_change(self)

    def read_now(self, size: int, peek: bool = False) -> bytes:
        """At most `size` bytes that are there; b'' at the end of the stream. ConnectionResetError once after a reset."""
        if self.inbox and not self.shut_read:
            if self.parcels:
                size = self._up_to_parcel(size)
            data = bytes(self.inbox[:size])
            if not peek:
                self.taken += len(data)
                del self.inbox[:size]
                if self.peer is not None and not self.peer.closed:
                    self.peer.notify()
            return data
        if self.reset and not self.broken:
            self.broken = True
            raise error(errno.ECONNRESET)
        return b""

    def parcel_now(self) -> Parcel | None:
        """What came along with the next byte; it is the caller's now."""
        if self.parcels and self.parcels[0][0] <= self.taken:
            return self.parcels.popleft()[1]
        return None

    def _up_to_parcel(self, size: int) -> int:
        """One read never reaches into bytes that came with a parcel of their own."""
        unwanted = self.parcel_now()
        if unwanted is not None:
            unwanted.drop()
        return min(size, self.parcels[0][0] - self.taken) if self.parcels else size

    def write_now(self, data: memoryview, parcel: Parcel | None = None) -> int:
        """Sends what fits and returns how much that was, 0 if nothing fits. `parcel` goes along with the first byte."""
        peer = self.peer
        if self.shut_write or self.broken:
            raise error(errno.EPIPE)
        if self.reset:
            self.broken = True
            raise error(errno.ECONNRESET)
        if peer is None:
            raise error(errno.ENOTCONN)
        if peer.closed:
            # The answer to data for a closed end is a reset: this call succeeds, the next one fails.
            self.reset = True
            return len(data)
        count = min(len(data), self.space())
        if count > 0:
            piece = bytes(data[:count])
            if self.delay:
                self.in_flight += count
                self._later(lambda: self._arrive(piece))
            else:
                if parcel is not None:
                    peer.parcels.append((peer.taken + len(peer.inbox), parcel))
                peer.inbox += piece
                peer.changed()
        return max(count, 0)

    def _arrive(self, piece: bytes) -> None:
        self.in_flight -= len(piece)
        peer = self.peer
        if peer is not None and not peer.closed:
            peer.inbox += piece
            peer.changed()

    def _later(self, action: Callable[[], None]) -> None:
        scheduler = self.files.scheduler
        scheduler.call_at(scheduler.now + self.delay, action)

    def shutdown(self, how: int) -> None:
        if how in (0, 2):
            self.shut_read = True
            self.notify()
        if how in (1, 2) and not self.shut_write:
            self.shut_write = True
            self._tell(False)
            self.notify()

    def _tell(self, reset: bool) -> None:
        peer = self.peer
        if peer is None:
            return

        def arrive() -> None:
            if reset:
                peer.reset = True
                peer.inbox.clear()
            peer.ended = True
            peer.changed()

        if self.delay:
            self._later(arrive)
        else:
            arrive()

    def abort(self) -> None:
        """Closes with a reset, as a client that gives up does."""
        if not self.closed:
            self.closed = True
            self._tell(True)
            self.notify()

    def close(self) -> None:
        if self.closed:
            return
        # Closing with unread data resets the connection (RFC 2525 2.17, Linux does so).
        unread = bool(self.inbox) and not self.shut_read
        if not self.shut_write or unread:
            self._tell(unread)
        self.shut_write = True
        super().close()
        while self.parcels:
            self.parcels.popleft()[1].drop()


class Listener(File):
    """A socket that listens."""

    contended = True

    def __init__(self, files: Files, address: Address, backlog: int) -> None:
        super().__init__(files)
        self.address = address
        self.bound = True
        self.backlog = max(0, min(backlog, SOMAXCONN))
        self.queue: deque[Stream] = deque()
        self.accepted = 0
        #: How likely another worker gets its turn after one has accepted; drawn anew for each queue that forms.
        self.evenness = 1.0
        self.on_close: Callable[[], None] | None = None

    def readable(self) -> bool:
        return bool(self.queue)

    def writable(self) -> bool:
        return False

    def full(self) -> bool:
        return len(self.queue) > self.backlog

    def close(self) -> None:
        super().close()
        if self.on_close is not None:
            self.on_close()
        while self.queue:
            self.queue.popleft().abort()


class Datagrams(File):
    """A datagram socket: whole messages, dropped when the receiver's buffer is full."""

    def __init__(self, files: Files) -> None:
        super().__init__(files)
        self.inbox: deque[tuple[bytes, Address, Parcel | None]] = deque()
        self.size = 0
        self.bound = False
        self.local: Address = None
        self.remote: Address = None
        self.refused = False
        self.on_close: Callable[[], None] | None = None

    def readable(self) -> bool:
        return bool(self.inbox) or self.refused

    def deliver(self, data: bytes, sender: Address, parcel: Parcel | None = None) -> None:
        if self.size + len(data) <= limits.SOCKET_BUFFER:
            self.inbox.append((data, sender, parcel))
            self.size += len(data)
            self.notify()
        elif parcel is not None:
            parcel.drop()

    def take(self, peek: bool) -> tuple[bytes, Address, Parcel | None]:
        """The next message, where it came from, and what came along."""
        if self.refused:
            self.refused = False
            raise error(errno.ECONNREFUSED)
        if peek:
            return self.inbox[0]
        message = self.inbox.popleft()
        self.size -= len(message[0])
        return message

    def close(self) -> None:
        super().close()
        if self.on_close is not None:
            self.on_close()
        while self.inbox:
            parcel = self.inbox.popleft()[2]
            if parcel is not None:
                parcel.drop()


class Network:
    """Who listens where. One host with many names: everything on the machine is 127.0.0.1."""

    def __init__(self, scheduler: Scheduler, files: Files, chance: Callable[[], float]) -> None:
        self.scheduler = scheduler
        self.files = files
        self.listeners: dict[Address, Listener] = {}
        self.datagrams: dict[Address, Datagrams] = {}
        self.names: set[str] = {"localhost", "localhost.localdomain", "waitlab"}
        #: A number from 0 to 1, as the seed has it.
        self.chance = chance
        self._port = 32768
        self._name = 0
        #: Called when a server takes a connection of the load generator.
        self.on_accept: Callable[[Stream], None] | None = None

    def free_port(self) -> int:
        self._port += 1
        while any(isinstance(key, tuple) and key[1] == self._port for key in (*self.listeners, *self.datagrams)):
            self._port += 1
        if self._port > 60999:
            self._port = 32768
        return self._port

    def free_name(self) -> str:
        """A name outside the file system for a Unix socket that is bound to none (unix(7), autobind)."""
        self._name += 1
        return f"\0{self._name:05x}"

    def find(self, address: Address, table: dict[Address, Any]) -> Any:
        if not isinstance(address, tuple):
            return table.get(address)
        host, port = address[0], address[1]
        found = table.get((host, port))
        for wildcard in ("0.0.0.0", "::"):
            if found is None:
                found = table.get((wildcard, port))
        return found

    def taken(self, address: Address, table: dict[Address, Any]) -> bool:
        if not isinstance(address, tuple):
            return address in table
        if address[0] in ("0.0.0.0", "::"):
            return any(isinstance(key, tuple) and key[1] == address[1] for key in table)
        return self.find(address, table) is not None

    def listen(self, address: Address, backlog: int) -> Listener:
        if self.taken(address, self.listeners):
            raise error(errno.EADDRINUSE)
        listener = Listener(self.files, address, backlog)
        self.listeners[address] = listener
        listener.on_close = lambda: self.listeners.pop(address, None)
        return listener

    def pair(self, delay: int = 0) -> tuple[Stream, Stream]:
        one, other = Stream(self.files, delay), Stream(self.files, delay)
        one.peer, other.peer = other, one
        return one, other

    def connect(
        self, near: Stream, far: Stream, address: Address, done: Callable[[int], None], attempt: int = 0, seen: int = -1
    ) -> None:
        """Tries to queue `far` at whoever listens on `address`; `done` gets 0 or an errno, now or later.

        `attempt` counts the requests that were dropped; `seen` is how many connections had been accepted when this one
        last found the queue full.
        """
        listener = self.find(address, self.listeners)
        if near.closed:
            return
        if listener is None or listener.closed:
            done(errno.ECONNREFUSED)
        elif not listener.full():
            if not listener.queue:
                listener.evenness = self.chance()
            listener.queue.append(far)
            far.local = listener.address if isinstance(address, str) else (address[0], address[1])
            done(0)
            listener.notify()
        elif listener.accepted != seen:
            # All of a burst come at one instant: the request is dropped only if nobody accepts at that instant.
            count = listener.accepted
            self.scheduler.call_soon(lambda: self.connect(near, far, address, done, attempt, count))
        elif attempt < len(SYN_RETRIES):
            wait = SYN_RETRIES[attempt] - (SYN_RETRIES[attempt - 1] if attempt else 0)
            self.scheduler.call_at(
                self.scheduler.now + wait * SECOND, lambda: self.connect(near, far, address, done, attempt + 1)
            )
        else:
            done(errno.ETIMEDOUT)

    def accept(self, listener: Listener) -> Stream:
        stream = listener.queue.popleft()
        listener.accepted += 1
        if self.on_accept is not None and stream.client is not None:
            self.on_accept(stream)
        return stream
