"""The two kinds of stream sockets as the kernel sees them: ends of connections, and listeners.

A direction of a connection holds what its sender's and its receiver's buffer take; that of a TCP receiver grows while somebody reads.
Errors and readiness follow Linux: its `tcp_poll`, `tcp_reset` and `unix_release_sock` for what differs between the families.
"""

from __future__ import annotations

import errno
from collections import deque
from collections.abc import Callable
from typing import TypeAlias

from world import limits
from world.kernel.files import File, Files, Held, error
from world.kernel.green_thread import GreenThread

#: What a socket is bound or connected to: (host, port); the path of a Unix socket; bytes for an abstract name.
Address: TypeAlias = tuple[str, int] | str | bytes | None

#: The same where programs can give two names to one thing: of a Unix path, what it leads to.
Key: TypeAlias = tuple[str, int] | str | bytes | None

AF_UNIX, AF_INET, AF_INET6 = 1, 2, 10
SOCK_STREAM, SOCK_DGRAM = 1, 2
#: The largest backlog Linux grants (net.core.somaxconn).
SOMAXCONN = 4096


#: The name of a socket that has none, by its family.
UNBOUND: dict[int, Address] = {AF_UNIX: "", AF_INET: ("0.0.0.0", 0), AF_INET6: ("::", 0)}


class Endpoint(File):
    """What all sockets have: a family, options, names, and an error that waits to be told."""

    kind = SOCK_STREAM

    def __init__(self, files: Files, family: int = AF_INET, protocol: int = 0) -> None:
        super().__init__(files)
        self.family = family
        self.protocol = protocol
        self.options: dict[tuple[int, int], int | bytes] = {}
        self.bound = False
        #: What the network knows a bound socket by.
        self.key: Key = None
        self.local: Address = UNBOUND[family]
        self.remote: Address = self.local
        #: An errno that the next call, or SO_ERROR, reports once.
        self.error = 0
        #: As SO_SNDBUF and SO_RCVBUF say them.
        self.send_buffer = self.receive_buffer = limits.OTHER_BUFFER
        #: Gives its name back to the network.
        self.on_close: Callable[[], object] | None = None

    def failed(self) -> bool:
        return self.error != 0

    def take_error(self) -> int:
        code, self.error = self.error, 0
        return code

    def close(self) -> None:
        super().close()
        if self.on_close is not None:
            self.on_close()


class Stream(Endpoint):
    """One end of a connection."""

    def __init__(self, files: Files, delay: int = 0, family: int = AF_INET, protocol: int = 0) -> None:
        super().__init__(files, family, protocol)
        self.delay = delay
        #: Whether the buffer grows with what is read, as Linux's does until somebody sets SO_RCVBUF.
        self.tunes = family != AF_UNIX
        if self.tunes:
            self.send_buffer, self.receive_buffer = limits.TCP_SEND, limits.TCP_RECEIVE
        self._read = 0
        self.peer: Stream | None = None
        self.inbox = bytearray()
        self.in_flight = 0
        #: Files sent along (SCM_RIGHTS): where in the inbox the bytes start that they came with, how many, the files.
        self.rights: deque[tuple[int, int, list[Held]]] | None = None
        self.ended = False
        self.reset = False
        self.shut_write = False
        self.shut_read = False
        self.connecting = False
        #: Instead of waiting threads: a function called after every change (the load generator's ends have one).
        self.on_change: Callable[[Stream], None] | None = None
        #: Called when a server takes this end of a connection; the load generator's have one.
        self.on_accept: Callable[[], object] | None = None

    def readable(self) -> bool:
        return bool(self.inbox) or self.ended or self.reset or self.shut_read or self.error != 0

    def writable(self) -> bool:
        return not self.connecting and (self.space() > 0 or self.shut_write or self.reset or self.error != 0)

    def hung_up(self) -> bool:
        if self.peer is None:
            return not self.connecting
        return self.reset or (self.shut_write and (self.ended or self.shut_read))

    def space(self) -> int:
        """Bytes that can be sent without waiting."""
        peer = self.peer
        if peer is None or peer.closed:
            return self.send_buffer
        return self.send_buffer + peer.window() - len(peer.inbox) - self.in_flight

    def window(self) -> int:
        """Bytes that a TCP peer may send ahead: half of the buffer, the rest is for Linux's own headers. On a Unix socket it is the
        sender's buffer alone that counts."""
        return 0 if self.family == AF_UNIX else self.receive_buffer // 2

    def _tune(self, size: int) -> None:
        """Grows the buffer to take twice what was read (tcp_rcv_space_adjust)."""
        self._read += size
        if self._read * 4 > self.receive_buffer:
            self.receive_buffer = min(self._read * 4, limits.TCP_RECEIVE_MOST)
            self.tunes = self.receive_buffer < limits.TCP_RECEIVE_MOST

    def changed(self) -> None:
        self.notify()
        if self.on_change is not None:
            self.on_change(self)

    def read_now(self, size: int, peek: bool = False) -> bytes:
        """At most `size` bytes that are there; b'' at the end of the stream. An error that waits is raised once."""
        inbox = self.inbox
        if inbox:
            if self.rights is not None:
                size = self._until_rights(size, peek)
            if peek:
                return bytes(inbox[:size])
            if size >= len(inbox):
                data = bytes(inbox)
                inbox.clear()
            else:
                data = bytes(inbox[:size])
                del inbox[:size]
            if self.tunes:
                self._tune(len(data))
            if self.peer is not None and not self.peer.closed:
                self.peer.notify()
            return data
        # That the peer does not want more is told to writers only.
        if self.error and self.error != errno.EPIPE:
            raise error(self.take_error())
        return b""

    def write_now(self, data: memoryview) -> int:
        """Sends what fits and returns how much that was, 0 if nothing fits."""
        peer = self.peer
        if self.error:
            raise error(self.take_error())
        if self.shut_write or self.reset:
            raise error(errno.EPIPE)
        if peer is None:
            raise error(errno.ENOTCONN if self.family == AF_UNIX else errno.EPIPE)
        if peer.closed:
            # The answer to data for a closed end is a reset: this call succeeds with what the buffer takes, the next one fails.
            self.reset = True
            self.error = errno.EPIPE if self.ended else errno.ECONNRESET
            self.notify()
            return min(len(data), self.space())
        count = min(len(data), self.space())
        if count > 0:
            piece = bytes(data[:count])
            if self.delay:
                self.in_flight += count
                self._later(lambda: self._arrive(piece))
            else:
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

    # -- files sent along, between Unix sockets

    def write_with(self, data: memoryview, rights: list[Held]) -> int:
        """As `write_now`, with files for whoever reads the first of the bytes. They stay the caller's if 0 is returned."""
        peer = self.peer
        count = min(len(data), self.space())
        if peer is not None and not peer.closed and not self.error and not self.shut_write and count > 0:
            # Before the bytes, because those wake the reader.
            if peer.rights is None:
                peer.rights = deque()
            peer.rights.append((len(peer.inbox), count, rights))
        return self.write_now(data)

    def take_rights(self, size: int, peek: bool) -> list[Held]:
        """The files that belong to what the next `read_now(size)` returns; the caller has to take or drop each."""
        if not self.rights or self.rights[0][0] >= size:
            return []
        start, length, held = self.rights[0]
        if peek:
            return [self.files.hold_again(one) for one in held]
        self.rights[0] = (start, length, [])
        return held

    def _until_rights(self, size: int, peek: bool) -> int:
        """How many bytes one read may return: it ends behind the first bytes that files came with."""
        rights = self.rights
        assert rights is not None
        if rights:
            start, length, held = rights[0]
            size = min(size, start + length)
            if not peek:
                if size > start:
                    # Read without asking for them, or by somebody who has them by now.
                    for one in held:
                        self.files.drop(one)
                    rights.popleft()
                    if size < start + length:
                        rights.appendleft((0, start + length - size, []))
                self.rights = rights = deque((max(0, at - size), n, held) for at, n, held in rights)
        if not rights and not peek:
            self.rights = None
        return size

    # -- as a file

    def read(self, size: int) -> bytes:
        if self.peer is None:
            raise error(self.take_error() or errno.ENOTCONN)
        self.wait_as_opened(self.readable, "os.read")
        return self.read_now(size)

    def write(self, data: bytes | bytearray | memoryview) -> int:
        view = memoryview(data).cast("B")
        sent = 0
        while True:
            if len(view) > sent:
                self.wait_as_opened(self.writable, "os.write")
                sent += self.write_now(view[sent:])
            if sent == len(view) or self.nonblocking:
                return sent

    # -- ending

    def shutdown(self, how: int) -> None:
        if how in (0, 2):
            self.shut_read = True
            if self.family == AF_UNIX and self.peer is not None:
                self.peer.shut_write = True
                self.peer.changed()
        if how in (1, 2) and not self.shut_write:
            self.shut_write = True
            self._tell(False)
        self.notify()

    def _tell(self, reset: bool) -> None:
        peer = self.peer
        if peer is None:
            return
        closing = self.closed

        def arrive() -> None:
            if peer.family == AF_UNIX:
                # One kernel holds both ends, so the other one's writes fail at once.
                peer.shut_write = peer.shut_write or closing
                peer.error = errno.ECONNRESET if reset else peer.error
                peer.ended = True
            elif reset:
                # What had arrived before can still be read, as on Linux.
                peer.reset = True
                peer.error = errno.EPIPE if peer.ended else errno.ECONNRESET
            else:
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
        reset = bool(self.inbox) or self._lingers_not()
        self.closed = True
        for _, _, held in self.rights or ():
            for one in held:
                self.files.drop(one)
        if not self.shut_write or reset or self.family == AF_UNIX:
            self._tell(reset)
        self.shut_write = True
        super().close()

    def _lingers_not(self) -> bool:
        """Whether SO_LINGER asks to throw away what was not delivered."""
        linger = self.options.get((1, 13))
        return isinstance(linger, bytes) and linger[:4] != b"\0\0\0\0" and linger[4:8] == b"\0\0\0\0"


class Listener(Endpoint):
    """A socket that listens."""

    contended = True

    def __init__(self, files: Files, address: Address, backlog: int, family: int = AF_INET, protocol: int = 0) -> None:
        super().__init__(files, family, protocol)
        self.local = address
        self.bound = True
        self.backlog = max(0, min(backlog, SOMAXCONN))
        self.queue: deque[Stream] = deque()
        #: What the connections that are accepted inherit.
        self.tunes = family != AF_UNIX
        self.accepted = 0
        #: How likely another worker gets its turn after one has accepted what it was told of; drawn anew for each queue that forms.
        self.accept_bias = 1.0
        #: Threads that an epoll set told of a connection, and that accepted none since.
        self.told: set[GreenThread] = set()
        #: Who accepted, and its token afterwards: it is another one once it has waited.
        self._accepted_by: dict[GreenThread, int] = {}
        #: No longer listening, though still open.
        self.shut = False
        #: All that listen on the same address (SO_REUSEPORT), or None if it is this one only.
        self.group: list[Listener] | None = None
        #: Who waits until the queue has room: connects to Unix sockets do, for those of TCP a timer tries again.
        self.room = File(files)

    def readable(self) -> bool:
        return bool(self.queue) or self.shut

    def writable(self) -> bool:
        return self.shut

    def hung_up(self) -> bool:
        return self.shut

    def gives_turn(self, green: GreenThread, cores: int, chance: float) -> bool:
        """Whether another worker gets its turn after `green` has accepted; `chance` is a number from 0 to 1.

        Several workers accept from one queue, on a real machine at the same time, each on its core. Those that accept again and again
        (asyncio does) share it equally, for one takes as long as the other. Those that ask before each time whether there is
        something (gunicorn's gthread does) share it as chance has it, from equal parts to all for one: who sleeps meanwhile is
        slower than who is awake. So it is, too, where they have one core.
        """
        again = self._accepted_by.get(green) == green.token and green not in self.told
        self.told.discard(green)
        return chance < self.accept_bias or (cores > 1 and again)

    def was_accepted_by(self, green: GreenThread) -> None:
        """Notes who accepted, after its turn has come again."""
        self._accepted_by[green] = green.token

    def full(self) -> bool:
        return len(self.queue) > self.backlog

    def stop(self) -> None:
        """Stops listening; connections that nobody accepted are reset."""
        if not self.shut:
            self.shut = True
            if self.on_close is not None:
                self.on_close()
                self.on_close = None
            while self.queue:
                self.queue.popleft().abort()
            self.notify()
            self.room.notify()

    def close(self) -> None:
        self.closed = True
        self.stop()
        super().close()
