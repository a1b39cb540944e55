"""Says of a run that can go on no more who waits, for what, at which line, and who holds it. Everything is parked while it looks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any, NamedTuple

from world import limits
from world.kernel.green_thread import GreenThread
from world.kernel.processes import Process
from world.tracing.await_graph import HANDED_OVER, wait_of
from world.tracing.introspection import (
    RESULT,
    awaiting_frames,
    future_awaited_by,
    lock_awaited_in,
    task_with_lock,
    tasks_waiting_for,
)
from world.tracing.stacks import ThreadStop
from world.tracing.state import REQUEST, Exchange, LoopView, TraceState
from world.tracing.with_statements import is_within, line_of, with_line

#: What is named in place of a lock when a request is ready and its event loop is held.
_EVENT_LOOP = "event loop"
_BACKLOG = "backlog"
_POOL = "worker thread"


class _Party(NamedTuple):
    """Who waits or holds: a request, or else a thread or a task. `key` tells parties apart."""

    key: object
    request: int | None
    green: GreenThread | None
    task: Any

    def row(self) -> dict[str, Any]:
        process = self.green.process.number if self.green is not None else None
        task = None
        if self.request is None and self.task is not None:
            task = getattr(self.task.get_coro(), "__qualname__", None)
        return {
            "request": self.request,
            "process": None if process is None or process < 0 else process,
            "thread": self.green.number if self.green is not None and self.task is None else None,
            "task": task,
        }


class _Wait(NamedTuple):
    """One wait. `thing`: the lock, thread or loop waited for, where it is known."""

    party: _Party
    on: str | None
    at: str | None
    thing: Any


class Hangs:
    """Looks at one machine. `stop_of` answers where a thread is parked."""

    def __init__(
        self,
        traces: TraceState,
        processes: Iterable[Process],
        lab_path: Callable[[str], str | None],
        stop_of: Callable[[GreenThread], ThreadStop | None],
    ) -> None:
        import asyncio

        self.traces = traces
        self.lab_path = lab_path
        greens = [green for process in processes for green in process.greens if process.exit_code is None]
        self.stops = {green: stop for green in greens if (stop := stop_of(green)) is not None}
        #: Every task of every loop, and the loop's thread.
        self.tasks = {
            task: view.thread.green if view.thread is not None else None
            for view in traces.loops
            for task in asyncio.all_tasks(view.loop)
        }

    def of_requests(self, requests: Iterable[int], side: Collection[Process]) -> dict[str, Any]:
        """The waits of these open requests, of whoever else holds what they wait for, and of the services that they may ask, which
        are all processes but the `side`'s own: a Hang (src/contract/hang.ts)."""
        requests = list(requests)
        named = requests[: limits.WAITS]
        waits = [wait for request in named for wait in self._waits_of(request)]
        return self._hang(waits + list(self._waits_beside(side)), requests)

    def of_processes(self, processes: Iterable[Process]) -> dict[str, Any]:
        """The waits of the main threads of programs that did not come up, or of the tasks on them."""
        waits = []
        for process in processes:
            main = process.main
            stop = self.stops.get(main) if main is not None else None
            if main is None or stop is None:
                continue
            tasks = [task for task, green in self.tasks.items() if green is main] if stop.in_loop else []
            found = [wait for task in tasks if (wait := self._of_task(task)).at is not None]
            waits += found or [self._of_thread(main, stop)]
        return self._hang(waits[: limits.WAITS], ())

    def _hang(self, waits: list[_Wait], waiting: Iterable[object]) -> dict[str, Any]:
        """`waiting`: keys of parties that are known to wait, whether or not their waits are given."""
        rows: list[dict[str, Any]] = []
        seen = {wait.party.key for wait in waits}
        named: set[object] = set()
        # Whoever holds something waits too, perhaps for what a third one holds.
        queue = list(waits)
        while queue and len(rows) < limits.WAITS:
            wait = queue.pop(0)
            named.add(wait.party.key)
            holders = list(self._holders(wait))
            rows.append(
                {
                    **wait.party.row(),
                    "on": wait.on,
                    "at": wait.at,
                    "holders": [{**party.row(), "at": at} for party, at in holders],
                }
            )
            for party, _ in holders:
                if party.key not in seen:
                    seen.add(party.key)
                    # A thread that took it for a request of before may wait for another one by now.
                    further = [more for more in self._waits_of_party(party) if more.party.key not in named]
                    seen |= {more.party.key for more in further}
                    queue += further
        return {"waits": rows, "unnamed": len({*waiting, *(wait.party.key for wait in queue)} - named)}

    # -- who waits

    def _waits_beside(self, side: Collection[Process]) -> Iterator[_Wait]:
        """Tasks and threads beside the side's own processes that wait at a line of the lab."""
        beside = [green for green in self.stops if green.process not in side]
        for task, green in self.tasks.items():
            if green in beside and (wait := self._of_task(task)).at is not None:
                yield wait
        for green in beside:
            stop = self.stops[green]
            if not stop.in_loop and stop.at is not None:
                yield self._of_thread(green, stop)

    def _waits_of_party(self, party: _Party) -> list[_Wait]:
        if party.request is not None and self.traces.still_open(party.request) is not None:
            return self._waits_of(party.request)
        if party.task is not None:
            return [self._of_task(party.task)]
        stop = self.stops.get(party.green) if party.green is not None else None
        return [] if party.green is None or stop is None else [self._of_thread(party.green, stop)]

    def _waits_of(self, request: int) -> list[_Wait]:
        """What keeps one open request: of several waits those that are at a line of the lab."""
        exchange = self.traces.exchanges[request]
        waits = [
            self._of_thread(thread.green, stop)
            for thread in exchange.threads
            if (stop := self.stops.get(thread.green)) is not None and not stop.in_loop
        ]
        tasks = [task for task in exchange.tasks if not task.done()]
        if waits and tasks:
            waits = [wait for wait in waits if not _is_for_others(wait)] or waits
        outer = {id(waiting) for task in tasks for waiting in tasks_waiting_for(task)}
        for task in tasks:
            if id(task) not in outer and (wait := self._of_task(task)).on != _POOL:
                waits.append(wait)
        if not waits:
            waits = [self._before(request, exchange)]
        party = _Party(request, request, waits[0].party.green, waits[0].party.task)
        placed = [wait for wait in waits if wait.at is not None] or waits[:1]
        return [wait._replace(party=party._replace(green=wait.party.green, task=wait.party.task)) for wait in placed]

    def _before(self, request: int, exchange: Exchange) -> _Wait:
        """A request for which nothing runs: it was not taken, or nobody takes it up."""
        party = _Party(request, request, exchange.accepted_by, None)
        if exchange.accepted_by is None:
            return _Wait(party, _BACKLOG, None, None)
        view = self._loop_of(exchange.accepted_by)
        if view is not None:
            return _Wait(party, _EVENT_LOOP, None, view)
        # The thread that took it may be one of a program's own, and busy with it.
        stop = self.stops.get(exchange.accepted_by)
        return _Wait(party, _POOL, None, exchange.accepted_by if stop is not None and stop.at is not None else None)

    def _of_thread(self, green: GreenThread, stop: ThreadStop) -> _Wait:
        thread = self.traces.threads.get(green)
        request = self._open(thread.request) if thread is not None else None
        key: object = green if request is None else request
        what = stop.what.removeprefix(RESULT) if stop.what is not None else None
        return _Wait(_Party(key, request, green, None), what, stop.at, stop.thing)

    def _of_task(self, task: Any) -> _Wait:
        green = self.tasks.get(task)
        party = self._party_of(task)
        if future_awaited_by(task) is None:
            return _Wait(party, _EVENT_LOOP, None, self._loop_of(green))
        wait = wait_of(task, self.lab_path)
        if wait.job is HANDED_OVER:
            return _Wait(party, _POOL, None, None)
        line: str | None = None
        thing = None
        for code, frame in awaiting_frames(task):
            path = self.lab_path(code.co_filename)
            if path is not None and frame is not None:
                line, thing = f"{path}:{frame.f_lineno}", None
            elif thing is None:
                thing = lock_awaited_in(code, frame)
        if thing is None and green in self.stops and not self.stops[green].in_loop:
            # Whatever it awaits: nobody is there to notice that it came.
            return _Wait(party, _EVENT_LOOP, line, self._loop_of(green))
        # A future that the lab awaits itself has no other name.
        what = (wait.on or "").removesuffix(line or "").removesuffix(", ") or "asyncio.Future"
        return _Wait(party, what, line, thing)

    def _party_of(self, task: Any) -> _Party:
        request = self._open(task.get_context().get(REQUEST))
        return _Party(task if request is None else request, request, self.tasks.get(task), task)

    def _open(self, request: int | None) -> int | None:
        """A request, unless it has its answer: what still runs for it then runs for nobody."""
        return request if self.traces.still_open(request) is not None else None

    def _loop_of(self, green: GreenThread | None) -> LoopView | None:
        return next(
            (view for view in self.traces.loops if view.thread is not None and view.thread.green is green), None
        )

    # -- who holds

    def _holders(self, wait: _Wait) -> Iterator[tuple[_Party, str | None]]:
        """Who has what is waited for, and the line at which it was taken; nobody where that is not known."""
        thing = wait.thing
        if isinstance(thing, LoopView):
            thing = thing.thread.green if thing.thread is not None else None
        elif hasattr(thing, "_green"):
            thing = thing._green
        if isinstance(thing, GreenThread):
            if (stop := self.stops.get(thing)) is not None:
                yield self._of_thread(thing, stop).party, stop.at
        elif thing is not None:
            yield from self._holders_of_lock(wait, thing)

    def _holders_of_lock(self, wait: _Wait, lock: Any) -> Iterator[tuple[_Party, str | None]]:
        found = False
        for task in self.tasks:
            frames = list(awaiting_frames(task))
            below = [*frames[1:], None]
            for (code, frame), inner in zip(frames, below, strict=True):
                if frame is None or (inner is not None and lock_awaited_in(*inner) is lock):
                    # It is over, or on its way in.
                    continue
                if is_within(frame, lock):
                    found = True
                    name, line = self.lab_path(code.co_filename), with_line(frame)
                    yield self._party_of(task), None if name is None or line is None else f"{name}:{line}"
        if found:
            return
        taker = task_with_lock(lock)
        if taker is not None:
            yield self._party_of(taker), None
            return
        plain = getattr(lock, "_lock", lock)
        owner = getattr(plain, "_owner", None)
        if isinstance(owner, GreenThread) and (stop := self.stops.get(owner)) is not None:
            taken_in = plain._code
            name = self.lab_path(taken_in.co_filename) if taken_in is not None else None
            line = line_of(taken_in, plain._instruction) if name is not None else None
            yield self._of_thread(owner, stop).party, None if line is None else f"{name}:{line}"


def _is_for_others(wait: _Wait) -> bool:
    """Whether a thread of a request only waits for what the request's tasks do."""
    return wait.thing is None and wait.on in ("Future", "async_to_sync")
