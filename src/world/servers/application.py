"""Tells the observer when the application is called, and for which request; passes everything through."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from world.known import REQUEST
from world.load import Clients, Request
from world.observe import Observer


class Witness:
    """Wraps the outermost application of each process. `clients` is set when the load starts."""

    def __init__(self, observer: Observer) -> None:
        self.observer = observer
        self.clients: Clients | None = None

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
        if getattr(application, "waitlab_observed", False):
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

        observed.waitlab_observed = True  # type: ignore[attr-defined]  # types of functions have no attributes of their own
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
