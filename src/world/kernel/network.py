"""The network of the machine: which names are taken, who listens on them, and how connections come about.

A listener holds at most `backlog + 1` connections that nobody accepted, as Linux does; what comes beyond is dropped
and tried again after 1, 3, 7... seconds.
"""

from __future__ import annotations

import errno
from collections.abc import Callable
from typing import TypeVar

from world.kernel.datagrams import Datagrams
from world.kernel.files import Files, error
from world.kernel.scheduler import Scheduler
from world.kernel.sockets import Endpoint, Key, Listener, Stream
from world.kernel.time_units import SECOND

#: When a connection request that was dropped is sent again, seconds after the first (tcp_syn_retries = 6), and when it is given up.
SYN_RETRIES = (1, 3, 7, 15, 31, 63)
SYN_GIVES_UP = 127
WILDCARDS = ("0.0.0.0", "::")
BROADCAST = "255.255.255.255"
_REUSEADDR, _REUSEPORT, _V6ONLY = (1, 2), (1, 15), (41, 26)

Bound = TypeVar("Bound", bound=Endpoint)


def is_local(host: str) -> bool:
    """Whether a numeric address is one of this machine's."""
    return host.startswith("127.") or host == "::1" or host in WILDCARDS


class Network:
    """Who listens where. One host with many names: everything on the machine is 127.0.0.1 or ::1.

    Tables are keyed by (host, port); Unix sockets by their abstract name or by the file their path leads to.
    """

    def __init__(
        self, scheduler: Scheduler, files: Files, chance: Callable[[], float], cores: Callable[[], int] = lambda: 1
    ) -> None:
        self.scheduler = scheduler
        self.files = files
        self.listeners: dict[Key, Listener] = {}
        self.datagrams: dict[Key, Datagrams] = {}
        self.names: set[str] = {"localhost", "localhost.localdomain", "waitlab"}
        self.host_name = "waitlab"
        #: A number from 0 to 1, as the seed has it.
        self.chance = chance
        #: How many cores the machine has.
        self.cores = cores
        #: Sockets that hold a port, whether or not they listen on it.
        self._claims: dict[int, list[Endpoint]] = {}
        self._port = 32768

    # -- names

    def free_port(self) -> int:
        self._port += 1
        while self._port in self._claims:
            self._port += 1
        if self._port > 60999:
            self._port = 32768
        return self._port

    def claim(self, file: Endpoint, host: str, port: int) -> None:
        """Gives a port to a socket (0: any) until it closes. EADDRINUSE, EADDRNOTAVAIL."""
        if not is_local(host):
            raise error(errno.EADDRNOTAVAIL)
        if port == 0:
            port = self.free_port()
        claims = self._claims.get(port, [])
        for other in claims:
            if other.kind == file.kind and _overlap(file, host, other) and not _share(file, other):
                raise error(errno.EADDRINUSE)
        file.local = file.key = (host, port)
        file.bound = True
        self._claims[port] = [*claims, file]
        if isinstance(file, Datagrams):
            self.datagrams.setdefault(file.local, file)
        file.on_close = lambda: self._unclaim(file, port)

    def narrow(self, file: Datagrams, host: str) -> None:
        """Lets a socket that was bound to all addresses have one: the one that it sends from, since it is connected."""
        assert isinstance(file.local, tuple)
        port = file.local[1]
        self._leave(file, [other for other in self._claims[port] if other is not file])
        file.local = file.key = (host, port)
        self.datagrams.setdefault(file.local, file)

    def _unclaim(self, file: Endpoint, port: int) -> None:
        claims = [other for other in self._claims.get(port, ()) if other is not file]
        if claims:
            self._claims[port] = claims
        else:
            self._claims.pop(port, None)
        if isinstance(file, Listener):
            self._unlisten(file)
        elif isinstance(file, Datagrams):
            self._leave(file, claims)

    def _leave(self, file: Datagrams, others: list[Endpoint]) -> None:
        """Takes a socket's name from it, for whoever of the `others` has the same."""
        if self.datagrams.get(file.local) is not file:
            return
        del self.datagrams[file.local]
        for other in others:
            if isinstance(other, Datagrams) and other.local == file.local:
                self.datagrams.setdefault(other.local, other)

    # -- listening

    def listen(self, stream: Stream, backlog: int) -> Listener:
        """The listener that a bound socket becomes. EADDRINUSE if another one listens there already."""
        listener = Listener(self.files, stream.local, backlog, stream.family, stream.protocol)
        key = listener.key = stream.key
        listener.options = stream.options
        listener.send_buffer, listener.receive_buffer = stream.send_buffer, stream.receive_buffer
        listener.tunes = stream.tunes
        if isinstance(stream.local, tuple):
            host, port = stream.local
            claims = self._claims[port]
            for other in claims:
                if (
                    isinstance(other, Listener)
                    and _overlap(stream, host, other)
                    and not _both(_REUSEPORT, stream, other)
                ):
                    raise error(errno.EADDRINUSE)
            self._claims[port] = [listener if one is stream else one for one in claims]
            listener.on_close = lambda: self._unclaim(listener, port)
        else:
            listener.on_close = lambda: self._unlisten(listener)
        known = self.listeners.setdefault(key, listener)
        if known is not listener:
            listener.group = known.group = known.group or [known]
            listener.group.append(listener)
        self.files.substitute(stream, listener)
        return listener

    def _unlisten(self, listener: Listener) -> None:
        group, key = listener.group, listener.key
        if group is not None:
            group.remove(listener)
        if self.listeners.get(key) is listener:
            if group:
                self.listeners[key] = group[0]
            else:
                del self.listeners[key]

    def find(self, address: Key, table: dict[Key, Bound]) -> Bound | None:
        found = table.get(address)
        if found is not None or not isinstance(address, tuple):
            return found
        host, port = address
        if ":" in host:
            return table.get(("::", port))
        found = table.get(("0.0.0.0", port))
        if found is None:
            found = table.get(("::", port))
            if found is not None and found.options.get(_V6ONLY):
                return None
        return found

    # -- connecting

    def pair(self, delay: int = 0) -> tuple[Stream, Stream]:
        one, other = Stream(self.files, delay), Stream(self.files, delay)
        one.peer, other.peer = other, one
        return one, other

    def connect(
        self,
        near: Stream,
        far: Stream,
        address: Key,
        done: Callable[[int], None],
        attempt: int = 0,
        seen: int = -1,
    ) -> None:
        """Tries to queue `far` at whoever listens on `address`; `done` gets 0 or an errno, now or later.

        `attempt` counts the requests that were dropped; `seen` is how many connections had been accepted when this one
        last found the queue full.
        """
        if near.closed:
            return
        listener = self.find(address, self.listeners)
        if listener is not None and listener.group is not None and isinstance(near.local, tuple):
            # Linux too chooses by the addresses of the connection.
            listener = listener.group[near.local[1] % len(listener.group)]
        if listener is None or listener.closed:
            done(errno.ECONNREFUSED)
        elif not listener.full():
            if not listener.queue:
                listener.accept_bias = self.chance()
            listener.queue.append(far)
            far.local = address if isinstance(address, tuple) else listener.local
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
            # No further request is sent, and the answer to the last one is waited for as long as to any other.
            wait = SYN_GIVES_UP - SYN_RETRIES[-1]
            self.scheduler.call_at(self.scheduler.now + wait * SECOND, lambda: done(errno.ETIMEDOUT))

    def accept(self, listener: Listener) -> Stream:
        stream = listener.queue.popleft()
        listener.accepted += 1
        stream.family = listener.family
        stream.protocol = listener.protocol
        if listener.options:
            stream.options = dict(listener.options)
            stream.send_buffer, stream.receive_buffer = listener.send_buffer, listener.receive_buffer
            stream.tunes = listener.tunes
        if listener.room.waiters:
            listener.room.notify()
        if stream.on_accept is not None:
            stream.on_accept()
        return stream


def _overlap(file: Endpoint, host: str, other: Endpoint) -> bool:
    """Whether two sockets on the same port would get the same traffic."""
    assert isinstance(other.local, tuple)
    theirs = other.local[0]
    if host == theirs:
        return True
    if (":" in host) == (":" in theirs):
        return host in WILDCARDS or theirs in WILDCARDS
    # Of different families: only the IPv6 wildcard speaks both.
    return (host == "::" and not file.options.get(_V6ONLY)) or (theirs == "::" and not other.options.get(_V6ONLY))


def _both(option: tuple[int, int], one: Endpoint, other: Endpoint) -> bool:
    return bool(one.options.get(option)) and bool(other.options.get(option))


def _share(file: Endpoint, other: Endpoint) -> bool:
    return _both(_REUSEPORT, file, other) or (_both(_REUSEADDR, file, other) and not isinstance(other, Listener))
