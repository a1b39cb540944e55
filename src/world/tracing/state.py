"""What is known, while a run goes on, of each request, thread and event loop: what the observer reasons from."""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from world.tracing.introspection import RESULT, STARTING
from world.tracing.rows import RANK

if TYPE_CHECKING:
    from world.kernel.green_thread import GreenThread
    from world.kernel.processes import Process

#: The request on whose behalf the running code works; copied with contexts, as frameworks copy them to threads.
REQUEST: ContextVar[int | None] = ContextVar("waitlab.request", default=None)

_BLOCKING, _CORE, _LOOP = (RANK[name] for name in ("blocking", "core", "loop"))


class ThreadState:
    """What is known of one thread while it is parked."""

    __slots__ = ("green", "job", "loop", "on", "parked_in", "request")

    def __init__(self, green: GreenThread) -> None:
        self.green = green
        #: How it is parked, as the scheduler calls it; `new` before the first time, `done` at the end.
        self.parked_in = "new"
        #: What it waits for, and the line of the lab that waits.
        self.on: str | None = None
        #: The request for which it works.
        self.request: int | None = None
        #: The event loop that it runs.
        self.loop: LoopView | None = None
        #: The future of the executor's job that it runs.
        self.job: object = None

    @property
    def process(self) -> int:
        """The number of its process, as a trace counts them."""
        return self.green.process.number

    @property
    def number(self) -> int:
        """Its number within the process, as a trace counts them."""
        return self.green.number

    def rank(self) -> int | None:
        """The state that a request is in while this thread works for it; None when the thread does nothing."""
        if self.parked_in in ("new", "done"):
            return None
        if self.parked_in in ("poll", "join"):
            return _BLOCKING
        if self.parked_in == "lock" and self.on is not None:
            if self.on.startswith(RESULT):
                return _BLOCKING
            if self.on.startswith(STARTING):
                return _CORE
        return RANK[self.parked_in]


class LoopView:
    """What is known of one event loop: who runs it, and which requests have callbacks ready."""

    def __init__(self, loop: Any) -> None:
        self.loop = loop
        #: The thread that ran it last.
        self.thread: ThreadState | None = None
        #: Nanoseconds that the callback which runs now has kept the loop.
        self.held = 0
        #: Callbacks that wait for their turn, by request.
        self.ready: dict[int, int] = {}
        #: The task that ran last, if it ran for no request.
        self.stranger: Any = None
        #: Callbacks that settle a future for which a request waits, and that request.
        self.settles: dict[Any, int] = {}
        #: Requests whose timers came due while the loop was held.
        self.due: dict[int, None] = {}

    def holder(self) -> tuple[ThreadState, int] | None:
        """Who keeps the callbacks waiting that are ready on this loop while time passes, and in which state that leaves their
        requests; None when the loop is free."""
        thread = self.thread
        if thread is None or thread.green.done:
            return None
        if thread.request is None:
            if thread.parked_in == "core":
                return thread, _CORE
            if thread.parked_in == "poll":
                return None
        return thread, _LOOP


class Exchange:
    """One request as the machine sees it."""

    __slots__ = ("accepted_by", "delivered", "ended", "started", "tasks", "threads")

    def __init__(self) -> None:
        #: Its bytes have reached the machine.
        self.delivered = False
        #: The thread that took its connection.
        self.accepted_by: GreenThread | None = None
        #: The application was called.
        self.started = False
        self.ended = False
        #: The threads and tasks that work for it, in the order in which they came to.
        self.threads: dict[ThreadState, None] = {}
        self.tasks: dict[Any, None] = {}


class TraceState:
    """Everything that is known, and which requests have to be looked at again."""

    def __init__(self) -> None:
        self.exchanges: dict[int, Exchange] = {}
        #: Requests to which something happened since time last passed.
        self.touched: dict[int, None] = {}
        #: Threads that have parked at least once and have not ended.
        self.threads: dict[GreenThread, ThreadState] = {}
        self.loops: list[LoopView] = []
        #: Requests that wait for a job of an executor, which does not pass contexts on.
        self.jobs: dict[object, int] = {}
        #: The processes whose threads are counted and searched.
        self.workers: dict[Process, None] = {}
        #: The processes of programs' own pools, and the jobs in hand of the pool that each belongs to.
        self.pools: dict[Process, Any] = {}
        #: The application is not ours to wrap, so nothing is known of a request once a server took it.
        self.untraced = False
        #: The longest time, in nanoseconds, that a callback which is over kept its loop.
        self.longest_hold = 0

    def thread(self, green: GreenThread) -> ThreadState:
        """What is known of a thread, from now on if nothing was."""
        thread = self.threads.get(green)
        if thread is None:
            thread = self.threads[green] = ThreadState(green)
        return thread

    def still_open(self, request: int | None) -> Exchange | None:
        """The request, unless there is none or it has ended."""
        exchange = self.exchanges.get(request) if request is not None else None
        return None if exchange is None or exchange.ended else exchange

    def touch(self, request: int) -> None:
        """Something happened to this request: it is looked at before time passes again."""
        self.touched[request] = None

    def touch_ready(self, view: LoopView) -> None:
        """Something happened to the requests that have callbacks ready on this loop."""
        for request in view.ready:
            self.touched[request] = None

    def take_touched(self) -> dict[int, None]:
        """The requests to which something happened since this was last asked."""
        touched, self.touched = self.touched, {}
        return touched

    def note_hold(self, view: LoopView) -> None:
        """The callback that kept this loop is over."""
        self.longest_hold = max(self.longest_hold, view.held)
        view.held = 0

    def forget_loop(self, view: LoopView) -> None:
        """Lets go of a loop that was closed: nothing waits for it any more, and whoever ran it may do so with another."""
        self.note_hold(view)
        if view in self.loops:
            self.loops.remove(view)
        if view.thread is not None and view.thread.loop is view:
            view.thread.loop = None

    def assign(self, thread: ThreadState, request: int | None) -> None:
        """Notes for which request a thread works."""
        if thread.request is not None:
            self.touched[thread.request] = None
            if thread.request != request:
                exchange = self.exchanges.get(thread.request)
                if exchange is not None:
                    exchange.threads.pop(thread, None)
        thread.request = request
        if request is not None:
            self.touched[request] = None
            self.exchanges[request].threads[thread] = None

    def is_of_pool(self, job: object) -> bool:
        """Whether a job of an executor is one for a pool of processes."""
        return any(work.future is job for jobs in self.pools.values() for work in jobs.values())

    def runner_of(self, job: object) -> ThreadState | None:
        """The thread that runs a job of an executor."""
        for process in (*self.workers, *self.pools):
            for green in process.greens:
                thread = self.threads.get(green)
                if thread is not None and thread.job is job:
                    return thread
        return None
