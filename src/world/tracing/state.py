"""What is known, while a run goes on, of each request, thread and event loop: what the observer reasons from."""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from world.tracing import await_graph
from world.tracing.rows import RANK

if TYPE_CHECKING:
    from world.kernel.green_thread import GreenThread
    from world.kernel.processes import Process

#: The request on whose behalf the running code works; copied with contexts, as frameworks copy them to threads.
REQUEST: ContextVar[int | None] = ContextVar("waitlab.request", default=None)

_BLOCKING, _CORE, _LOOP = (RANK[name] for name in ("blocking", "core", "loop"))


class ThreadState:
    """What is known of one thread while it is parked."""

    __slots__ = ("job", "loop", "on", "request", "state")

    def __init__(self) -> None:
        self.state = "new"
        self.on: str | None = None
        self.request: int | None = None
        self.loop: LoopView | None = None
        self.job: object = None

    def rank(self) -> int | None:
        """The state that a request is in while this thread works for it; None when the thread does nothing."""
        if self.state in ("new", "done"):
            return None
        if self.state in ("poll", "join"):
            return _BLOCKING
        if self.state == "lock" and self.on is not None:
            if self.on.startswith(await_graph.RESULT):
                return _BLOCKING
            if self.on.startswith(await_graph.STARTING):
                return _CORE
        return RANK[self.state]


class LoopView:
    """What is known of one event loop: who runs it, and which requests have callbacks ready."""

    def __init__(self, loop: Any) -> None:
        self.loop = loop
        self.green: GreenThread | None = None
        #: What is known of that thread.
        self.seen: ThreadState | None = None
        #: Nanoseconds that the callback which runs now has kept the loop.
        self.held = 0
        #: Callbacks that wait for their turn, by request.
        self.ready: dict[int, int] = {}
        #: Requests whose timers came due while the loop was held.
        self.due: dict[int, None] = {}

    def stuck(self) -> int | None:
        """The state of a request whose callback is ready on this loop while time passes; None when the loop is free."""
        green, seen = self.green, self.seen
        if green is None or seen is None or green.done:
            return None
        if seen.state == "core" and seen.request is None:
            return _CORE
        if seen.state == "poll" and seen.request is None:
            return None
        return _LOOP


class Exchange:
    """One request as the machine sees it."""

    __slots__ = ("accepted_by", "delivered", "ended", "greens", "started", "tasks")

    def __init__(self) -> None:
        self.delivered = False
        self.accepted_by: GreenThread | None = None
        self.started = False
        self.ended = False
        self.greens: dict[GreenThread, None] = {}
        self.tasks: dict[Any, None] = {}


class TraceState:
    """Everything that is known, and which requests have to be looked at again."""

    def __init__(self) -> None:
        self.exchanges: dict[int, Exchange] = {}
        #: Threads that have parked at least once and did not end since.
        self.threads: dict[GreenThread, ThreadState] = {}
        #: Requests to which something happened since time last passed.
        self.touched: dict[int, None] = {}
        self.loops: list[LoopView] = []
        #: Requests that wait for a job of an executor, which does not pass contexts on.
        self.jobs: dict[object, int] = {}
        #: The processes whose threads are counted and searched.
        self.workers: list[Process] = []
        #: The application is not ours to wrap, so nothing is known of a request once a server took it.
        self.untraced = False

    def thread(self, green: GreenThread) -> ThreadState:
        """What is known of a thread; a new one has nothing known of it."""
        found = self.threads.get(green)
        if found is None:
            found = self.threads[green] = ThreadState()
        return found

    def still_open(self, request: int | None) -> Exchange | None:
        exchange = self.exchanges.get(request) if request is not None else None
        return None if exchange is None or exchange.ended else exchange

    def take_touched(self) -> dict[int, None]:
        touched, self.touched = self.touched, {}
        return touched

    def touch_ready(self, view: LoopView) -> None:
        for request in view.ready:
            self.touched[request] = None

    def forget_loop(self, view: LoopView) -> None:
        """Lets go of a loop that was closed: nothing waits for it any more, and whoever ran it may do so with another."""
        if view in self.loops:
            self.loops.remove(view)
        if view.seen is not None and view.seen.loop is view:
            view.seen.loop = None

    def assign(self, green: GreenThread, seen: ThreadState, request: int | None) -> None:
        """Notes for which request a thread works."""
        if seen.request is not None:
            self.touched[seen.request] = None
            if seen.request != request:
                exchange = self.exchanges.get(seen.request)
                if exchange is not None:
                    exchange.greens.pop(green, None)
        seen.request = request
        if request is not None:
            self.touched[request] = None
            self.exchanges[request].greens[green] = None

    def runner_of(self, job: object) -> GreenThread | None:
        """The thread that runs a job of an executor."""
        for process in self.workers:
            for green in process.greens:
                seen = self.threads.get(green)
                if seen is not None and seen.job is job:
                    return green
        return None
