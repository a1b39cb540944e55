"""What a parked thread sees when it looks at its own stack: where the lab's code waits, in what, and for which thing."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any, NamedTuple

from world.kernel.scheduler import Scheduler
from world.kernel.semaphores import Semaphore
from world.tracing.introspection import LOOP_TURN, SYNC_WAITS

_PARK = Scheduler.park.__code__
_TAKE = Semaphore.take.__code__


class ThreadStop(NamedTuple):
    """Where a thread is parked. `what` and `at` as the reader knows them; None where not known, or where no code of the lab is."""

    what: str | None
    at: str | None
    #: The lock it waits for, or the handle of the thread that it joins; None when it waits for something else.
    thing: Any
    #: An event loop in it waits for whatever comes first.
    in_loop: bool


def look_at_own_stack(lab_path: Callable[[str], str | None]) -> ThreadStop:
    """Where the calling thread is parked; called on its stack by `Scheduler.ask`."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and frame.f_code is not _PARK:
        frame = frame.f_back
    if frame is None:
        return ThreadStop(None, None, None, False)
    what: str | None = frame.f_locals["what"]
    waits_in: str | None = None
    thing: Any = None
    frame = frame.f_back
    while frame is not None:
        code = frame.f_code
        name = lab_path(code.co_filename)
        if name is not None:
            return ThreadStop(waits_in or what, f"{name}:{frame.f_lineno}", _held(thing, waits_in), False)
        if code.co_qualname == LOOP_TURN:
            return ThreadStop(None, None, None, True)
        # An RLock stands further out than the plain lock in it.
        thing = _thing_of(frame) or thing
        # The outermost one says it best: Thread.start waits in Event.wait waits in Condition.wait.
        waits_in = SYNC_WAITS.get(code.co_qualname, waits_in)
        frame = frame.f_back
    return ThreadStop(waits_in or what, None, _held(thing, waits_in), False)


def _held(thing: Any, waits_in: str | None) -> Any:
    """Events, queues and the like wait on a lock that they took themselves, just to be woken."""
    return None if waits_in is not None and hasattr(thing, "acquire") else thing


def _thing_of(frame: FrameType) -> Any:
    """What the world's own function in this frame waits for."""
    if frame.f_globals.get("__name__") == "world.modules.locks" or frame.f_code is _TAKE:
        return frame.f_locals.get("self")
    if frame.f_code.co_name == "wait_for_end":
        return frame.f_locals.get("handle")
    return None
