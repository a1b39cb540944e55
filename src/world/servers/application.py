"""Tells the observer when the application is called, and for which request; passes everything through.

What services are asked is counted here too, around their applications: not by what they print, which any code can print or silence.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import TYPE_CHECKING, Any

from world.clients.load import Clients, Request
from world.kernel.sockets import Stream
from world.tracing.observer import Observer
from world.tracing.state import REQUEST

if TYPE_CHECKING:
    from world.kernel.files import Files


class RequestTracer:
    """Wraps the outermost application of each process. `clients` is set when the load starts."""

    def __init__(self, observer: Observer) -> None:
        self.observer = observer
        self.clients: Clients | None = None
        #: By the id of a service: how often it was asked since time 0, and how often it began an answer of the 2xx or 3xx class to a
        #: caller that was still there.
        self.calls: dict[str, list[int]] = {}
        #: What `asgi` has made, by identity: code of the lab may have applications that compare as they like.
        self._observed: dict[int, object] = {}

    def of_service(self, service: str, files: Files) -> ServiceTracer:
        """For the server of a service: what it serves is counted under `service`. `files`: the machine's."""
        return ServiceTracer(self, service, files)

    def _called(self, port: Any, task: Any) -> Request | None:
        request = self.clients.request_at(int(port)) if self.clients is not None and port else None
        if request is None or request.finished:
            return None
        if request.started is None:
            request.started = self.observer.scheduler.now
        REQUEST.set(request.id)
        self.observer.entered(request.id, task)
        return request

    def asgi(self, application: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
        if id(application) in self._observed:
            return application

        async def observed(scope: Any, receive: Any, send: Any) -> None:
            client = scope.get("client")
            request = None
            if client is not None and scope["type"] in ("http", "websocket"):
                request = self._called(client[1], asyncio.current_task())
            try:
                await application(scope, receive, send)
            finally:
                if request is not None:
                    self.observer.left(request.id)

        self._observed[id(observed)] = observed
        return observed

    def wsgi(self, application: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
        def observed(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
            request = self._called(environ.get("REMOTE_PORT"), None)
            try:
                return application(environ, start_response)
            finally:
                if request is not None:
                    self.observer.left(request.id)

        return observed


def _status_of(line: Any) -> int | None:
    """The number in a WSGI status line."""
    number = line[:3] if isinstance(line, str) else ""
    return int(number) if number.isdecimal() else None


class ServiceTracer:
    """Wraps the outermost application of each process of one service, and counts."""

    def __init__(self, tracer: RequestTracer, service: str, files: Files) -> None:
        self.tracer = tracer
        self.observer = tracer.observer
        self.files = files
        #: Asked, answered.
        self.counts = tracer.calls.setdefault(service, [0, 0])

    def asgi(self, application: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
        observed = self.tracer.asgi(application)

        async def counted(scope: Any, receive: Any, send: Any) -> None:
            if scope["type"] not in ("http", "websocket"):
                return await observed(scope, receive, send)
            client = scope.get("client")
            answered = self._asked(client[1] if client is not None else None)

            def passed_on(message: Any) -> Any:
                if message["type"] == "http.response.start":
                    answered(message["status"])
                elif message["type"] == "websocket.accept":
                    answered(200)
                return send(message)

            return await observed(scope, receive, passed_on)

        return counted

    def wsgi(self, application: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
        observed = self.tracer.wsgi(application)

        def counted(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
            answered = self._asked(environ.get("REMOTE_PORT"))

            def passed_on(status: str, *rest: Any) -> Any:
                answered(_status_of(status))
                return start_response(status, *rest)

            return observed(environ, passed_on)

        return counted

    def _asked(self, port: Any) -> Callable[[Any], None]:
        """Counts a call from `port`; what it returns is told the status of the answer, and counts the first one."""
        # What the side asks while it starts, it asks for nobody.
        if not self.observer.counting:
            return lambda status: None
        self.counts[0] += 1
        counted = False

        def answered(status: Any) -> None:
            nonlocal counted
            # A status that is none is for the server to refuse.
            if not counted and isinstance(status, int) and 200 <= status < 400 and self._is_there(port):
                counted = True
                self.counts[1] += 1

        return answered

    def _is_there(self, port: Any) -> bool:
        """Whether the caller at this port still holds its end of a connection of the running process."""
        process = self.observer.scheduler.process
        for number in process.descriptors if process is not None else ():
            stream = self.files.table[number]
            if isinstance(stream, Stream) and isinstance(stream.remote, tuple) and str(stream.remote[1]) == str(port):
                return not stream.reset and stream.peer is not None and not stream.peer.closed
        return False
