"""Finds out, without changing anything, on behalf of which request every thread and callback works, and why time passes.

Time passes only between two instants at which everything has parked. At such a moment every open request is in one
state, found from what its threads are parked on and what its tasks await (classifier.py). Only requests to which something
happened since the last such moment are looked at again.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

from world import limits
from world.kernel.green_thread import GreenThread
from world.kernel.processes import Process
from world.kernel.scheduler import Scheduler
from world.kernel.time_units import SECOND
from world.tracing.classifier import Classifier
from world.tracing.introspection import (
    JOB_RUN,
    POOL_JOB_RUN,
    SYNC_WAITS,
    due_timers,
    job_run_by,
    jobs_of_pool,
    pool_job_run_by,
)
from world.tracing.loops import Loops
from world.tracing.rows import RANK, Names, Room, Rows
from world.tracing.state import REQUEST, Exchange, LoopView, ThreadState, TraceState

_AWAIT = RANK["await"]
#: Ways to park that hold nothing worth showing unless a request is behind them.
_IDLE = frozenset({"poll", "lock", "join", "done"})
#: What a process of a pool waits in until it is given something to do.
_IDLE_IN = frozenset({"queue.Queue.get", "multiprocessing.SimpleQueue.get"})


class Observer:
    """Watches one machine and writes spans (by request) and lanes (by thread). Instants are the scheduler's, in nanoseconds.

    `lab_path` says which file of the lab a file name is, None for any other file.
    """

    def __init__(self, scheduler: Scheduler, lab_path: Callable[[str], str | None]) -> None:
        self.scheduler = scheduler
        self.lab_path = lab_path
        self.names = Names(limits.NAMES, limits.NAME)
        room = Room(limits.ROWS, lambda: scheduler.stop_at("rows"))
        self.spans = Rows(self.names, room)
        self.lanes = Rows(self.names, room)
        self.traces = TraceState()
        self.loops = Loops(self.traces, scheduler)
        self.classifier = Classifier(self.traces, lab_path)
        #: Requests that the application is working on.
        self.handlers = 0
        self.peak_handlers = 0
        self.peak_threads = 0
        #: From time 0 on threads are counted.
        self.counting = False
        #: Threads whose lanes may have to go on in another state.
        self._touched_threads: dict[ThreadState, None] = {}

    def watch_process(self, process: Process) -> None:
        """The threads of this process are counted, and may run what requests wait for."""
        self.traces.workers[process] = None

    def watch_child(self, process: Process, process_object: Any) -> None:
        """A program starts `process` itself, to run this `multiprocessing.Process`: perhaps for jobs that requests wait for."""
        jobs = jobs_of_pool(process_object)
        if jobs is not None:
            self.traces.pools[process] = jobs

    def parked_in(self, green: GreenThread) -> str | None:
        """How a thread is parked, as the scheduler calls it; None if it has not parked yet, or has ended."""
        thread = self.traces.threads.get(green)
        return None if thread is None else thread.parked_in

    # -- requests, as the load generator and the application's wrapper report them

    def arrived(self, request: int) -> None:
        """A client has sent this request, whose number is new."""
        self.traces.exchanges[request] = Exchange()
        self.traces.touch(request)

    def delivered(self, request: int) -> None:
        """Its bytes have reached the machine."""
        self.traces.exchanges[request].delivered = True
        self.traces.touch(request)

    def accepted(self, request: int) -> None:
        """The running thread has taken its connection."""
        self.traces.exchanges[request].accepted_by = self.scheduler.current
        self.traces.touch(request)

    def entered(self, request: int, task: Any) -> None:
        """The application was called for it, in `task` or (None) in the running thread."""
        exchange = self.traces.exchanges.get(request)
        if exchange is None:
            return
        exchange.started = True
        self.handlers += 1
        self.peak_handlers = max(self.peak_handlers, self.handlers)
        if task is not None:
            exchange.tasks[task] = None
        self.traces.touch(request)

    def left(self, request: int) -> None:
        """The application has returned."""
        self.handlers -= 1
        self.traces.touch(request)

    def ended(self, request: int) -> None:
        """The client has its whole answer, or will never have it."""
        exchange = self.traces.exchanges[request]
        exchange.ended = True
        exchange.tasks.clear()
        exchange.threads.clear()
        self.spans.leave(request, self.scheduler.now)
        self.traces.touched.pop(request, None)

    # -- threads, as the scheduler reports them

    def parked(self, green: GreenThread, state: str, what: str | None) -> None:
        """A thread waits from now on, or has ended (`done`): in which way, and for what. Mostly it is the running thread."""
        traces = self.traces
        thread = traces.thread(green)
        self._touched_threads[thread] = None
        if green is self.scheduler.current and state != "done":
            self._park_current(thread, state, what)
            return
        # It waits for the interpreter lock, and so works for whom it worked before; or it works for nobody any more.
        thread.parked_in, thread.on = state, what
        if state == "done":
            traces.assign(thread, None)
            del traces.threads[green]
            if green is green.process.main:
                traces.pools.pop(green.process, None)
        elif thread.request is not None:
            traces.touch(thread.request)
        if thread.loop is not None:
            traces.touch_ready(thread.loop)

    def _park_current(self, thread: ThreadState, state: str, what: str | None) -> None:
        traces = self.traces
        request = REQUEST.get()
        if traces.still_open(request) is None:
            request = None
        thread.parked_in = state
        if request is None and state in _IDLE:
            thread.on = what
            thread.job = None
        else:
            # Two frames up is the function that parked.
            thread.on, thread.job = self._locate(sys._getframe(3), what)
            if request is None and thread.job is not None:
                request = traces.jobs.get(thread.job)
                if traces.still_open(request) is None:
                    request = None
            elif request is None and thread.on in _IDLE_IN:
                thread.parked_in = "poll"
        traces.assign(thread, request)
        if self.counting:
            self.peak_threads = max(self.peak_threads, sum(len(process.greens) for process in traces.workers))

    def _locate(self, frame: FrameType | None, what: str | None) -> tuple[str | None, object]:
        """`what`, with the nearest line of the lab's own code; and the executor's job that runs in these frames, if any."""
        job: object = None
        process = self.scheduler.process
        jobs = self.traces.pools.get(process) if process is not None else None
        where = ""
        waits_in: str | None = None
        while frame is not None and job is None:
            code = frame.f_code
            name = code.co_qualname
            if not where:
                path = self.lab_path(code.co_filename)
                if path is not None:
                    where = f", {path}:{frame.f_lineno}"
                else:
                    # The outermost one says it best: Thread.start waits in Event.wait waits in Condition.wait.
                    waits_in = SYNC_WAITS.get(name, waits_in)
            if name == JOB_RUN:
                job = job_run_by(frame)
            elif name == POOL_JOB_RUN and jobs is not None:
                job = pool_job_run_by(frame, jobs)
            frame = frame.f_back
        return f"{waits_in or what}{where}", job

    # -- time

    def advance(self, start: int, end: int) -> None:
        """Everything has parked, and stays so from `start` to `end`."""
        for view in self.traces.loops:
            self.loops.take_stranger(view)
        for request in self.traces.take_touched():
            exchange = self.traces.still_open(request)
            if exchange is not None:
                self.spans.enter(request, start, request, self.classifier.of(exchange, request))
        # After the requests: looking at those may find out for whom an executor's thread works.
        for thread in self._touched_threads:
            self._write_lane(thread, start)
        self._touched_threads.clear()
        for view in self.traces.loops:
            held = view.holder()
            if held is not None:
                holder, state = held
                self._pass_timers(view, holder, state, start, end)
                if holder.parked_in != "core":
                    view.held += end - start

    @property
    def loop_held(self) -> int:
        """The longest time that one callback held an event loop, nanoseconds."""
        return max([self.traces.longest_hold, *(view.held for view in self.traces.loops)])

    def cut(self, now: int, at: int) -> None:
        """What was noted between `at` and `now` is not to count: loops that are held all that time."""
        for view in self.traces.loops:
            if view.holder() is not None:
                view.held = max(0, view.held - (now - at))

    def _write_lane(self, thread: ThreadState, when: int) -> None:
        state = thread.rank()
        if state is None or (thread.request is None and thread.parked_in in _IDLE) or thread.process < 0:
            self.lanes.leave(thread.green, when)
        else:
            self.lanes.enter(thread.green, when, thread.request, (thread.process, thread.number, state, thread.on))

    def _pass_timers(self, view: LoopView, holder: ThreadState, state: int, start: int, end: int) -> None:
        """Timers that come due while the loop is held make their requests ready, each at its own instant."""
        for handle, due in due_timers(view.loop, end / SECOND):
            request = handle.get_context().get(REQUEST)
            if request is None or self.traces.still_open(request) is None:
                continue
            if request in view.due or request in view.ready:
                continue
            view.due[request] = None
            if self.spans.state_of(request) == _AWAIT:
                when = min(end, max(start, round(due * SECOND)))
                self.spans.enter(request, when, request, (holder.process, None, state, holder.on))
