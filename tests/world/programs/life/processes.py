"""Processes that a program starts itself: what they are given, share and leave behind. Seconds are rounded to tenths."""

import atexit
import multiprocessing
import os
import signal
import sys
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

#: Of each process its own: a child begins with what importing this file gives.
changed = "at import"
began = time.monotonic()


class Unpicklable:
    def __reduce__(self):
        raise TypeError("not for others")


def tells(what):
    """What a child sees of the program."""
    return what, __name__, changed, multiprocessing.parent_process().name, os.getcwd() == os.path.dirname(__file__)


def fails(number):
    raise ValueError(number)


def kills_itself():
    os.kill(os.getpid(), signal.SIGKILL)


def holds(number):
    return b"x" * number


def hands_back_what_cannot_be_pickled():
    return Unpicklable()


def initialize(value):
    global changed
    changed = value


def pool_in_a_pool():
    with ProcessPoolExecutor(1) as pool:
        return pool.submit(abs, -3).result()


def works(lock, event, queue, connection, number):
    event.wait()
    with lock:
        time.sleep(0.3)
        queue.put((number, connection.recv()))
    connection.close()


def produces(queue, number):
    for n in range(number):
        queue.put(n)
    queue.put(None)


def waits(condition, queue):
    with condition:
        queue.put("ready")
        condition.wait()
    queue.put("woken")


def meets(barrier, queue):
    barrier.wait()
    queue.put("met")


def says_goodbye(queue):
    atexit.register(queue.put, "goodbye")


def exits(how):
    sys.exit(how)


def forgets_its_pool():
    pool = ProcessPoolExecutor(1)
    globals()["kept"] = pool
    pool.submit(abs, 1).result()


def show(name, function, *arguments):
    try:
        print(name, function(*arguments))
    except Exception as error:
        print(name, "raised", type(error).__name__, error)


def result_of(function, *arguments, **options):
    with ProcessPoolExecutor(2, **options) as pool:
        return pool.submit(function, *arguments).result()


def tenths(function, *arguments):
    start = time.monotonic()
    function(*arguments)
    return round(time.monotonic() - start, 1)


def locks():
    lock, event, queue = multiprocessing.Lock(), multiprocessing.Event(), multiprocessing.Queue()
    pipes = [multiprocessing.Pipe() for _ in range(3)]
    arguments = [(lock, event, queue, child, number) for number, (_, child) in enumerate(pipes)]
    workers = [multiprocessing.Process(target=works, args=each) for each in arguments]
    for worker, (own, child) in zip(workers, pipes, strict=True):
        worker.start()
        child.close()
        own.send(worker.name)
    event.set()
    took = tenths(lambda: [worker.join() for worker in workers]) >= 0.9
    answers = sorted(queue.get() for _ in workers)
    ended = []
    for own, _ in pipes:
        try:
            own.recv()
        except EOFError:
            ended.append("closed")
    return answers, took, ended, [worker.exitcode for worker in workers]


def queues():
    queue = multiprocessing.Queue(2)
    worker = multiprocessing.Process(target=produces, args=(queue, 10))
    worker.start()
    total = sum(iter(queue.get, None))
    worker.join()
    return total, queue.empty()


def conditions():
    condition, queue = multiprocessing.Condition(), multiprocessing.SimpleQueue()
    worker = multiprocessing.Process(target=waits, args=(condition, queue))
    worker.start()
    first = queue.get()
    with condition:
        condition.notify_all()
    worker.join()
    return first, queue.get()


def barriers():
    barrier, queue = multiprocessing.Barrier(3), multiprocessing.SimpleQueue()
    workers = [multiprocessing.Process(target=meets, args=(barrier, queue)) for _ in range(2)]
    for worker in workers:
        worker.start()
    barrier.wait()
    return [queue.get() for _ in workers]


def exit_codes():
    codes = []
    for how in (0, 3, 259):
        worker = multiprocessing.Process(target=exits, args=(how,))
        worker.start()
        worker.join()
        codes.append(worker.exitcode)
    return codes


def signals():
    terminated = multiprocessing.Process(target=time.sleep, args=(100,))
    killed = multiprocessing.Process(target=time.sleep, args=(100,))
    for worker in (terminated, killed):
        worker.start()
    alive = terminated.is_alive()
    terminated.terminate()
    # Perhaps before it ran at all.
    killed.kill()
    killed.join(5)
    terminated.join()
    return alive, terminated.is_alive(), terminated.exitcode, killed.exitcode


def gives_up_joining():
    worker = multiprocessing.Process(target=time.sleep, args=(2,))
    worker.start()
    waited = tenths(worker.join, 0.3)
    alive = worker.is_alive()
    worker.join()
    return waited, alive, worker.exitcode


def last_words():
    queue = multiprocessing.Queue()
    worker = multiprocessing.Process(target=says_goodbye, args=(queue,))
    worker.start()
    worker.join()
    return queue.get()


def old_pool():
    with multiprocessing.Pool(2) as pool:
        answers = [pool.apply(abs, (-1,)), pool.map(abs, [-1, 2]), sorted(pool.imap_unordered(abs, [-3, 1]))]
        try:
            pool.apply_async(time.sleep, (100,)).get(timeout=0.2)
        except multiprocessing.TimeoutError:
            answers.append("too late")
        try:
            pool.apply(fails, (5,))
        except ValueError as error:
            answers.append(error.args)
        return answers


def bounded():
    semaphore = multiprocessing.BoundedSemaphore(1)
    semaphore.acquire()
    semaphore.release()
    try:
        semaphore.release()
    except ValueError as error:
        return str(error), semaphore.acquire(timeout=0.1), semaphore.acquire(timeout=0.1), semaphore


def managed():
    with multiprocessing.Manager() as manager:
        shared = manager.dict(a=1)
        shared["b"] = manager.list([2])
        return dict(shared)["a"], list(shared["b"])


def broken():
    with ProcessPoolExecutor(2) as pool:
        try:
            pool.submit(kills_itself).result()
        except BrokenProcessPool as error:
            return str(error)


def replaced():
    with ProcessPoolExecutor(1, max_tasks_per_child=1) as pool:
        return len({pool.submit(os.getpid).result() for _ in range(3)})


def main():
    global changed
    changed = "by the program"
    show("arguments and results", result_of, tells, ["a list"])
    show("an initializer", result_of, initialize, "unused")
    print("changed", result_of(tells, 1, initializer=initialize, initargs=("by the initializer",))[2], "and", changed)
    show("an exception", result_of, fails, 3)
    show("much", lambda: [len(result_of(holds, number)) for number in (10, 1_000_000)])
    show("not to be pickled there", lambda: result_of(hands_back_what_cannot_be_pickled))
    show("a function of C", lambda: (tenths(result_of, time.sleep, 0.5) >= 0.5, result_of(os.getpid) != os.getpid()))
    show("killed", broken)
    show("one job each", replaced)
    show("a pool in a pool", result_of, pool_in_a_pool)
    for function in (locks, queues, conditions, barriers, exit_codes, signals, gives_up_joining, last_words, old_pool):
        show(function.__name__, function)
    for function in (bounded, managed):
        show(function.__name__, function)
    daemon = multiprocessing.Process(target=time.sleep, args=(100,), daemon=True)
    daemon.start()
    print([child.daemon for child in multiprocessing.active_children()])
    # Nobody shuts this one down, here and in a child.
    forgets_its_pool()
    worker = multiprocessing.Process(target=forgets_its_pool)
    worker.start()
    worker.join(20)
    print(worker.exitcode, threading.active_count() > 1)
    atexit.register(print, "the end")


if __name__ == "__main__":
    multiprocessing.set_start_method("forkserver")
    main()
