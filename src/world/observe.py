"""Finds out, without changing anything, on behalf of which request every thread and callback works, and why time passes.

Time passes only between two instants at which everything has parked. At such a moment every open request is in one
state, found from what its threads are parked on and what its tasks await. Only requests to which something happened
since the last such moment are looked at again.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable
from contextvars import ContextVar
from types import FrameType
from typing import Any

from world import awaiting
from world.machine.processes import Process
from world.machine.scheduler import Green, Scheduler
from world.trace import RANK, Holding, Names, Rows

#: The request on whose behalf the running code works; copied with contexts, as frameworks copy them to threads.
REQUEST: ContextVar[int | None] = ContextVar("waitlab.request", default=None)

_BLOCKING, _CORE, _LOOP, _THREAD, _AWAIT, _BACKLOG = (
    RANK[name] for name in ("blocking", "core", "loop", "thread", "await", "backlog")
)
#: Ways to park that hold nothing worth showing unless a request is behind them.
_IDLE = frozenset({"poll", "lock", "join", "done"})


class Seen:
    """What is known of one thread while it is parked."""

    __slots__ = ("job", "loop", "on", "request", "state")

    def __init__(self) -> None:
        self.state = "new"
        self.on: str | None = None
        self.request: int | None = None
        self.loop: LoopView | None = None
        self.job: object = None


class LoopView:
    """What is known of one event loop: who runs it, which callback it runs, which requests have callbacks ready."""

    def __init__(self, loop: Any) -> None:
        self.loop = loop
        self.green: Green | None = None
        self.handle: Any = None
        self.held = 0
        self.ready: dict[int, int] = {}
        self.due: dict[int, None] = {}

    def running_task(self) -> object:
        callback = getattr(self.handle, "_callback", None)
        return getattr(callback, "__self__", None)


class ReadyQueue(deque[Any]):
    """A loop's queue of ready callbacks that tells the observer what becomes ready and what is run."""

    def __init__(self, view: LoopView, observer: Observer) -> None:
        super().__init__()
        self._view = view
        self._observer = observer

    def append(self, handle: Any, /) -> None:
        super().append(handle)
        self._observer.became_ready(self._view, handle)

    def popleft(self) -> Any:
        handle = super().popleft()
        self._observer.runs(self._view, handle)
        return handle


class Exchange:
    """One request as the machine sees it."""

    __slots__ = ("accepted_by", "delivered", "ended", "greens", "open", "started", "tasks")

    def __init__(self) -> None:
        self.delivered = False
        self.accepted_by: Green | None = None
        self.started = False
        self.ended = False
        self.open = 0
        self.greens: dict[Green, None] = {}
        self.tasks: dict[Any, None] = {}


class Observer:
    """Watches one machine and writes spans (by request) and lanes (by thread). Instants are the scheduler's."""

    def __init__(self, scheduler: Scheduler, is_lab: Callable[[str], str | None]) -> None:
        self.scheduler = scheduler
        self.place = is_lab
        self.names = Names()
        self.spans = Rows(self.names)
        self.lanes = Rows(self.names)
        self.exchanges: dict[int, Exchange] = {}
        self.loop_held = 0
        self.handlers = 0
        self.peak_handlers = 0
        self.peak_threads = 0
        self.counting = False
        #: The application is not ours to wrap, so nothing is known of a request once a server took it.
        self.blind = False
        #: The processes whose threads are counted and searched.
        self.workers: list[Process] = []
        self._dirty: dict[int, None] = {}
        self._dirty_greens: dict[Green, None] = {}
        self._loops: list[LoopView] = []
        #: Requests that wait for a job of an executor, which does not pass contexts on.
        self._jobs: dict[object, int] = {}

    # -- requests, as the load generator and the application wrapper tell

    def arrived(self, request: int) -> None:
        self.exchanges[request] = Exchange()
        self._dirty[request] = None

    def delivered(self, request: int) -> None:
        self.exchanges[request].delivered = True
        self._dirty[request] = None

    def accepted(self, request: int) -> None:
        self.exchanges[request].accepted_by = self.scheduler.current
        self._dirty[request] = None

    def entered(self, request: int, task: Any) -> None:
        """The application was called for `request`, in `task` or (None) in the running thread."""
        exchange = self.exchanges.get(request)
        if exchange is None:
            return
        exchange.started = True
        self.handlers += 1
        self.peak_handlers = max(self.peak_handlers, self.handlers)
        if task is not None:
            exchange.tasks[task] = None
        self._dirty[request] = None

    def left(self, request: int) -> None:
        self.handlers -= 1
        self._dirty[request] = None

    def ended(self, request: int) -> None:
        exchange = self.exchanges[request]
        exchange.ended = True
        exchange.tasks.clear()
        exchange.greens.clear()
        self.spans.leave(request, self.scheduler.now)
        self._dirty.pop(request, None)

    def still_open(self, request: int | None) -> Exchange | None:
        exchange = self.exchanges.get(request) if request is not None else None
        return None if exchange is None or exchange.ended else exchange

    # -- threads, as the scheduler tells

    def parked(self, green: Green, state: str, what: str | None) -> None:
        seen: Seen | None = green.trace
        if seen is None:
            seen = green.trace = Seen()
        self._dirty_greens[green] = None
        if green is not self.scheduler.current:
            # Told about a thread that waits for the interpreter lock, or was dropped: it works for whom it worked before.
            seen.state, seen.on = state, what
            if state == "done":
                self._assign(green, seen, None)
            elif seen.request is not None:
                self._dirty[seen.request] = None
            if seen.loop is not None:
                self._touch_ready(seen.loop)
            return
        request = REQUEST.get()
        if self.still_open(request) is None:
            request = None
        seen.state = state
        if request is None and state in _IDLE:
            seen.on = what
            seen.job = None
        else:
            seen.on, seen.job = self._locate(sys._getframe(2), what)
            if request is None and seen.job is not None:
                request = self._jobs.get(seen.job)
                if self.still_open(request) is None:
                    request = None
        self._assign(green, seen, request)
        if self.counting:
            self.peak_threads = max(self.peak_threads, self._threads())
        if seen.loop is not None and seen.loop.loop.is_closed():
            seen.loop = None

    def _threads(self) -> int:
        return sum(len(process.greens) for process in self.workers)

    def _assign(self, green: Green, seen: Seen, request: int | None) -> None:
        if seen.request is not None:
            self._dirty[seen.request] = None
            if seen.request != request:
                exchange = self.exchanges.get(seen.request)
                if exchange is not None:
                    exchange.greens.pop(green, None)
        seen.request = request
        if request is not None:
            self._dirty[request] = None
            self.exchanges[request].greens[green] = None

    def _locate(self, frame: FrameType | None, what: str | None) -> tuple[str | None, object]:
        """`what`, with the nearest line of the lab's own code; and the executor's job that runs in these frames, if any."""
        job: object = None
        where = ""
        waits_in: str | None = None
        while frame is not None:
            code = frame.f_code
            if not where:
                name = self.place(code.co_filename)
                if name is not None:
                    where = f", {name}:{frame.f_lineno}"
                else:
                    # The outermost one says it best: Thread.start waits in Event.wait waits in Condition.wait.
                    waits_in = awaiting.SYNC_WAITS.get(code.co_qualname, waits_in)
            if code.co_qualname == "_WorkItem.run":
                job = frame.f_locals["self"].future
                break
            frame = frame.f_back
        return f"{waits_in or what}{where}", job

    # -- event loops, as their own queues tell

    def watch_loops(self) -> None:
        """Gives every event loop created from now on a queue that tells. The loop's code runs unchanged."""
        from asyncio.base_events import BaseEventLoop

        create = BaseEventLoop.__init__
        observer = self

        def init(loop: Any) -> None:
            create(loop)
            view = LoopView(loop)
            loop._ready = ReadyQueue(view, observer)
            observer._loops.append(view)

        BaseEventLoop.__init__ = init  # type: ignore[method-assign]

    def became_ready(self, view: LoopView, handle: Any) -> None:
        request = self._request_of(handle)
        if request is not None:
            view.ready[request] = view.ready.get(request, 0) + 1
            view.due.pop(request, None)
            self._dirty[request] = None

    def runs(self, view: LoopView, handle: Any) -> None:
        green = self.scheduler.current
        if view.green is not green and green is not None:
            view.green = green
            if green.trace is None:
                green.trace = Seen()
            green.trace.loop = view
        view.handle = handle
        view.held = 0
        request = self._request_of(handle)
        if request is None:
            return
        count = view.ready.get(request, 0) - 1
        if count > 0:
            view.ready[request] = count
        else:
            view.ready.pop(request, None)
        self._dirty[request] = None
        task = getattr(handle._callback, "__self__", None)
        if awaiting.is_task(task):
            exchange = self.exchanges[request]
            exchange.tasks[task] = None

    def _request_of(self, handle: Any) -> int | None:
        """The open request whose callback this is: its context says so, or it settles a future that its task awaits."""
        request = handle._context.get(REQUEST)
        if request is None:
            for argument in handle._args or ():
                task = awaiting.waiter_of(argument)
                if task is not None:
                    request = task.get_context().get(REQUEST)
                    break
        return request if self.still_open(request) is not None else None

    def _touch_ready(self, view: LoopView) -> None:
        for request in view.ready:
            self._dirty[request] = None

    # -- time

    def advance(self, start: int, end: int) -> None:
        """Everything has parked, and stays so from `start` to `end`."""
        dirty, self._dirty = self._dirty, {}
        for request in dirty:
            exchange = self.still_open(request)
            if exchange is not None:
                self.spans.enter(request, start, request, self._state(exchange, request))
        # After the requests: looking at those may find out for whom an executor's thread works.
        for green in self._dirty_greens:
            self._write_lane(green, start)
        self._dirty_greens.clear()
        for view in self._loops:
            if self._stuck(view) is not None:
                self._pass_timers(view, start, end)
                if view.green is not None and view.green.trace.state != "core":
                    view.held += end - start
                    self.loop_held = max(self.loop_held, view.held)

    def _write_lane(self, green: Green, when: int) -> None:
        seen: Seen = green.trace
        state = self._thread_state(seen)
        if state is None or (seen.request is None and seen.state in _IDLE) or green.process.number < 0:
            self.lanes.leave(green, when)
        else:
            self.lanes.enter(green, when, seen.request, (green.process.number, green.number, state, seen.on))

    def _thread_state(self, seen: Seen) -> int | None:
        if seen.state in ("new", "done"):
            return None
        if seen.state in ("poll", "join"):
            return _BLOCKING
        if seen.state == "lock" and seen.on is not None:
            if seen.on.startswith(awaiting.RESULT):
                return _BLOCKING
            if seen.on.startswith(awaiting.STARTING):
                return _CORE
        return RANK[seen.state]

    def _stuck(self, view: LoopView) -> int | None:
        """The state of a request whose callback is ready on this loop while time passes; None when the loop is free."""
        green = view.green
        if green is None or green.done or not isinstance(green.trace, Seen):
            return None
        seen: Seen = green.trace
        if seen.state == "core" and seen.request is None:
            return _CORE
        if seen.state == "poll" and seen.request is None:
            return None
        return _LOOP

    def _pass_timers(self, view: LoopView, start: int, end: int) -> None:
        """Timers that come due while the loop is stuck make their requests ready, each at its own instant."""
        state = self._stuck(view)
        assert state is not None and view.green is not None
        on = view.green.trace.on
        for handle in awaiting.due_timers(view.loop, end / 1e9):
            request = handle._context.get(REQUEST)
            if self.still_open(request) is None or request in view.due or request in view.ready:
                continue
            view.due[request] = None
            if self.spans.state_of(request) == _AWAIT:
                when = min(end, max(start, round(handle._when * 1e9)))
                self.spans.enter(request, when, request, (view.green.process.number, None, state, on))

    def _state(self, exchange: Exchange, request: int) -> Holding:
        if not exchange.started:
            return self._before(exchange)
        best: Holding = (None, None, _AWAIT, None)
        found = False
        holder: Green | None = None
        for green in exchange.greens:
            seen: Seen = green.trace
            state = self._thread_state(seen)
            if state is not None and (not found or state < best[2]):
                waits_for_others = seen.state in ("join",) or (seen.on or "").startswith(awaiting.RESULT)
                if waits_for_others and exchange.tasks:
                    holder = green
                    continue
                best, found = (green.process.number, green.number, state, seen.on), True
        for view in self._loops:
            if request not in view.ready and request not in view.due:
                continue
            stuck = self._stuck(view)
            if (
                stuck is not None
                and view.green is not None
                and (not found or stuck < best[2])
                and view.green not in exchange.greens
            ):
                best, found = (view.green.process.number, None, stuck, view.green.trace.on), True
        for task in list(exchange.tasks):
            if task.done():
                del exchange.tasks[task]
                continue
            state, on, job = awaiting.describe(task, self.place)
            if job is awaiting.HANDED_OVER:
                if exchange.greens:
                    # It runs already, and what it does there was looked at above.
                    best = self._placed(best, on)
                    continue
                if (process := self._process_of(exchange)) is not None and process.running is not None:
                    state, on = _CORE, "GIL"
            elif job is not None:
                self._jobs[job] = request
                holder = self._runner_of(job)
                if holder is not None and (running := self._thread_state(holder.trace)) is not None:
                    self._assign(holder, holder.trace, request)
                    self._dirty.pop(request, None)
                    if not found or running <= best[2]:
                        holding: Holding = (holder.process.number, holder.number, running, holder.trace.on)
                        best, found = self._placed(holding, on), True
                    continue
            if state is not None and (not found or state < best[2]):
                best, found = (None, None, state, on), True
        if holder is not None and best[2] == _AWAIT:
            # Its coroutine holds nothing, but a thread of its own waits for that coroutine to end.
            return (holder.process.number, holder.number, _BLOCKING, best[3])
        return best

    @staticmethod
    def _placed(holding: Holding, on: str | None) -> Holding:
        """`holding`, with the lab's line from `on` if the thread runs no line of the lab itself."""
        process, thread, state, what = holding
        if what is not None and on is not None and ", " in on and ", " not in what:
            what = f"{what}, {on.rpartition(', ')[2]}"
        return (process, thread, state, what)

    @staticmethod
    def _process_of(exchange: Exchange) -> Process | None:
        return exchange.accepted_by.process if exchange.accepted_by is not None else None

    def _before(self, exchange: Exchange) -> Holding:
        """Where a request is that has not reached the application."""
        green = exchange.accepted_by
        if green is None:
            return (None, None, _BACKLOG if exchange.delivered else _AWAIT, None if exchange.delivered else "network")
        if not exchange.delivered:
            return (green.process.number, None, _AWAIT, "network")
        if self.blind:
            return (green.process.number, None, _AWAIT, None)
        seen: Seen | None = green.trace
        if seen is not None and seen.loop is not None:
            stuck = self._stuck(seen.loop)
            return (green.process.number, None, stuck if stuck is not None else _LOOP, seen.on)
        if seen is not None and seen.state == "core":
            return (green.process.number, green.number, _CORE, seen.on)
        return (green.process.number, None, _THREAD, "gunicorn threads")

    def _runner_of(self, job: object) -> Green | None:
        for process in self.workers:
            for green in process.greens:
                seen: Seen | None = green.trace
                if seen is not None and seen.job is job:
                    return green
        return None
