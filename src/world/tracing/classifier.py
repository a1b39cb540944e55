"""In which state a request is while time passes, and what holds it: found from its threads, its tasks and their loops."""

from __future__ import annotations

from collections.abc import Callable

from world.kernel.green_thread import GreenThread
from world.kernel.processes import Process
from world.tracing import await_graph
from world.tracing.rows import RANK, Holding
from world.tracing.state import Exchange, TraceState

_BLOCKING, _CORE, _LOOP, _THREAD, _AWAIT, _BACKLOG = (
    RANK[name] for name in ("blocking", "core", "loop", "thread", "await", "backlog")
)


class Classifier:
    """`lab_path` says which file of the lab a file name is."""

    def __init__(self, known: TraceState, lab_path: Callable[[str], str | None]) -> None:
        self.known = known
        self.lab_path = lab_path

    def of(self, exchange: Exchange, request: int) -> Holding:
        """Of all that happens for one open request, what comes first in the order of states."""
        if not exchange.started:
            return self._before(exchange)
        best: Holding = (None, None, _AWAIT, None)
        found = False
        holder: GreenThread | None = None
        for green in exchange.greens:
            seen = self.known.thread(green)
            state = seen.rank()
            if state is not None and (not found or state < best[2]):
                waits_for_others = seen.state == "join" or (seen.on or "").startswith(await_graph.RESULT)
                if waits_for_others and exchange.tasks:
                    holder = green
                    continue
                best, found = (green.process.number, green.number, state, seen.on), True
        for view in self.known.loops:
            if request not in view.ready and request not in view.due:
                continue
            stuck = view.stuck()
            if (
                stuck is not None
                and view.green is not None
                and view.seen is not None
                and (not found or stuck < best[2])
                and view.green not in exchange.greens
            ):
                best, found = (view.green.process.number, None, stuck, view.seen.on), True
        for task in list(exchange.tasks):
            if task.done():
                del exchange.tasks[task]
                continue
            state, on, job = await_graph.describe(task, self.lab_path)
            if job is await_graph.HANDED_OVER:
                if exchange.greens:
                    # It runs already, and what it does there was looked at above.
                    best = _placed(best, on)
                    continue
                if (process := _process_of(exchange)) is not None and process.running is not None:
                    state, on = _CORE, "GIL"
            elif job is not None:
                self.known.jobs[job] = request
                holder = self.known.runner_of(job)
                known = self.known.threads.get(holder) if holder is not None else None
                if holder is not None and known is not None and (running := known.rank()) is not None:
                    self.known.assign(holder, known, request)
                    # It is being looked at now.
                    self.known.touched.pop(request, None)
                    if not found or running <= best[2]:
                        holding: Holding = (holder.process.number, holder.number, running, known.on)
                        best, found = _placed(holding, on), True
                    continue
            if state is not None and (not found or state < best[2]):
                best, found = (None, None, state, on), True
        if holder is not None and best[2] == _AWAIT:
            # Its coroutine holds nothing, but a thread of its own waits for that coroutine to end.
            return (holder.process.number, holder.number, _BLOCKING, best[3])
        return best

    def _before(self, exchange: Exchange) -> Holding:
        """Where a request is that has not reached the application."""
        green = exchange.accepted_by
        if green is None:
            return (None, None, _BACKLOG if exchange.delivered else _AWAIT, None if exchange.delivered else "network")
        if not exchange.delivered:
            return (green.process.number, None, _AWAIT, "network")
        if self.known.untraced:
            return (green.process.number, None, _AWAIT, None)
        seen = self.known.threads.get(green)
        if seen is not None and seen.loop is not None:
            stuck = seen.loop.stuck()
            return (green.process.number, None, stuck if stuck is not None else _LOOP, seen.on)
        if seen is not None and seen.state == "core":
            return (green.process.number, green.number, _CORE, seen.on)
        return (green.process.number, None, _THREAD, "gunicorn threads")


def _placed(holding: Holding, on: str | None) -> Holding:
    """`holding`, with the lab's line from `on` if the thread runs no line of the lab itself."""
    process, thread, state, what = holding
    if what is not None and on is not None and ", " in on and ", " not in what:
        what = f"{what}, {on.rpartition(', ')[2]}"
    return (process, thread, state, what)


def _process_of(exchange: Exchange) -> Process | None:
    return exchange.accepted_by.process if exchange.accepted_by is not None else None
