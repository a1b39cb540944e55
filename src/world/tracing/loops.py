"""Watches event loops through their own queues of ready callbacks; the loops' code runs unchanged."""

from __future__ import annotations

from collections import deque
from typing import Any

from world.kernel.scheduler import Scheduler
from world.tracing import await_graph
from world.tracing.state import REQUEST, LoopView, TraceState


class Loops:
    """Notes what becomes ready on which loop and what is run, and for which request."""

    def __init__(self, known: TraceState, scheduler: Scheduler) -> None:
        self.known = known
        self.scheduler = scheduler

    def watch(self) -> None:
        """Gives every event loop created from now on a queue that tells, until it is closed."""
        from asyncio.base_events import BaseEventLoop

        create, close = BaseEventLoop.__init__, BaseEventLoop.close

        def init(loop: Any) -> None:
            create(loop)
            view = LoopView(loop)
            loop._ready = _ReadyQueue(view, self)
            self.known.loops.append(view)

        def end(loop: Any) -> None:
            close(loop)
            if type(loop._ready) is _ReadyQueue:
                self.known.forget_loop(loop._ready.view)

        BaseEventLoop.__init__ = init  # type: ignore[method-assign]  # a published method with ours around it
        BaseEventLoop.close = end  # type: ignore[method-assign]  # as above

    def became_ready(self, view: LoopView, handle: Any) -> None:
        request = self._request_of(handle)
        if request is not None:
            view.ready[request] = view.ready.get(request, 0) + 1
            view.due.pop(request, None)
            self.known.touched[request] = None

    def runs(self, view: LoopView, handle: Any) -> None:
        green = self.scheduler.current
        if view.green is not green and green is not None:
            view.green, view.seen = green, self.known.thread(green)
            view.seen.loop = view
        view.held = 0
        request = self._request_of(handle)
        if request is None:
            return
        count = view.ready.get(request, 0) - 1
        if count > 0:
            view.ready[request] = count
        else:
            view.ready.pop(request, None)
        self.known.touched[request] = None
        task = getattr(handle._callback, "__self__", None)
        if await_graph.is_task(task):
            self.known.exchanges[request].tasks[task] = None

    def _request_of(self, handle: Any) -> int | None:
        """The open request whose callback this is: its context says so, or it settles a future that its task awaits."""
        request = handle._context.get(REQUEST)
        if request is None:
            for argument in handle._args or ():
                task = await_graph.waiter_of(argument)
                if task is not None:
                    request = task.get_context().get(REQUEST)
                    break
        return request if self.known.still_open(request) is not None else None


class _ReadyQueue(deque[Any]):
    """A loop's queue of ready callbacks that tells what becomes ready and what is run."""

    def __init__(self, view: LoopView, loops: Loops) -> None:
        super().__init__()
        self.view = view
        self._loops = loops

    def append(self, handle: Any, /) -> None:
        super().append(handle)
        self._loops.became_ready(self.view, handle)

    def popleft(self) -> Any:
        handle = super().popleft()
        self._loops.runs(self.view, handle)
        return handle
