"""Real clients on real sockets, with the manners of the lab's own (world/clients/load.py): each request leaves at its moment, and its
latency counts from there. Bounded in number by the lab, in time by `PATIENCE`, and to 127.0.0.1."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from world.clients.http import ResponseReader, request_bytes
from world.clients.websocket import WebSocketReader
from world.kernel.time_units import nanoseconds

#: Seconds after the last arrival at which every client has gone home, whatever the servers do.
PATIENCE = 60
#: Nanoseconds between the order to start and the first arrival, for every timer to be set.
_LEAD = 50_000_000


class Request(asyncio.Protocol):
    """One request; also the protocol of the connection that it opened."""

    def __init__(self, clients: Clients, load: int, arrival: int) -> None:
        self.clients = clients
        self.load = load
        self.arrival = arrival
        self.first_byte: int | None = None
        self.end: int | None = None
        self.error: str | None = None
        self.done = asyncio.Event()
        self.reader: ResponseReader | WebSocketReader | None = None
        self.transport: asyncio.Transport | None = None

    def row(self) -> list[Any]:
        """What the lab's trace keeps of a request (RawRequest in src/contract/raw.ts), of which a client knows but a part."""
        reader = self.reader
        status, size = (None, 0) if reader is None else (reader.status, reader.size)
        return [self.load, self.arrival, None, None, self.first_byte, self.end, status, self.error, size, None]

    # -- as a protocol

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # TCP has no other
        self.transport = transport
        self.send(transport)

    def data_received(self, data: bytes) -> None:
        self.clients.owner(self).received(data, ended=False)

    def connection_lost(self, exc: Exception | None) -> None:
        owner = self.clients.owner(self)
        if not owner.done.is_set():
            owner.received(b"", ended=exc is None)
        if not owner.done.is_set():
            owner.give_up("reset")
        self.clients.forget(self)

    # -- as a request

    def send(self, transport: asyncio.Transport) -> None:
        load = self.clients.loads[self.load]
        if self.done.is_set():
            transport.close()
            return
        if load["protocol"] == "websocket":
            self.reader = WebSocketReader(load["body"].encode(), self.arrival)
            transport.write(request_bytes(load, self.reader.key))
        else:
            self.reader = ResponseReader(load["method"], load["protocol"] == "sse")
            transport.write(request_bytes(load, None))

    def received(self, data: bytes, ended: bool) -> None:
        if self.done.is_set() or self.reader is None:
            return
        if data and self.first_byte is None:
            self.first_byte = self.clients.now()
        try:
            complete = self.reader.feed(data, ended)
        except ValueError:
            self.give_up("failed")
            return
        if isinstance(self.reader, WebSocketReader) and self.reader.outbox and self.transport is not None:
            self.transport.write(bytes(self.reader.outbox))
            self.reader.outbox.clear()
        if complete:
            self.end = self.clients.now()
            self._finish()

    def time_out(self) -> None:
        """As in world/clients/load.py: who listens to a stream that has begun leaves without an error."""
        if self.done.is_set():
            return
        if self.reader is not None and self.reader.streams and self.reader.status is not None:
            self.reader.reusable = False
            self.end = self.clients.now()
            self._finish()
        else:
            self.give_up("timeout")

    def give_up(self, error: str) -> None:
        if not self.done.is_set():
            self.error = error
            self._finish()

    def _finish(self) -> None:
        self.done.set()
        self.clients.release(self)


class Clients:
    """All loads of one run against the server on `port`."""

    def __init__(self, loads: list[dict[str, Any]], port: int) -> None:
        self.loads = loads
        self.port = port
        self.zero = 0
        self.requests: list[Request] = []
        self._idle: dict[int, list[Request]] = {}
        #: Who speaks on a connection now, by the request that opened it.
        self._owners: dict[Request, Request] = {}

    def now(self) -> int:
        """Nanoseconds since the load began."""
        return time.monotonic_ns() - self.zero

    async def run(self) -> list[list[Any]]:
        """One row per request, in the order of arrival."""
        self.zero = time.monotonic_ns() + _LEAD
        tasks = []
        for index, load in enumerate(self.loads):
            start = nanoseconds(load["start"])
            sending = load["sending"]
            if sending["kind"] == "closed":
                rest = [sending["requests"]]
                tasks += [self._take_turns(index, start, rest) for _ in range(sending["clients"])]
            else:
                tasks += [self._arrive(index, start + instant) for instant in sending["instants"]]
        gathered = asyncio.gather(*tasks)
        last = max((load["start"] + _length(load) for load in self.loads), default=0)
        try:
            await asyncio.wait_for(gathered, last + PATIENCE)
        except TimeoutError:
            for request in self.requests:
                request.give_up("timeout")
        self.requests.sort(key=lambda request: request.arrival)
        return [request.row() for request in self.requests]

    async def _take_turns(self, index: int, when: int, rest: list[int]) -> None:
        think = nanoseconds(self.loads[index]["sending"]["think"])
        while rest[0] > 0:
            rest[0] -= 1
            await self._arrive(index, when)
            when = self.now() + think

    async def _arrive(self, index: int, when: int) -> None:
        await asyncio.sleep((when - self.now()) / 1e9)
        load = self.loads[index]
        request = Request(self, index, when)
        self.requests.append(request)
        loop = asyncio.get_running_loop()
        timer = None
        if load["timeout"] is not None:
            timer = loop.call_later(max(0.0, load["timeout"] - (self.now() - when) / 1e9), request.time_out)
        idle = self._idle.get(index)
        opener = idle.pop() if idle else None
        if opener is not None and opener.transport is not None:
            self._owners[opener] = request
            request.transport = opener.transport
            request.send(opener.transport)
        else:
            await self._connect(loop, request)
        await request.done.wait()
        if timer is not None:
            timer.cancel()

    async def _connect(self, loop: asyncio.AbstractEventLoop, request: Request) -> None:
        try:
            await loop.create_connection(lambda: request, "127.0.0.1", self.port)
        except ConnectionRefusedError:
            request.give_up("refused")
        except TimeoutError:
            request.give_up("timeout")
        except OSError:
            request.give_up("reset")

    # -- connections

    def owner(self, opener: Request) -> Request:
        return self._owners.get(opener, opener)

    def forget(self, opener: Request) -> None:
        self._owners.pop(opener, None)
        opener.transport = None
        for idle in self._idle.values():
            if opener in idle:
                idle.remove(opener)

    def release(self, request: Request) -> None:
        """What becomes of the connection of a request that is over."""
        transport = request.transport
        if transport is None:
            return
        if request.error is not None:
            transport.abort()
        elif self.loads[request.load]["keepalive"] and request.reader is not None and request.reader.reusable:
            opener = next((one for one, owner in self._owners.items() if owner is request), request)
            self._idle.setdefault(request.load, []).append(opener)
        else:
            transport.close()


def _length(load: dict[str, Any]) -> float:
    """Seconds from the beginning of an open load to its last request; nobody knows it of a closed one."""
    sending = load["sending"]
    return sending["instants"][-1] / 1e9 if sending["kind"] == "open" and sending["instants"] else 0.0
