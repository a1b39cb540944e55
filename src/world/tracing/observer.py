"""Finds out, without changing anything, on behalf of which request every thread and callback works, and why time passes.

Time passes only between two instants at which everything has parked. At such a moment every open request is in one
state, found from what its threads are parked on and what its tasks await (reasons.py). Only requests to which something
happened since the last such moment are looked at again.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

from world.kernel.green_thread import GreenThread
from world.kernel.scheduler import Scheduler
from world.tracing import await_graph
from world.tracing.classifier import Classifier
from world.tracing.loops import Loops
from world.tracing.rows import RANK, Names, Rows
from world.tracing.state import REQUEST, Exchange, LoopView, ThreadState, TraceState

_AWAIT = RANK["await"]
#: Ways to park that hold nothing worth showing unless a request is behind them.
_IDLE = frozenset({"poll", "lock", "join", "done"})


class Observer:
    """Watches one machine and writes spans (by request) and lanes (by thread). Instants are the scheduler's."""

    def __init__(self, scheduler: Scheduler, lab_path: Callable[[str], str | None]) -> None:
        self.scheduler = scheduler
        self.lab_path = lab_path
        self.names = Names()
        self.spans = Rows(self.names)
        self.lanes = Rows(self.names)
        self.known = TraceState()
        self.loops = Loops(self.known, scheduler)
        self.classifier = Classifier(self.known, lab_path)
        self.loop_held = 0
        self.handlers = 0
        self.peak_handlers = 0
        self.peak_threads = 0
        self.counting = False
        self._touched_greens: dict[GreenThread, None] = {}

    # -- requests, as the load generator and the application wrapper tell

    def arrived(self, request: int) -> None:
        self.known.exchanges[request] = Exchange()
        self.known.touched[request] = None

    def delivered(self, request: int) -> None:
        self.known.exchanges[request].delivered = True
        self.known.touched[request] = None

    def accepted(self, request: int) -> None:
        self.known.exchanges[request].accepted_by = self.scheduler.current
        self.known.touched[request] = None

    def entered(self, request: int, task: Any) -> None:
        """The application was called for `request`, in `task` or (None) in the running thread."""
        exchange = self.known.exchanges.get(request)
        if exchange is None:
            return
        exchange.started = True
        self.handlers += 1
        self.peak_handlers = max(self.peak_handlers, self.handlers)
        if task is not None:
            exchange.tasks[task] = None
        self.known.touched[request] = None

    def left(self, request: int) -> None:
        self.handlers -= 1
        self.known.touched[request] = None

    def ended(self, request: int) -> None:
        exchange = self.known.exchanges[request]
        exchange.ended = True
        exchange.tasks.clear()
        exchange.greens.clear()
        self.spans.leave(request, self.scheduler.now)
        self.known.touched.pop(request, None)

    # -- threads, as the scheduler tells

    def parked(self, green: GreenThread, state: str, what: str | None) -> None:
        known = self.known
        seen = known.thread(green)
        self._touched_greens[green] = None
        if green is not self.scheduler.current:
            # Told about a thread that waits for the interpreter lock, or was dropped: it works for whom it worked before.
            seen.state, seen.on = state, what
            if state == "done":
                known.assign(green, seen, None)
            elif seen.request is not None:
                known.touched[seen.request] = None
            if seen.loop is not None:
                known.touch_ready(seen.loop)
            return
        request = REQUEST.get()
        if known.still_open(request) is None:
            request = None
        seen.state = state
        if request is None and state in _IDLE:
            seen.on = what
            seen.job = None
        else:
            seen.on, seen.job = self._locate(sys._getframe(2), what)
            if request is None and seen.job is not None:
                request = known.jobs.get(seen.job)
                if known.still_open(request) is None:
                    request = None
        known.assign(green, seen, request)
        if self.counting:
            self.peak_threads = max(self.peak_threads, sum(len(process.greens) for process in known.workers))

    def _locate(self, frame: FrameType | None, what: str | None) -> tuple[str | None, object]:
        """`what`, with the nearest line of the lab's own code; and the executor's job that runs in these frames, if any."""
        job: object = None
        where = ""
        waits_in: str | None = None
        while frame is not None:
            code = frame.f_code
            if not where:
                name = self.lab_path(code.co_filename)
                if name is not None:
                    where = f", {name}:{frame.f_lineno}"
                else:
                    # The outermost one says it best: Thread.start waits in Event.wait waits in Condition.wait.
                    waits_in = await_graph.SYNC_WAITS.get(code.co_qualname, waits_in)
            if code.co_qualname == "_WorkItem.run":
                job = frame.f_locals["self"].future
                break
            frame = frame.f_back
        return f"{waits_in or what}{where}", job

    # -- time

    def advance(self, start: int, end: int) -> None:
        """Everything has parked, and stays so from `start` to `end`."""
        for request in self.known.take_touched():
            exchange = self.known.still_open(request)
            if exchange is not None:
                self.spans.enter(request, start, request, self.classifier.of(exchange, request))
        # After the requests: looking at those may find out for whom an executor's thread works.
        for green in self._touched_greens:
            seen = self.known.thread(green)
            self._write_lane(green, seen, start)
            if seen.state == "done":
                del self.known.threads[green]
        self._touched_greens.clear()
        for view in self.known.loops:
            stuck = view.stuck()
            if stuck is not None and view.green is not None and view.seen is not None:
                self._pass_timers(view, view.green, view.seen, stuck, start, end)
                if view.seen.state != "core":
                    view.held += end - start
                    self.loop_held = max(self.loop_held, view.held)

    def _write_lane(self, green: GreenThread, seen: ThreadState, when: int) -> None:
        state = seen.rank()
        if state is None or (seen.request is None and seen.state in _IDLE) or green.process.number < 0:
            self.lanes.leave(green, when)
        else:
            self.lanes.enter(green, when, seen.request, (green.process.number, green.number, state, seen.on))

    def _pass_timers(
        self, view: LoopView, green: GreenThread, seen: ThreadState, state: int, start: int, end: int
    ) -> None:
        """Timers that come due while the loop is stuck make their requests ready, each at its own instant."""
        for handle in await_graph.due_timers(view.loop, end / 1e9):
            request = handle._context.get(REQUEST)
            if self.known.still_open(request) is None or request in view.due or request in view.ready:
                continue
            view.due[request] = None
            if self.spans.state_of(request) == _AWAIT:
                when = min(end, max(start, round(handle._when * 1e9)))
                self.spans.enter(request, when, request, (green.process.number, None, state, seen.on))
