"""In which state a request is while time passes, and what holds it: found from its threads, its tasks and their loops."""

from __future__ import annotations

from collections.abc import Callable

from world.kernel.processes import Process
from world.tracing.await_graph import HANDED_OVER, wait_of
from world.tracing.introspection import RESULT
from world.tracing.rows import RANK, Holding
from world.tracing.state import Exchange, ThreadState, TraceState

_BLOCKING, _CORE, _LOOP, _THREAD, _LOCK, _AWAIT, _BACKLOG = (
    RANK[name] for name in ("blocking", "core", "loop", "thread", "lock", "await", "backlog")
)


class Classifier:
    """Says of one request at a time what holds it. `lab_path` says which file of the lab a file name is."""

    def __init__(self, traces: TraceState, lab_path: Callable[[str], str | None]) -> None:
        self.traces = traces
        self.lab_path = lab_path

    def of(self, exchange: Exchange, request: int) -> Holding:
        """Of all that happens for one open request, what comes first in the order of states."""
        if not exchange.started:
            return self._before_application(exchange)
        foremost = _Foremost()
        waiting = self._look_at_threads(exchange, foremost)
        self._look_at_loops(exchange, request, foremost)
        waiting = self._look_at_tasks(exchange, request, foremost) or waiting
        if waiting is not None and foremost.holding[2] == _AWAIT:
            # Its coroutine holds nothing, but a thread of its own waits for that coroutine to end.
            on = foremost.holding[3] if foremost.is_own else waiting.on
            return (waiting.process, waiting.number, _BLOCKING, on)
        return foremost.holding

    def _look_at_threads(self, exchange: Exchange, foremost: _Foremost) -> ThreadState | None:
        """What the threads do that work for a request; answers with one that waits for what tasks of the same request do."""
        waiting: ThreadState | None = None
        for thread in exchange.threads:
            state = thread.rank()
            if state is None:
                continue
            if exchange.tasks and _waits_for_others(thread):
                waiting = thread
            else:
                foremost.offer((thread.process, thread.number, state, thread.on))
        return waiting

    def _look_at_loops(self, exchange: Exchange, request: int, foremost: _Foremost) -> None:
        """Whether the request waits for its turn on a loop that somebody else holds."""
        for view in self.traces.loops:
            if request in view.ready or request in view.due:
                held = view.holder()
                if held is not None and held[0] not in exchange.threads:
                    holder, state = held
                    foremost.offer((holder.process, None, state, holder.on))

    def _look_at_tasks(self, exchange: Exchange, request: int, foremost: _Foremost) -> ThreadState | None:
        """What the tasks wait for that work for a request; answers with a thread, if it is one that itself waits for other tasks."""
        waiting: ThreadState | None = None
        for task in list(exchange.tasks):
            if task.done():
                del exchange.tasks[task]
                continue
            state, on, _, is_own, job = wait_of(task, self.lab_path)
            if job is HANDED_OVER:
                if exchange.threads:
                    # It runs already, and what it does there was looked at before.
                    foremost.holding = _with_line(foremost.holding, on)
                    continue
                if (process := _process_of(exchange)) is not None and process.running is not None:
                    state, on = _CORE, "GIL"
            elif job is not None:
                self.traces.jobs[job] = request
                runner = self.traces.runner_of(job)
                if runner is not None and (running := runner.rank()) is not None:
                    self.traces.assign(runner, request)
                    # It is being looked at now.
                    self.traces.touched.pop(request, None)
                    if _waits_for_others(runner):
                        waiting = runner
                    else:
                        holding: Holding = (runner.process, runner.number, running, runner.on)
                        foremost.offer(_with_line(holding, on), wins_ties=True)
                    continue
                if self.traces.is_of_pool(job):
                    state, on = _LOCK, (on or "").replace("thread pool", "process pool", 1)
            if state is not None:
                foremost.offer((None, None, state, on), is_own=is_own)
        return waiting

    def _before_application(self, exchange: Exchange) -> Holding:
        """Where a request is that has not reached the application."""
        green = exchange.accepted_by
        if green is None:
            return (None, None, _BACKLOG if exchange.delivered else _AWAIT, None if exchange.delivered else "network")
        process = green.process.number
        if not exchange.delivered:
            return (process, None, _AWAIT, "network")
        if self.traces.untraced:
            return (process, None, _AWAIT, None)
        thread = self.traces.threads.get(green)
        if thread is not None and thread.loop is not None:
            held = thread.loop.holder()
            return (process, None, held[1] if held is not None else _LOOP, thread.on)
        if thread is not None and thread.parked_in == "core":
            return (process, green.number, _CORE, thread.on)
        return (process, None, _THREAD, "gunicorn threads")


class _Foremost:
    """Of what a request is offered as its state, what comes first in the order of states; of equals, the first."""

    def __init__(self) -> None:
        self.holding: Holding = (None, None, _AWAIT, None)
        #: Whether it is what code of the lab itself waits for or does.
        self.is_own = False
        self._is_found = False

    def offer(self, holding: Holding, *, is_own: bool = True, wins_ties: bool = False) -> None:
        """Of equals, what code of the lab itself does says more than the framework around it, or than who waits for that."""
        state, best = holding[2], self.holding[2]
        says_more = wins_ties or (is_own and not self.is_own)
        if not self._is_found or state < best or (state == best and says_more):
            self.holding, self._is_found, self.is_own = holding, True, is_own


def _waits_for_others(thread: ThreadState) -> bool:
    """Whether a thread waits for the end of what is done elsewhere for the same request."""
    return thread.parked_in == "join" or (thread.on or "").startswith(RESULT)


def _with_line(holding: Holding, on: str | None) -> Holding:
    """`holding`, with the lab's line from `on` if the thread runs no line of the lab itself."""
    process, thread, state, what = holding
    if what is not None and on is not None and ", " in on and ", " not in what:
        what = f"{what}, {on.rpartition(', ')[2]}"
    return (process, thread, state, what)


def _process_of(exchange: Exchange) -> Process | None:
    return exchange.accepted_by.process if exchange.accepted_by is not None else None
