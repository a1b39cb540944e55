"""Holds each structure that the observer reads against the libraries that are installed. A check that fails says what it found."""

import asyncio
import collections
import concurrent.futures
import contextlib
import functools
import json
import multiprocessing
import multiprocessing.queues
import queue
import sys
import threading
import types
from unittest import mock

import anyio
import anyio.to_thread
import httpcore
import sqlalchemy.pool
from asgiref.current_thread_executor import CurrentThreadExecutor
from fastapi import FastAPI
from starlette.middleware.base import BaseHTTPMiddleware

from world.tracing import introspection, with_statements

app = FastAPI()


def expect(found, right):
    assert found == right, f"found {found!r} instead of {right!r}"


async def suspended(coroutine):
    """A task that waits in this coroutine."""
    task = asyncio.create_task(coroutine)
    for _ in range(5):
        await asyncio.sleep(0)
    assert not task.done(), f"{coroutine!r} does not wait"
    return task


@contextlib.contextmanager
def ends_in_any_case():
    """An event for a thread to wait for: whatever a check finds, no thread is left waiting."""
    over = threading.Event()
    try:
        yield over
    finally:
        over.set()


async def cancel(*tasks):
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)


def functions_awaited_by(task):
    return [code.co_qualname for code, _ in introspection.awaiting_frames(task)]


async def wait_for(future):
    return await future


async def awaits(way, future):
    return await way(future)


# -- tasks and futures


async def check_is_task():
    """asyncio: a task has get_coro and _fut_waiter, and a future has not both"""
    task = await suspended(asyncio.sleep(1))
    expect(
        [introspection.is_task(one) for one in (task, task._fut_waiter, task.get_coro(), None)], [True, *[False] * 3]
    )
    await cancel(task)

    class Curious:
        def __getattr__(self, name):
            raise LookupError(name)

    expect(introspection.is_task(Curious()), False)


async def check_future_awaited_by():
    """asyncio: Task._fut_waiter is the future that a task waits for, and nothing once that is done"""
    future = asyncio.get_running_loop().create_future()
    task = await suspended(wait_for(future))
    expect(introspection.future_awaited_by(task), future)
    future.set_result(1)
    expect(introspection.future_awaited_by(task), None)
    expect(await task, 1)


async def check_tasks_waiting_for():
    """asyncio: capture_call_graph knows who waits for a future, through gather, wait, shield and TaskGroup"""

    async def grouped(future):
        async with asyncio.TaskGroup() as group:
            group.create_task(wait_for(future))

    loop = asyncio.get_running_loop()
    ways = {
        "await": wait_for,
        "gather": lambda future: asyncio.gather(future),
        "wait": lambda future: asyncio.wait([future]),
        "shield": asyncio.shield,
    }
    for name, way in ways.items():
        future = loop.create_future()
        task = await suspended(awaits(way, future))
        expect((name, introspection.tasks_waiting_for(future)), (name, [task]))
        await cancel(task)
    future = loop.create_future()
    task = await suspended(grouped(future))
    (child,) = introspection.tasks_waiting_for(future)
    expect(introspection.tasks_waiting_for(child), [task])
    await cancel(task)
    expect(introspection.tasks_waiting_for("no future"), [])


async def check_executor_job():
    """asyncio: a future of run_in_executor has a callback whose closure names its job `source`, and shield one that names it `inner`"""
    loop = asyncio.get_running_loop()
    with concurrent.futures.ThreadPoolExecutor(1) as pool, ends_in_any_case() as over:
        job = pool.submit(over.wait)
        future = asyncio.wrap_future(job)
        expect(introspection.executor_job(future), job)
        shielded = asyncio.shield(future)
        expect(introspection.executor_job(shielded), job)
        task = await suspended(wait_for(future))
        outer = asyncio.shield(task)
        expect(introspection.executor_job(outer), job)
        behind = introspection.executor_job(loop.run_in_executor(pool, over.wait))
        expect(type(behind), concurrent.futures.Future)
        expect(introspection.executor_job(loop.create_future()), None)
        over.set()
        await asyncio.gather(shielded, outer)


# -- what a task waits in


async def check_awaiting_frames_coroutines():
    """CPython: cr_await and gi_yieldfrom lead from a task's coroutine to the innermost"""

    @types.coroutine
    def generator(future):
        yield from wait_for(future).__await__()

    async def outer(future):
        await generator(future)

    task = await suspended(outer(asyncio.get_running_loop().create_future()))
    here = "check_awaiting_frames_coroutines.<locals>"
    expect(functions_awaited_by(task), [f"{here}.outer", f"{here}.generator", "wait_for"])
    await cancel(task)


async def check_awaiting_frames_generators():
    """CPython: the garbage collector knows which generator is behind asend, athrow, aclose and anext, and ag_await what that awaits"""

    async def waits_first(future):
        await future
        yield

    async def waits_at_the_end(future):
        try:
            yield
        finally:
            await future

    async def iterate(future):
        async for _ in waits_first(future):
            pass

    async def anext_with_a_default(future):
        await anext(waits_first(future), asyncio.sleep)

    async def enter(future):
        async with contextlib.asynccontextmanager(waits_first)(future):
            pass

    async def leave(future):
        async with contextlib.asynccontextmanager(waits_at_the_end)(future):
            pass

    async def throw(future):
        generator = waits_at_the_end(future)
        await anext(generator)
        await generator.athrow(ValueError)

    async def close(future):
        generator = waits_at_the_end(future)
        await anext(generator)
        await generator.aclose()

    for way in (iterate, anext_with_a_default, enter, leave, throw, close):
        task = await suspended(way(asyncio.get_running_loop().create_future()))
        names = [name.rpartition(".")[2] for name in functions_awaited_by(task)]
        expected = "waits_first" if way in (iterate, anext_with_a_default, enter) else "waits_at_the_end"
        expect((names[0], names[-1]), (way.__name__, expected))
        await cancel(task)


# -- loops


async def check_handle_arguments():
    """asyncio: Handle._args is what a callback will be called with, and None once it was called off"""
    handle = asyncio.get_running_loop().call_soon(len, "two")
    expect(introspection.handle_arguments(handle), ("two",))
    handle.cancel()
    expect(introspection.handle_arguments(handle), ())


async def check_task_of_handle():
    """asyncio: the callback of a handle that starts or continues a task is a method of that task"""
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    task = asyncio.create_task(wait_for(future))
    expect(introspection.task_of_handle(loop._ready[-1]), task)
    await asyncio.sleep(0)
    future.set_result(None)
    expect(introspection.task_of_handle(loop._ready[-1]), task)
    await task
    expect(introspection.task_of_handle(loop.call_soon(print)), None)


async def check_due_timers():
    """asyncio: BaseEventLoop._scheduled is a heap of handles with _when and _cancelled"""
    loop = asyncio.get_running_loop()
    now = loop.time()
    handles = {seconds: loop.call_at(now + seconds, print) for seconds in (7, 3, 9, 1, 5, 8, 2)}
    handles[3].cancel()
    due = dict(introspection.due_timers(loop, now + 7))
    expect(
        {second: due.get(handle) for second, handle in handles.items() if handle in due},
        {s: now + s for s in (7, 1, 5, 2)},
    )
    for handle in handles.values():
        handle.cancel()


async def check_follow_loops():
    """asyncio: BaseEventLoop.__init__ sets _ready, a deque whose append and popleft are all that a loop needs; close keeps it"""
    told = []

    class Queue(collections.deque):
        def append(self, handle):
            super().append(handle)
            told.append("ready")

        def popleft(self):
            told.append("runs")
            return super().popleft()

    base = asyncio.base_events.BaseEventLoop
    methods = base.__init__, base.close
    queues = []
    try:
        introspection.follow_loops(lambda loop: queues.append(Queue()) or queues[-1], lambda queue: told.append(queue))

        def another_loop():
            loop = asyncio.new_event_loop()
            expect(loop._ready, queues[0])
            loop.call_soon(told.append, "done")
            loop.call_soon(loop.stop)
            loop.run_forever()
            loop.close()

        await asyncio.to_thread(another_loop)
    finally:
        base.__init__, base.close = methods
    expect([one for one in told if one != "done"][:4], ["ready", "ready", "runs", "runs"])
    assert "done" in told and told[-1] is queues[0], told


# -- threads


async def check_job_run_by():
    """concurrent.futures: a thread of a pool runs a job in _WorkItem.run, whose self.future is the job's"""

    def search():
        frame = sys._getframe()
        while frame is not None:
            job = introspection.job_run_by(frame)
            if job is not None:
                return job
            frame = frame.f_back
        return None

    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        job = pool.submit(search)
        expect(job.result(), job)


async def check_jobs_of_pool():
    """concurrent.futures: the first argument of a process of a pool is its queue of calls, which has pending_work_items by number"""
    seen = []
    context = multiprocessing.get_context("spawn")
    start = context.Process.start

    def noting(process):
        seen.append(introspection.jobs_of_pool(process))
        start(process)

    with mock.patch.object(context.Process, "start", noting):
        with concurrent.futures.ProcessPoolExecutor(1, context) as pool:
            job = await asyncio.to_thread(pool.submit, abs, -1)
            expect([work.future for jobs in seen for work in jobs.values()], [job])
        context.Process(target=abs, args=(-1,)).start()
    expect(seen[1:], [None])


def in_a_process_of_a_pool():
    """What is found there of a job, if it has the number 0."""
    jobs = {0: types.SimpleNamespace(future="found")}
    frame = sys._getframe()
    found = []
    while frame is not None:
        found.append(introspection.pool_job_run_by(frame, jobs))
        frame = frame.f_back
    return [one for one in found if one is not None]


async def check_pool_job_run_by():
    """concurrent.futures: a process of a pool runs a job in _process_worker, whose call_item.work_id is the job's number"""
    with concurrent.futures.ProcessPoolExecutor(1) as pool:
        expect([pool.submit(in_a_process_of_a_pool).result() for _ in range(2)], [["found"], []])


async def check_sync_waits():
    """concurrent.futures, asgiref, queue, multiprocessing, threading, SQLAlchemy: the names of functions that make a thread wait"""
    functions = [
        *(concurrent.futures.Future.result, concurrent.futures.Future.exception),
        CurrentThreadExecutor.run_until_future,
        *(queue.Queue.get, queue.Queue.put, multiprocessing.queues.Queue.get, multiprocessing.queues.SimpleQueue.get),
        *(threading.Condition.wait, threading.Event.wait, threading.Semaphore.acquire, threading.Barrier.wait),
        *(threading.Thread.start, threading.Thread.join),
        sqlalchemy.pool.QueuePool._do_get,
    ]
    names = {function.__code__.co_qualname for function in functions}
    expect(names ^ set(introspection.SYNC_WAITS), set())


async def check_async_locks():
    """asyncio, AnyIO, httpcore: the names of coroutines that wait for a lock or something pooled"""
    full = asyncio.Queue(1)
    full.put_nowait(1)
    condition = asyncio.Condition()

    async def wait_for_notice():
        async with condition:
            await condition.wait()

    held = [asyncio.Lock(), asyncio.Semaphore(1), anyio.Lock(), anyio.Semaphore(1)]
    for lock in held:
        await lock.acquire()
    limiter = anyio.CapacityLimiter(1)
    await limiter.acquire_on_behalf_of("another")
    seen = set()
    waits = [
        *(lock.acquire() for lock in held),
        *(asyncio.Queue().get(), full.put(2)),
        wait_for_notice(),
        limiter.acquire(),
    ]
    for task in [await suspended(wait) for wait in waits]:
        names = set(functions_awaited_by(task)) & introspection.ASYNC_LOCKS
        expect((task.get_coro(), len(names)), (task.get_coro(), 1))
        seen |= names
        await cancel(task)
    seen.add(httpcore._async.connection_pool.AsyncPoolRequest.wait_for_connection.__code__.co_qualname)
    expect(seen ^ introspection.ASYNC_LOCKS, set())


async def check_loop_turn():
    """asyncio: BaseEventLoop._run_once runs whatever is ready"""
    frame, names = sys._getframe(), []
    while frame is not None:
        names.append(frame.f_code.co_qualname)
        frame = frame.f_back
    assert introspection.LOOP_TURN in names, names


async def check_code_of_handle():
    """asyncio: Handle._callback is a function, a bound method, or a functools.partial around one"""
    loop = asyncio.get_running_loop()
    event = asyncio.Event()
    codes = []
    for callback in (wait_for, event.set, functools.partial(functools.partial(wait_for, 1), 2), event._waiters.clear):
        handle = loop.call_later(100, callback)
        codes.append(introspection.code_of_handle(handle))
        handle.cancel()
    expect(codes, [wait_for.__code__, asyncio.Event.set.__code__, wait_for.__code__, None])


async def check_tasks_behind_handle():
    """asyncio and AnyIO: a sleep's future, Timeout._task and CancelScope._host_task lead to the task that a timer lets go on"""

    async def slept():
        await asyncio.sleep(101)

    async def limited():
        async with asyncio.timeout(102):
            await asyncio.Event().wait()

    async def scoped():
        with anyio.fail_after(103):
            await asyncio.Event().wait()

    async def hidden():
        async for _ in ticks():
            pass

    async def ticks():
        await asyncio.sleep(104)
        yield

    loop = asyncio.get_running_loop()
    tasks = [await suspended(one()) for one in (slept, limited, scoped, hidden)]
    handles = {round(when - loop.time()): handle for handle, when in introspection.due_timers(loop, loop.time() + 110)}
    expect(
        [introspection.tasks_behind_handle(handles[seconds]) for seconds in (101, 102, 103, 104)],
        [[task] for task in tasks],
    )
    await cancel(*tasks)


async def check_lock_awaited_in():
    """asyncio and AnyIO: whoever waits for a lock, a semaphore or a limiter is in a coroutine of it that names it `self`"""
    locks = [
        asyncio.Lock(),
        asyncio.Semaphore(),
        anyio.Lock(),
        anyio.Semaphore(1),
        anyio.CapacityLimiter(1),
        asyncio.Condition(),
    ]

    async def enter(lock):
        async with lock:
            await asyncio.Event().wait()

    for lock in locks:
        holder, waiter = await suspended(enter(lock)), await suspended(enter(lock))
        found = [introspection.lock_awaited_in(*step) for step in introspection.awaiting_frames(waiter)]
        # A condition waits for the lock in it.
        assert any(one is lock or one is getattr(lock, "_lock", lock) for one in found), (lock, found)
        waits = [introspection.lock_awaited_in(*step) for step in introspection.awaiting_frames(holder)]
        expect(waits, [None] * len(waits))
        await cancel(holder, waiter)


async def check_task_with_lock():
    """AnyIO: Lock._owner_task is the task that has the lock"""
    lock = anyio.Lock()
    expect(introspection.task_with_lock(lock), None)
    async with lock:
        expect(introspection.task_with_lock(lock), asyncio.current_task())
    expect([introspection.task_with_lock(lock), introspection.task_with_lock(asyncio.Lock())], [None, None])


async def check_with_statements():
    """CPython: a suspended coroutine keeps what its `with` statements leave on its stack, and their lines in its table of exceptions"""
    one, other = asyncio.Lock(), threading.Lock()

    async def nowhere(lock):
        await asyncio.Event().wait()

    async def in_one(lock):
        async with lock:
            await asyncio.Event().wait()

    async def in_two(lock):
        try:
            async with lock:
                with other:
                    await asyncio.Event().wait()
        finally:
            lock = None

    async def after(lock):
        async with lock:
            pass
        await asyncio.Event().wait()

    def lines(task):
        (code, frame), *_ = introspection.awaiting_frames(task)
        line = with_statements.with_line(frame)
        within = [with_statements.is_within(frame, lock) for lock in (one, other)]
        return within, None if line is None else line - code.co_firstlineno

    tasks = [await suspended(function(one)) for function in (nowhere, after)]
    expect([lines(task) for task in tasks], [([False, False], None)] * 2)
    inside = await suspended(in_one(one))
    expect(lines(inside), ([True, False], 1))
    await cancel(inside)
    # Which of two it is, the line does not tell.
    inside = await suspended(in_two(one))
    expect(lines(inside), ([True, True], None))
    expect(with_statements.line_of(in_one.__code__, 0), in_one.__code__.co_firstlineno)
    await cancel(inside, *tasks)


async def check_anyio_worker_thread():
    """AnyIO: run_sync_in_worker_thread waits for a thread, and then for what that does"""
    with ends_in_any_case() as over:
        task = await suspended(anyio.to_thread.run_sync(over.wait))
        names = functions_awaited_by(task)
        assert any(name.endswith(introspection.ANYIO_WORKER_THREAD) for name in names), names
    await task


async def check_handing_on():
    """Starlette: call_next of BaseHTTPMiddleware waits for the task of what is inside"""

    async def inside(scope, receive, send):
        await asyncio.sleep(1)

    async def dispatch(request, call_next):
        await call_next(request)

    async def receive():
        await asyncio.sleep(1)

    middleware = BaseHTTPMiddleware(inside, dispatch)
    task = await suspended(middleware({"type": "http"}, receive, None))
    expect(set(functions_awaited_by(task)) & introspection.HANDING_ON, introspection.HANDING_ON)
    await cancel(task)


async def result_of(check):
    try:
        await check()
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return "holds"


# Descriptions that the observer gives, of no library.
WORDS = {"RESULT", "STARTING"}


def is_structure(name):
    own = getattr(getattr(introspection, name), "__module__", None) == introspection.__name__
    return not name.startswith("_") and (own or name.isupper()) and name not in WORDS


@app.get("/")
async def run_checks():
    checks = {name.removeprefix("check_"): one for name, one in globals().items() if name.startswith("check_")}
    structures = [name.lower() for name in vars(introspection) if is_structure(name)]
    found = {
        "results": {name: await result_of(check) for name, check in checks.items()},
        "unchecked": [name for name in structures if not any(check.startswith(name) for check in checks)],
    }
    print("checked", json.dumps(found), flush=True)
