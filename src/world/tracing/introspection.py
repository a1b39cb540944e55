"""Everything that the observer reads of other libraries' insides, one function or table for each structure.

None of it is promised by those libraries, so tests/world/introspection.test.ts holds each structure against the versions
of the runtime bundle, and says what an upgrade changed. Nothing here changes what it reads, but for `follow_loops`.
Objects may be the lab's own: they are known by their types, because asking the objects themselves could run code of the lab.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import partial
from gc import get_referents
from types import AsyncGeneratorType, CodeType, CoroutineType, FrameType, GeneratorType
from typing import Any

# -- asyncio: tasks and futures


def is_task(thing: Any) -> bool:
    """Whether it is an asyncio task, of C or of Python."""
    return hasattr(type(thing), "get_coro") and hasattr(thing, "_fut_waiter")


def future_awaited_by(task: Any) -> Any:
    """The future that a task waits for; None while it runs, is ready, or has ended. Reads `Task._fut_waiter`."""
    future = task._fut_waiter
    return None if future is None or future.done() else future


def tasks_waiting_for(future: Any) -> list[Any]:
    """The tasks that go on when `future` is done, in no order; empty if it is no asyncio future.

    Reads `Future._asyncio_awaited_by`, which `gather`, `wait`, `shield` and `TaskGroup` keep for `asyncio.capture_call_graph`.
    """
    if not issubclass(type(future), sys.modules["asyncio"].Future):
        return []
    found = []
    unseen = list(future._asyncio_awaited_by or ())
    while unseen:
        above = unseen.pop()
        if is_task(above):
            found.append(above)
        else:
            unseen.extend(above._asyncio_awaited_by or ())
    return found


def executor_job(future: Any) -> Any:
    """The `concurrent.futures.Future` that an asyncio future stands for, if it stands for one (`run_in_executor`, `wrap_future`).

    `_chain_future` leaves a callback in `Future._callbacks` whose closure names it `source`. `shield` leaves one whose closure names
    the future behind it `inner`; that may be a task, which in turn waits for a future.
    """
    for _ in range(_SHIELDS):
        behind = None
        for callback, _context in getattr(future, "_callbacks", None) or ():
            source = _closed_over(callback, "source")
            if hasattr(type(source), "set_running_or_notify_cancel"):
                return source
            behind = behind or _closed_over(callback, "inner")
        if behind is None and is_task(future):
            behind = future._fut_waiter
        if behind is None or behind is future:
            return None
        future = behind
    return None


#: How many shields and tasks around a job are looked through.
_SHIELDS = 5


def _closed_over(function: Any, name: str) -> Any:
    """What the closure of a function holds under `name`, or None."""
    code = getattr(function, "__code__", None)
    if code is None or name not in code.co_freevars:
        return None
    try:
        return function.__closure__[code.co_freevars.index(name)].cell_contents
    except ValueError:
        return None


def awaiting_frames(task: Any) -> Iterator[tuple[CodeType, FrameType | None]]:
    """What a suspended task waits in, from its own coroutine to the innermost, with the frame of each (None if it has ended).

    Coroutines, generators and asynchronous generators say themselves what they await. What stands between an asynchronous generator
    and whoever iterates over it does not (and `capture_call_graph` stops there): the garbage collector knows to what it refers.
    """
    for code, step, place in awaiting(task):
        yield code, getattr(step, place)


def awaiting(task: Any) -> Iterator[tuple[CodeType, Any, str]]:
    """As `awaiting_frames`, for who needs few of the frames: instead of each, whose attribute it is, and of what name."""
    step = task.get_coro()
    while step is not None:
        kind: type = type(step)
        if kind is CoroutineType:
            yield step.cr_code, step, "cr_frame"
            step = step.cr_await
        elif kind is AsyncGeneratorType:
            yield step.ag_code, step, "ag_frame"
            step = step.ag_await
        elif kind is GeneratorType:
            yield step.gi_code, step, "gi_frame"
            step = step.gi_yieldfrom
        elif kind.__name__ in _AWAITABLES_OF_C:
            # The first reference is what it drives; the others are what is sent or thrown into that, or stands for its end.
            step = next(iter(get_referents(step)), None)
        else:
            return


#: Awaitables that CPython makes for `__anext__`, `asend`, `athrow`, `aclose`, `anext` with a default, and `coroutine.__await__`.
_AWAITABLES_OF_C = frozenset(
    {"async_generator_asend", "async_generator_athrow", "anext_awaitable", "coroutine_wrapper"}
)


def lock_awaited_in(code: CodeType, frame: FrameType | None) -> Any:
    """The lock, semaphore or limiter that a coroutine of asyncio or AnyIO waits to take for its caller, or None."""
    if frame is None or code.co_qualname.rpartition(".")[2] not in _WAYS_IN:
        return None
    thing = frame.f_locals.get("self")
    return thing if any(base.__name__ in _HELD for base in type(thing).__mro__) else None


_WAYS_IN = frozenset({"acquire", "__aenter__", "acquire_on_behalf_of"})
#: Classes of which somebody has the instance, or a share of it, between taking it and giving it back.
_HELD = frozenset({"Lock", "Semaphore", "BoundedSemaphore", "CapacityLimiter", "Condition"})


def task_with_lock(lock: Any) -> Any:
    """The task that has a lock of AnyIO's: `Lock._owner_task`. None when nobody has it, and for locks of others, which do not know."""
    task = getattr(lock, "_owner_task", None)
    return task if is_task(task) else None


# -- asyncio: event loops and their handles

#: The qualified name of what an event loop does over and over: wait for what comes first, and run what is ready.
LOOP_TURN = "BaseEventLoop._run_once"


def code_of_handle(handle: Any) -> CodeType | None:
    """The code that a callback of the loop runs, seen through `functools.partial` and bound methods; None for a function of C."""
    callback = handle._callback
    while isinstance(callback, partial):
        callback = callback.func
    code = getattr(getattr(callback, "__func__", callback), "__code__", None)
    return code if isinstance(code, CodeType) else None


def tasks_behind_handle(handle: Any) -> list[Any]:
    """The tasks that go on because of a callback of the loop: its own step, a future that it sets, or what it cancels after a time.

    `asyncio.timeout` keeps that task as `Timeout._task`, AnyIO's cancel scopes as `CancelScope._host_task`.
    """
    owner = getattr(handle._callback, "__self__", None)
    direct = (owner, getattr(owner, "_task", None), getattr(owner, "_host_task", None))
    waiting = [task for argument in handle_arguments(handle) for task in tasks_waiting_for(argument)]
    return [task for task in direct if is_task(task)] + waiting


def handle_arguments(handle: Any) -> tuple[Any, ...]:
    """What a callback of the loop will be called with: `Handle._args`, None once it was called off."""
    return handle._args or ()


def task_of_handle(handle: Any) -> Any:
    """The task that a callback of the loop starts or continues, or None: its step and its wake-up are methods of the task."""
    task = getattr(handle._callback, "__self__", None)
    return task if is_task(task) else None


def due_timers(loop: Any, until: float) -> Iterator[tuple[Any, float]]:
    """Timer handles of a loop that are due at `until`, with the instant of each (the loop's time, seconds).

    `BaseEventLoop._scheduled` is a heap ordered by `TimerHandle._when`; it is searched without being disturbed.
    """
    heap = loop._scheduled
    stack = [0] if heap else []
    while stack:
        index = stack.pop()
        handle = heap[index]
        if handle._when > until:
            continue
        if not handle._cancelled:
            yield handle, handle._when
        stack.extend(child for child in (2 * index + 1, 2 * index + 2) if child < len(heap))


def follow_loops(ready_queue: Callable[[Any], Any], closed: Callable[[Any], None]) -> None:
    """Gives every event loop made from now on what `ready_queue` returns for it (a deque) in place of its own queue of callbacks.

    `closed` is called with that queue when its loop is closed. Puts functions around `BaseEventLoop.__init__` and `close`, which set
    `_ready` and clear it.
    """
    from asyncio.base_events import BaseEventLoop

    create, close = BaseEventLoop.__init__, BaseEventLoop.close

    def init(loop: Any) -> None:
        create(loop)
        loop._ready = ready_queue(loop)

    def end(loop: Any) -> None:
        close(loop)
        closed(loop._ready)

    BaseEventLoop.__init__ = init  # type: ignore[assignment]  # a published method with ours around it
    BaseEventLoop.close = end  # type: ignore[assignment]  # as above


# -- threads

#: The qualified names of what runs one job in a thread of a pool, and jobs in a process of one.
JOB_RUN = "_WorkItem.run"
POOL_JOB_RUN = "_process_worker"


def job_run_by(frame: FrameType) -> Any:
    """The `concurrent.futures.Future` of the job that a thread of a `ThreadPoolExecutor` runs in this very frame, or None.

    The frame is that of `JOB_RUN`, whose `self.future` it is.
    """
    if frame.f_code.co_qualname != JOB_RUN:
        return None
    item = frame.f_locals.get("self")
    return None if item is None else item.future


def jobs_of_pool(process_object: Any) -> Any:
    """The jobs in hand of a `ProcessPoolExecutor`, by their numbers, if a `multiprocessing.Process` is to be one of its processes.

    The first argument of such a process is the queue of calls, and that knows them.
    """
    arguments = getattr(process_object, "_args", ())
    return getattr(arguments[0], "pending_work_items", None) if arguments else None


def pool_job_run_by(frame: FrameType, jobs: Any) -> Any:
    """As `job_run_by`, for a process of the `ProcessPoolExecutor` that has these `jobs` in hand.

    The frame is that of `POOL_JOB_RUN`, whose `call_item` has the job's number.
    """
    if frame.f_code.co_qualname != POOL_JOB_RUN:
        return None
    item = frame.f_locals.get("call_item")
    job = jobs.get(item.work_id) if item is not None else None
    return None if job is None else job.future


#: Prefix of a description that means: this thread waits for what others do for the same request.
RESULT = "result of "

#: A new thread has to run before the one that starts it goes on.
STARTING = "Thread.start"

#: Functions of libraries that make a thread wait on a lock, by qualified name, and what the reader calls that.
SYNC_WAITS = {
    # concurrent.futures
    "Future.result": RESULT + "Future",
    "Future.exception": RESULT + "Future",
    # asgiref
    "CurrentThreadExecutor.run_until_future": RESULT + "async_to_sync",
    # queue, threading
    "Queue.get": "queue.Queue.get",
    "Queue.put": "queue.Queue.put",
    # multiprocessing, beside those that have the same names
    "SimpleQueue.get": "multiprocessing.SimpleQueue.get",
    "Condition.wait": "threading.Condition.wait",
    "Thread.start": STARTING,
    "Event.wait": "threading.Event.wait",
    "Semaphore.acquire": "threading.Semaphore",
    "Barrier.wait": "threading.Barrier",
    "Thread.join": "Thread.join",
    # SQLAlchemy
    "QueuePool._do_get": "SQLAlchemy pool",
}

#: Coroutines that wait for a lock, a semaphore or something pooled, by qualified name.
ASYNC_LOCKS = frozenset(
    {
        # asyncio and AnyIO
        "Lock.acquire",
        "Semaphore.acquire",
        "Condition.wait",
        # asyncio
        "Queue.get",
        "Queue.put",
        # AnyIO
        "CapacityLimiter.acquire_on_behalf_of",
        # httpcore
        "AsyncPoolRequest.wait_for_connection",
    }
)

#: The end of the qualified name of AnyIO's coroutine that waits for a thread, and then for what that thread does.
ANYIO_WORKER_THREAD = "run_sync_in_worker_thread"

#: Coroutines, by qualified name, that wait for what another task does for the same request.
HANDING_ON = frozenset(
    {
        # Starlette
        "BaseHTTPMiddleware.__call__.<locals>.call_next",
    }
)
