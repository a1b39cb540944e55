"""Watches event loops through their own queues of ready callbacks; the loops' code runs unchanged."""

from __future__ import annotations

from collections import deque
from typing import Any

from world.kernel.scheduler import Scheduler
from world.tracing.introspection import (
    follow_loops,
    handle_arguments,
    task_of_handle,
    tasks_waiting_for,
)
from world.tracing.state import REQUEST, LoopView, TraceState


class Loops:
    """Notes what becomes ready on which loop and what is run, and for which request."""

    def __init__(self, traces: TraceState, scheduler: Scheduler) -> None:
        self.traces = traces
        self.scheduler = scheduler

    def watch(self) -> None:
        """Follows every event loop that is made from now on, until it is closed."""

        def closed(queue: Any) -> None:
            # A loop may have been given another queue by somebody else.
            if type(queue) is _ReadyQueue:
                self.traces.forget_loop(queue.view)

        follow_loops(self._ready_queue, closed)

    def _ready_queue(self, loop: Any) -> _ReadyQueue:
        view = LoopView(loop)
        self.traces.loops.append(view)
        return _ReadyQueue(view, self)

    def became_ready(self, view: LoopView, handle: Any) -> None:
        """A callback waits for its turn from now on."""
        request: int | None = handle.get_context().get(REQUEST)
        if request is None:
            request = self._settled_for(handle)
            if request is None:
                return
            view.settles[handle] = request
        if self.traces.still_open(request) is not None:
            view.ready[request] = view.ready.get(request, 0) + 1
            view.due.pop(request, None)
            self.traces.touch(request)

    def runs(self, view: LoopView, handle: Any) -> None:
        """A callback's turn has come, in the running thread."""
        green = self.scheduler.current
        if green is not None and (view.thread is None or view.thread.green is not green):
            view.thread = self.traces.thread(green)
            view.thread.loop = view
        if view.held:
            self.traces.note_hold(view)
        if view.stranger is not None:
            self.take_stranger(view)
        task = task_of_handle(handle)
        request: int | None = handle.get_context().get(REQUEST)
        if request is None:
            view.stranger = task
            request = view.settles.pop(handle, None)
        if request is None or self.traces.still_open(request) is None:
            return
        count = view.ready.get(request, 0) - 1
        if count > 0:
            view.ready[request] = count
        else:
            view.ready.pop(request, None)
        self.traces.touch(request)
        if task is not None:
            self.traces.exchanges[request].tasks[task] = None

    def take_stranger(self, view: LoopView) -> None:
        """The task that ran last for no request may have taken over a request's context, as asgiref's do: it works for that now."""
        task, view.stranger = view.stranger, None
        request: int | None = task.get_context().get(REQUEST) if task is not None else None
        if request is not None and self.traces.still_open(request) is not None:
            self.traces.exchanges[request].tasks[task] = None
            self.traces.touch(request)

    def _settled_for(self, handle: Any) -> int | None:
        """The open request whose task goes on once this callback has settled the future that it is called with."""
        for argument in handle_arguments(handle):
            waiting: list[int | None] = [task.get_context().get(REQUEST) for task in tasks_waiting_for(argument)]
            # Several may wait for one future, in no order; each is ready in its own right once the future is settled.
            still_open = [one for one in waiting if one is not None and self.traces.still_open(one) is not None]
            if still_open:
                return min(still_open)
        return None


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
