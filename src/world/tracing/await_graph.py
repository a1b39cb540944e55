"""Reads why a task waits from the chain of coroutines and futures it awaits. Nothing here changes anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from world.tracing.rows import RANK

_THREAD, _LOCK, _AWAIT = RANK["thread"], RANK["lock"], RANK["await"]

#: Prefix of a description that means: this thread waits for what others do for the same request.
RESULT = "result of "

#: A new thread has to run before the one that starts it goes on.
STARTING = "Thread.start"
#: What `describe` answers in place of a job for work handed to AnyIO's threads: the thread has the request's context once it runs.
HANDED_OVER = object()

#: Functions of the standard library that make a thread wait on a lock, by qualified name, and what the reader calls that.
SYNC_WAITS = {
    "Future.result": RESULT + "Future",
    "Future.exception": RESULT + "Future",
    "CurrentThreadExecutor.run_until_future": RESULT + "async_to_sync",
    "Queue.get": "queue.Queue.get",
    "Queue.put": "queue.Queue.put",
    "Condition.wait": "threading.Condition.wait",
    "Thread.start": STARTING,
    "Event.wait": "threading.Event.wait",
    "Semaphore.acquire": "threading.Semaphore",
    "Barrier.wait": "threading.Barrier",
    "Thread.join": "Thread.join",
    "QueuePool._do_get": "SQLAlchemy pool",
}

#: Coroutines that wait for a lock, a semaphore or something pooled, by qualified name.
_ASYNC_LOCKS = frozenset(
    {
        "Lock.acquire",
        "Semaphore.acquire",
        "Condition.wait",
        "Queue.get",
        "Queue.put",
        "CapacityLimiter.acquire_on_behalf_of",
        "AsyncPoolRequest.wait_for_connection",
    }
)


def is_task(thing: Any) -> bool:
    """Whether it is an asyncio task, of C or of Python."""
    return hasattr(thing, "get_coro") and hasattr(thing, "_fut_waiter")


def waiter_of(thing: Any) -> Any:
    """The task that waits for this future, or None."""
    if not hasattr(thing, "_asyncio_future_blocking"):
        return None
    callbacks = thing._callbacks
    if not isinstance(callbacks, list):
        return None
    for callback, _ in callbacks:
        task = getattr(callback, "__self__", None)
        if is_task(task):
            return task
        # shield and the wrapping of concurrent futures hold the outer future in a closure.
        outer = _cell(callback, "outer")
        if outer is not None and outer is not thing:
            found = waiter_of(outer)
            if found is not None:
                return found
    return None


def due_timers(loop: Any, until: float) -> Iterator[Any]:
    """Timer handles of a loop that are due at `until` (the loop's time, seconds), found without disturbing its heap."""
    heap = loop._scheduled
    stack = [0] if heap else []
    while stack:
        index = stack.pop()
        handle = heap[index]
        if handle._when > until:
            continue
        if not handle._cancelled:
            yield handle
        stack.extend(child for child in (2 * index + 1, 2 * index + 2) if child < len(heap))


def describe(task: Any, lab_path: Callable[[str], str | None]) -> tuple[int | None, str | None, object]:
    """State, description and executor job of a waiting task; the state is None when others know better (it is ready)."""
    waits_for = task._fut_waiter
    if waits_for is None or waits_for.done():
        return None, None, None
    state = _AWAIT
    where: str | None = None
    innermost: str | None = None
    named: str | None = None
    in_thread = False
    step = task.get_coro()
    while step is not None:
        code = getattr(step, "cr_code", None) or getattr(step, "ag_code", None) or getattr(step, "gi_code", None)
        if code is None:
            break
        frame = getattr(step, "cr_frame", None) or getattr(step, "ag_frame", None) or getattr(step, "gi_frame", None)
        name = lab_path(code.co_filename)
        if name is not None and frame is not None:
            where, named = f"{name}:{frame.f_lineno}", None
        else:
            qualified = code.co_qualname
            if named is None and frame is not None:
                named = _public_name(frame.f_globals.get("__name__", ""), qualified)
            if qualified.endswith("run_sync_in_worker_thread"):
                in_thread = True
            if qualified in _ASYNC_LOCKS:
                if in_thread:
                    state, innermost = _THREAD, "AnyIO limiter"
                else:
                    module = frame.f_globals.get("__name__", "") if frame is not None else ""
                    state, innermost = _LOCK, f"{module.partition('.')[0]}.{qualified.partition('.')[0]}"
        step = getattr(step, "cr_await", None) or getattr(step, "ag_await", None) or getattr(step, "gi_yieldfrom", None)
    job = _executor_job(waits_for)
    if job is not None and state == _AWAIT:
        state, innermost = _THREAD, "thread pool"
    elif in_thread and state == _AWAIT:
        state, innermost, job = _THREAD, "AnyIO worker thread", HANDED_OVER
    on = innermost or named
    if where is not None:
        on = where if on is None else f"{on}, {where}"
    return state, on, job


def _public_name(module: str, qualified: str) -> str:
    """`asyncio.tasks` and `sleep` as `asyncio.sleep`: the package and the name, as one writes it."""
    return f"{module.partition('.')[0]}.{qualified}" if module else qualified


def _executor_job(future: Any, depth: int = 0) -> object:
    """The concurrent future behind an asyncio one (`run_in_executor`, `wrap_future`), seen through `shield`."""
    if depth > 4 or future is None:
        return None
    for callback, _ in getattr(future, "_callbacks", None) or ():
        source = _cell(callback, "source")
        if source is not None and hasattr(source, "_condition"):
            return source
        inner = _cell(callback, "inner")
        if inner is not None and inner is not future:
            return _executor_job(inner, depth + 1)
    if is_task(future):
        return _executor_job(future._fut_waiter, depth + 1)
    return None


def _cell(function: Any, name: str) -> Any:
    """The value a closure holds under `name`, or None."""
    code = getattr(function, "__code__", None)
    if code is None or name not in code.co_freevars:
        return None
    try:
        return function.__closure__[code.co_freevars.index(name)].cell_contents
    except ValueError:
        return None
