"""Why a task waits, said from the chain of coroutines and futures that it awaits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from world.tracing.introspection import (
    ANYIO_WORKER_THREAD,
    ASYNC_LOCKS,
    HANDING_ON,
    awaiting,
    executor_job,
    future_awaited_by,
)
from world.tracing.rows import RANK

_THREAD, _LOCK, _AWAIT = RANK["thread"], RANK["lock"], RANK["await"]

#: Stands for a job that was handed to AnyIO's threads: the thread has the request's context once it runs.
HANDED_OVER: Final = object()


class Wait(NamedTuple):
    """What a task waits for. `state` is a rank, None if the task does not wait (it is ready, or runs)."""

    state: int | None
    #: What the reader calls it, then the line of the lab that waits.
    on: str | None
    #: That line; None if no code of the lab is among what waits.
    line: str | None
    #: Code of the lab waits, and for something of its own: not for another task of the same request.
    is_own: bool
    #: The future of the job in another thread whose end it waits for, or HANDED_OVER.
    job: object


NOT_WAITING: Final = Wait(None, None, None, False, None)


def wait_of(task: Any, lab_path: Callable[[str], str | None]) -> Wait:
    """What a task waits for. `lab_path` says which file of the lab a file name is."""
    future = future_awaited_by(task)
    if future is None:
        return NOT_WAITING
    state = _AWAIT
    line: str | None = None
    #: The outermost function below the lab's line: what the lab itself called.
    called: str | None = None
    lock: str | None = None
    in_thread = hands_on = False
    for code, step, place in awaiting(task):
        name = code.co_qualname
        path = lab_path(code.co_filename)
        # A frame is made when it is asked for, which costs as much as all the rest here.
        if path is not None or called is None:
            frame = getattr(step, place)
            if path is not None and frame is not None:
                line, called, hands_on = f"{path}:{frame.f_lineno}", None, False
                continue
            if called is None and frame is not None:
                package = _package_of(frame)
                called = f"{package}.{name}" if package else name
        if name in HANDING_ON:
            hands_on = True
        elif name.endswith(ANYIO_WORKER_THREAD):
            in_thread = True
        elif name in ASYNC_LOCKS:
            if in_thread:
                state, lock = _THREAD, "AnyIO limiter"
            else:
                state, lock = _LOCK, f"{_package_of(getattr(step, place))}.{name.partition('.')[0]}"
    job: object = executor_job(future)
    what = lock or called
    if state == _AWAIT:
        if job is not None:
            state, what = _THREAD, "thread pool"
        elif in_thread:
            state, what, job = _THREAD, "AnyIO worker thread", HANDED_OVER
    if line is not None:
        what = line if what is None else f"{what}, {line}"
    return Wait(state, what, line, line is not None and not hands_on, job)


def _package_of(frame: Any) -> str:
    """The package whose code runs in a frame: `asyncio` for `asyncio.tasks`."""
    module: str = frame.f_globals.get("__name__", "") if frame is not None else ""
    return module.partition(".")[0]
