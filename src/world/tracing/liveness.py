"""Whether a run in which nothing happens to any request can still go on, found by looking at it twice.

Between the two looks nothing happened to a request. What was set when the first was taken and has not come due may still
change that, so the run goes on. But when all of it has come due, and what is set now is no further away than the stretch
of quiet was long, then whatever there is only comes round and round: the ticks of a server, the heartbeat of a worker. If
no code of the lab goes round with them, nothing can ever happen again. Looks are taken at virtual times that double, so a
run takes few of them, and the same ones each time.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator
from enum import Enum
from math import inf
from typing import Any, NamedTuple

from world.kernel.files import Files
from world.kernel.green_thread import GreenThread
from world.kernel.processes import Processes
from world.kernel.scheduler import PendingTimer, Scheduler
from world.kernel.time_units import SECOND, nanoseconds
from world.tracing.introspection import awaiting_frames, code_of_handle, due_timers, tasks_behind_handle
from world.tracing.stacks import ThreadStop, look_at_own_stack
from world.tracing.state import TraceState


class Verdict(Enum):
    """What a look at a quiet run says."""

    #: Something that is set has not come due yet.
    WAITING = 1
    #: Code of the lab, or something that moves between processes, comes round and round.
    TURNING = 2
    #: Only the servers' own housekeeping comes round, or not even that.
    DEAD = 3


class _Look(NamedTuple):
    """What is compared with the next look."""

    #: The number of the timer that was set last.
    sequence: int
    #: How often anything moved between threads and processes.
    changes: int
    #: How often each thread had parked or been woken.
    turns: dict[GreenThread, int]
    handles: dict[int, weakref.ref[Any]]
    tasks: dict[int, weakref.ref[Any]]


class Liveness:
    """The looks at one run. `patience`: nanoseconds of quiet to which servers and libraries themselves may count, at most."""

    def __init__(
        self,
        scheduler: Scheduler,
        processes: Processes,
        files: Files,
        traces: TraceState,
        lab_path: Callable[[str], str | None],
    ) -> None:
        self.scheduler = scheduler
        self.processes = processes
        self.files = files
        self.traces = traces
        self.lab_path = lab_path
        self.patience = 0
        #: When something happened to a request last.
        self.since = 0
        self._last: _Look | None = None

    def happened(self) -> None:
        """Something happened to a request now: it came, its bytes moved, it ended."""
        self.since = self.scheduler.now
        self.scheduler.quiet_at = self.since + SECOND
        self._last = None

    def look(self) -> Verdict:
        """Looks at a run in which every thread but the caller is parked; sets when to look again."""
        scheduler = self.scheduler
        quiet = scheduler.now - self.since
        timers = list(scheduler.pending())
        if not timers:
            return Verdict.DEAD
        # Until the first of them comes due there is nothing new to see.
        scheduler.quiet_at = max(self.since + 2 * max(quiet, SECOND), min(timer.when for timer in timers))
        last, self._last = self._last, self._take()
        if last is None or quiet < self.patience:
            return Verdict.WAITING
        horizon = scheduler.now + quiet
        if any(timer.sequence <= last.sequence or timer.when > horizon for timer in timers):
            return Verdict.WAITING
        handles = list(self._handles())
        if any(_is_same(last.handles, handle) or when > horizon for handle, when in handles):
            return Verdict.WAITING
        if self._moved(last, self._last, timers) or any(self._is_of_lab(timer) for timer in timers):
            return Verdict.TURNING
        return Verdict.TURNING if any(self._is_handle_of_lab(handle) for handle, _ in handles) else Verdict.DEAD

    def stop_of(self, green: GreenThread) -> ThreadStop | None:
        """Where a parked thread waits; None for one that has no stack."""
        return self.scheduler.ask(green, lambda: look_at_own_stack(self.lab_path))

    # -- what is compared

    def _take(self) -> _Look:
        import asyncio

        greens = {green: green.token for process in self.processes.table for green in process.greens}
        handles = {id(handle): weakref.ref(handle) for handle, _ in self._handles()}
        tasks = {id(task): weakref.ref(task) for view in self.traces.loops for task in asyncio.all_tasks(view.loop)}
        return _Look(self.scheduler.sequence, self.files.changes, greens, handles, tasks)

    def _handles(self) -> Iterator[tuple[Any, int]]:
        """Timers of the event loops that are still to come, with their instants. What is overdue stands on a loop that is held."""
        for view in self.traces.loops:
            if view.thread is not None and not view.thread.green.done:
                for handle, seconds in due_timers(view.loop, inf):
                    if (when := nanoseconds(seconds)) > self.scheduler.now:
                        yield handle, when

    @staticmethod
    def _moved(last: _Look, now: _Look, timers: list[PendingTimer]) -> bool:
        """Whether anything happened between two looks that the timers which are set now do not account for."""
        by_timer = {timer.green for timer in timers}
        ran = {green for green, turns in now.turns.items() if last.turns.get(green) != turns}
        return (
            last.changes != now.changes
            or last.turns.keys() != now.turns.keys()
            or not ran <= by_timer
            or last.tasks.keys() != now.tasks.keys()
            or any(task() is not now.tasks[number]() for number, task in last.tasks.items())
        )

    # -- whose timers they are

    def _is_of_lab(self, timer: PendingTimer) -> bool:
        if timer.green is None:
            return True
        stop = self.stop_of(timer.green)
        return stop is not None and stop.at is not None

    def _is_handle_of_lab(self, handle: Any) -> bool:
        """Whether a loop's timer calls code of the lab, or lets a task go on that runs some."""
        code = code_of_handle(handle)
        if code is not None and self.lab_path(code.co_filename) is not None:
            return True
        return any(
            self.lab_path(code.co_filename) is not None
            for task in tasks_behind_handle(handle)
            for code, _ in awaiting_frames(task)
        )


def _is_same(before: dict[int, weakref.ref[Any]], thing: Any) -> bool:
    known = before.get(id(thing))
    return known is not None and known() is thing
