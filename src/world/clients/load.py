"""The clients: when requests arrive, what they send, how they read the answers.

Clients are not threads of the machine: they have no cost, never wait for each other (except in `closed`), and their
latency counts from the scheduled arrival. A load's protocol decides what a client waits for:

- `http`: the whole response.
- `sse`: the whole response too, asked for as a stream of events. Once it has begun, the client's `timeout` is how long it
  listens: that it leaves then is the end of the request, not an error.
- `websocket`: one message in answer to `body`, which it sends as one text message. Without a body it listens until the server
  closes, and may leave at its `timeout` as one of `sse` may. A server that closes because it failed (1011 to 1014) has `failed`.

In all of them `timeout` is the error of a client that went away without the answer it waited for, and `first_byte` is the
first of whatever came, the answer to a handshake included.
"""

from __future__ import annotations

import errno
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from world.clients.http import ResponseReader, request_bytes
from world.clients.websocket import WebSocketReader
from world.kernel.sockets import Stream
from world.kernel.time_units import nanoseconds

if TYPE_CHECKING:
    from world.machine import Machine
    from world.tracing.observer import Observer


class Request:
    """One request and what became of it; instants are the machine's, in nanoseconds."""

    __slots__ = (
        "accepted",
        "arrival",
        "connection",
        "end",
        "error",
        "finished",
        "first_byte",
        "id",
        "load",
        "reader",
        "started",
    )

    def __init__(self, number: int, load: int, arrival: int) -> None:
        self.id = number
        self.load = load
        self.arrival = arrival
        self.accepted: int | None = None
        self.started: int | None = None
        self.first_byte: int | None = None
        self.end: int | None = None
        self.error: str | None = None
        self.finished = False
        self.reader: ResponseReader | WebSocketReader | None = None
        self.connection: Connection | None = None


class Connection:
    """A client's end of one connection, and the request that is on it."""

    def __init__(self, near: Stream) -> None:
        self.near = near
        self.request: Request | None = None
        self.accepted = False


class Clients:
    """All loads of a run against the address that the side serves."""

    def __init__(
        self,
        machine: Machine,
        observer: Observer,
        loads: list[dict[str, Any]],
        address: Any,
        network: float,
        done: Callable[[], None],
        progress: Callable[[int, int], None],
        on_activity: Callable[[], None],
    ) -> None:
        self.machine = machine
        self.observer = observer
        self.loads = loads
        self.address = address
        self.delay = nanoseconds(network)
        self.done = done
        #: Told how many requests have ended, and of how many.
        self.progress = progress
        #: Told whenever something happens to a request as its client sees it.
        self.on_activity = on_activity
        self.requests: list[Request] = []
        self.finished = 0
        self.expected = 0
        #: What a client of each load sends first; those of WebSockets have a key of their own.
        self._heads = [request_bytes(load, None) for load in loads]
        self._idle: dict[int, list[Connection]] = {}
        self._by_port: dict[int, Connection] = {}

    def start(self) -> None:
        """Schedules every arrival; request ids follow the order of arrival."""
        scheduler = self.machine.scheduler
        planned: list[tuple[int, int]] = []
        for index, load in enumerate(self.loads):
            sending = load["sending"]
            if sending["kind"] == "open":
                begin = scheduler.now + nanoseconds(load["start"])
                planned += [(begin + instant, index) for instant in sending["instants"]]
        planned.sort()
        self.expected = len(planned)
        for when, index in planned:
            scheduler.call_at(when, partial(self._arrive, index, when, None))
        for index, load in enumerate(self.loads):
            sending = load["sending"]
            if sending["kind"] == "closed":
                self.expected += sending["requests"]
                rest = [sending["requests"]]
                when = scheduler.now + nanoseconds(load["start"])
                for _ in range(min(sending["clients"], sending["requests"])):
                    rest[0] -= 1
                    scheduler.call_at(when, partial(self._arrive, index, when, rest))
        if not self.expected:
            self.done()

    def request_at(self, port: int) -> Request | None:
        """The request on the connection whose client port this is, as servers see it."""
        connection = self._by_port.get(port)
        return None if connection is None else connection.request

    # -- one request

    def _arrive(self, index: int, when: int, rest: list[int] | None) -> None:
        load = self.loads[index]
        self.on_activity()
        request = Request(len(self.requests), index, when)
        self.requests.append(request)
        self.observer.arrived(request.id)
        if load["timeout"] is not None:
            self.machine.scheduler.call_at(when + nanoseconds(load["timeout"]), lambda: self._time_out(request, rest))
        if load["keepalive"]:
            idle = self._idle.setdefault(index, [])
            while idle:
                connection = idle.pop()
                if not (connection.near.ended or connection.near.reset):
                    self._send(connection, request, rest)
                    return
        self._connect(request, rest)

    def _connect(self, request: Request, rest: list[int] | None) -> None:
        machine = self.machine
        near, far = machine.network.pair(self.delay)
        port = machine.network.free_port()
        near.local = far.remote = ("127.0.0.1", port)
        connection = Connection(near)
        connection.request = request
        request.connection = connection
        far.on_accept = lambda: self._accepted(connection)
        self._by_port[port] = connection

        def answered(code: int) -> None:
            if code:
                error = "refused" if code == errno.ECONNREFUSED else "timeout"
                self._after(self.delay, lambda: self._give_up(request, error, rest))
            else:
                # The server may accept at once; the client sends when the answer has come back to it.
                self._after(self.delay, lambda: self._send(connection, request, rest))

        self._after(self.delay, lambda: machine.network.connect(near, far, self.address, answered))

    def _after(self, delay: int, action: Callable[[], None]) -> None:
        if delay:
            scheduler = self.machine.scheduler
            scheduler.call_at(scheduler.now + delay, action)
        else:
            action()

    def _send(self, connection: Connection, request: Request, rest: list[int] | None) -> None:
        if request.finished:
            connection.near.close()
            return
        load = self.loads[request.load]
        connection.request = request
        request.connection = connection
        if load["protocol"] == "websocket":
            request.reader = WebSocketReader(load["body"].encode(), request.id)
            data = request_bytes(load, request.reader.key)
        else:
            request.reader = ResponseReader(load["method"], load["protocol"] == "sse")
            data = self._heads[request.load]
        if connection.accepted and request.accepted is None:
            # A connection kept alive was accepted long ago: nobody needs to take it again.
            request.accepted = self.machine.scheduler.now
            self.observer.accepted(request.id)
        connection.near.on_change = lambda near: self._changed(request, rest)
        self._push(connection, memoryview(data))
        self._after(self.delay, lambda: self._delivered(request))
        self._changed(request, rest)

    def _push(self, connection: Connection, data: memoryview) -> None:
        """Sends; what does not fit follows when the server has read."""
        near = connection.near
        try:
            sent = near.write_now(data)
        except OSError:
            return
        if sent < len(data):
            before = near.on_change

            def go_on(stream: Stream) -> None:
                if stream.space() > 0:
                    stream.on_change = before
                    self._push(connection, data[sent:])
                if before is not None:
                    before(stream)

            near.on_change = go_on

    def _delivered(self, request: Request) -> None:
        self.on_activity()
        if not request.finished:
            self.observer.delivered(request.id)

    def _accepted(self, connection: Connection) -> None:
        connection.accepted = True
        request = connection.request
        if request is not None and not request.finished and request.accepted is None:
            request.accepted = self.machine.scheduler.now
            self.observer.accepted(request.id)
            self.on_activity()

    def _changed(self, request: Request, rest: list[int] | None) -> None:
        connection = request.connection
        if request.finished or connection is None or request.reader is None:
            return
        self.machine.scheduler.sync()
        near = connection.near
        data, near.inbox = bytes(near.inbox), bytearray()
        if data:
            self.on_activity()
        if data and request.first_byte is None:
            request.first_byte = self.machine.scheduler.now
        try:
            complete = request.reader.feed(data, near.ended and not near.reset)
        except ValueError:
            self._give_up(request, "failed", rest)
            return
        if data and near.peer is not None and not near.peer.closed:
            near.peer.notify()
        self._speak(connection, request)
        if complete:
            self._end(request, rest)
        elif near.ended or near.reset:
            self._give_up(request, "reset", rest)

    @staticmethod
    def _drop(near: Stream) -> None:
        """Reads to nowhere until the server has closed too: what a WebSocket's client does after its goodbye."""
        if near.inbox and near.peer is not None:
            near.inbox.clear()
            near.peer.notify()
        if near.ended or near.reset:
            near.on_change = None
            near.close()

    def _speak(self, connection: Connection, request: Request) -> None:
        """Sends what a WebSocket's client has to say by now."""
        reader = request.reader
        if isinstance(reader, WebSocketReader) and reader.outbox:
            data, reader.outbox = reader.outbox, bytearray()
            self._push(connection, memoryview(data))

    def _time_out(self, request: Request, rest: list[int] | None) -> None:
        reader = request.reader
        if request.finished or reader is None or not reader.streams or reader.status is None:
            self._give_up(request, "timeout", rest)
            return
        # The connection is in the middle of something.
        reader.reusable = False
        if isinstance(reader, WebSocketReader) and request.connection is not None:
            reader.leave()
            self._speak(request.connection, request)
        self._end(request, rest)

    def _end(self, request: Request, rest: list[int] | None) -> None:
        request.end = self.machine.scheduler.now
        self._finish(request, rest)

    def _give_up(self, request: Request, error: str, rest: list[int] | None) -> None:
        if request.finished:
            return
        request.error = error
        if request.connection is not None:
            request.connection.near.abort()
        self._finish(request, rest)

    def _finish(self, request: Request, rest: list[int] | None) -> None:
        request.finished = True
        self.on_activity()
        self.observer.ended(request.id)
        self.finished += 1
        connection = request.connection
        load = self.loads[request.load]
        if connection is not None and request.error is None:
            connection.near.on_change = None
            if request.reader is not None and request.reader.status == 101:
                connection.near.on_change = self._drop
                self._drop(connection.near)
            elif load["keepalive"] and request.reader is not None and request.reader.reusable:
                self._idle.setdefault(request.load, []).append(connection)
            else:
                connection.near.close()
        self.progress(self.finished, self.expected)
        if rest is not None and rest[0] > 0:
            rest[0] -= 1
            when = self.machine.scheduler.now + nanoseconds(load["sending"]["think"])
            self.machine.scheduler.call_at(when, lambda: self._arrive(request.load, when, rest))
        if self.finished == self.expected:
            self.done()
