"""Datagram sockets: whole messages, dropped (UDP) or waited for (Unix) when the receiver's buffer is full."""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

from world.kernel.files import Files, Held, error
from world.kernel.sockets import AF_INET, AF_UNIX, SOCK_DGRAM, Address, Endpoint

#: The largest message: of UDP, because its header counts in 16 bits; of Unix sockets, what their buffer takes.
LARGEST_UDP = 65507
LARGEST_UNIX = 212992 - 32


class Message(NamedTuple):
    """A message with what travels beside it."""

    data: bytes
    sender: Address
    rights: list[Held]
    hops: int = 64
    traffic_class: int = 0


class Datagrams(Endpoint):
    """A datagram socket."""

    kind = SOCK_DGRAM

    def __init__(self, files: Files, family: int = AF_INET, protocol: int = 0) -> None:
        super().__init__(files, family, protocol)
        self.inbox: deque[Message] = deque()
        self.size = 0
        self.connected = False
        #: Where a connected Unix socket sends to.
        self.peer: Datagrams | None = None
        self.shut_read = False
        self.shut_write = False

    def readable(self) -> bool:
        return bool(self.inbox) or self.error != 0 or self.shut_read

    def writable(self) -> bool:
        # Linux lets datagram senders write until their own buffer is full, which on one host it never is for UDP.
        return self.peer is None or self.peer.closed or self.peer.takes(1)

    def hung_up(self) -> bool:
        return self.shut_read and self.shut_write

    def takes(self, size: int) -> bool:
        return not self.inbox or self.size + size <= self.receive_buffer

    def deliver(self, message: Message) -> bool:
        """Queues a message; False if it is dropped."""
        stranger = self.connected and self.family != AF_UNIX and message.sender != self.remote
        if self.closed or stranger or self.shut_read or not self.takes(len(message.data)):
            return False
        self.inbox.append(message)
        self.size += len(message.data)
        self.notify()
        return True

    def take(self, peek: bool) -> Message:
        """The next message; an error that waits is raised once."""
        if self.error:
            raise error(self.take_error())
        if not self.inbox:
            return Message(b"", None, [])
        if peek:
            message = self.inbox[0]
            return message._replace(rights=[self.files.hold_again(one) for one in message.rights])
        message = self.inbox.popleft()
        self.size -= len(message.data)
        if self.family == AF_UNIX:
            self.notify()
        return message

    def shutdown(self, how: int) -> None:
        self.shut_read = self.shut_read or how in (0, 2)
        self.shut_write = self.shut_write or how in (1, 2)
        self.notify()

    def read(self, size: int) -> bytes:
        self.wait_as_opened(self.readable, "os.read")
        message = self.take(False)
        for held in message.rights:
            self.files.drop(held)
        return message.data[:size]

    def close(self) -> None:
        while self.inbox:
            for held in self.inbox.popleft().rights:
                self.files.drop(held)
        super().close()
