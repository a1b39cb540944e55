"""In which state a request is while time passes, and what holds it: found from its threads, its tasks and their loops."""

from __future__ import annotations

from collections.abc import Callable

from world.kernel.processes import Process
from world.tracing.await_graph import HANDED_OVER, wait_of
from world.tracing.introspection import RESULT
from world.tracing.rows import RANK, Holding
from world.tracing.state import Exchange, ThreadState, TraceState

_BLOCKING, _CORE, _LOOP, _THREAD, _AWAIT, _BACKLOG = (
    RANK[name] for name in ("blocking", "core", "loop", "thread", "await", "backlog")
)


class Classifier:
    """`lab_path` says which file of the lab a file name is."""

    def __init__(self, traces: TraceState, lab_path: Callable[[str], str | None]) -> None:
        self.traces = traces
        self.lab_path = lab_path

    def of(self, exchange: Exchange, request: int) -> Holding:
        """Of all that happens for one open request, what comes first in the order of states."""
        if not exchange.started:
            return self._before_application(exchange)
        best: Holding = (None, None, _AWAIT, None)
        found = False
        #: A thread that waits for what others do for the same request.
        waiting: ThreadState | None = None
        for thread in exchange.threads:
            state = thread.rank()
            if state is not None and (not found or state < best[2]):
                waits_for_others = thread.parked_in == "join" or (thread.on or "").startswith(RESULT)
                if waits_for_others and exchange.tasks:
                    waiting = thread
                    continue
                best, found = (thread.process, thread.number, state, thread.on), True
        for view in self.traces.loops:
            if request not in view.ready and request not in view.due:
                continue
            held = view.holder()
            if held is not None:
                holder, state = held
                if (not found or state < best[2]) and holder not in exchange.threads:
                    best, found = (holder.process, None, state, holder.on), True
        for task in list(exchange.tasks):
            if task.done():
                del exchange.tasks[task]
                continue
            state, on, job = wait_of(task, self.lab_path)
            if job is HANDED_OVER:
                if exchange.threads:
                    # It runs already, and what it does there was looked at above.
                    best = _with_line(best, on)
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
                    if not found or running <= best[2]:
                        holding: Holding = (runner.process, runner.number, running, runner.on)
                        best, found = _with_line(holding, on), True
                    continue
            if state is not None and (not found or state < best[2]):
                best, found = (None, None, state, on), True
        if waiting is not None and best[2] == _AWAIT:
            # Its coroutine holds nothing, but a thread of its own waits for that coroutine to end.
            return (waiting.process, waiting.number, _BLOCKING, best[3])
        return best

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


def _with_line(holding: Holding, on: str | None) -> Holding:
    """`holding`, with the lab's line from `on` if the thread runs no line of the lab itself."""
    process, thread, state, what = holding
    if what is not None and on is not None and ", " in on and ", " not in what:
        what = f"{what}, {on.rpartition(', ')[2]}"
    return (process, thread, state, what)


def _process_of(exchange: Exchange) -> Process | None:
    return exchange.accepted_by.process if exchange.accepted_by is not None else None
