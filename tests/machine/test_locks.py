"""Locks, and what `threading` and `queue` build from them."""

from __future__ import annotations

import pytest
from harness.bench import SECOND, Stuck


def test_a_lock_is_passed_to_the_longest_waiter(bench):
    order = []

    def program():
        lock = bench.thread.allocate_lock()
        lock.acquire()

        def body(name):
            lock.acquire()
            order.append((name, bench.now))
            bench.sleep(1)
            lock.release()

        for name in "abc":
            bench.spawn(lambda name=name: body(name))
        bench.sleep(1)
        lock.release()

    bench.run(program)
    assert order == [("a", 1.0), ("b", 2.0), ("c", 3.0)]


def test_a_released_lock_cannot_be_snatched_from_who_waits(bench):
    order = []

    def program():
        lock = bench.thread.allocate_lock()
        lock.acquire()

        def waiter():
            lock.acquire()
            order.append("waiter")
            lock.release()

        bench.spawn(waiter)
        bench.sleep(1)
        lock.release()
        got = lock.acquire(False)
        lock.acquire()
        order.append("snatcher")
        return got

    assert bench.run(program) is False
    assert order == ["waiter", "snatcher"]


def test_acquire_gives_up_at_its_timeout(bench):
    def program():
        lock = bench.thread.allocate_lock()
        lock.acquire()
        first = lock.acquire(timeout=1.5), bench.now
        bench.scheduler.call_at(2 * SECOND, lock.release)
        return first, (lock.acquire(timeout=1.5), bench.now)

    assert bench.run(program) == ((False, 1.5), (True, 2.0))


def test_who_gave_up_is_passed_over(bench):
    def program():
        lock = bench.thread.allocate_lock()
        lock.acquire()
        impatient = bench.spawn(lambda: lock.acquire(timeout=1))
        patient = bench.spawn(lambda: (lock.acquire(), bench.now))
        bench.sleep(2)
        lock.release()
        return impatient.join(), patient.join()

    assert bench.run(program) == (False, (True, 2.0))


def test_a_lock_released_at_the_instant_of_the_timeout_is_taken(bench):
    def program():
        lock = bench.thread.allocate_lock()
        lock.acquire()
        bench.scheduler.call_at(SECOND, lock.release)
        return lock.acquire(timeout=1), lock.locked(), bench.now

    assert bench.run(program) == (True, True, 1.0)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"blocking": False, "timeout": 1}, ValueError, "non-blocking"),
        ({"timeout": -2}, ValueError, "non-negative"),
        ({"timeout": float("nan")}, ValueError, "NaN"),
        ({"timeout": 1e12}, OverflowError, "too large"),
    ],
)
def test_acquire_checks_its_timeout(bench, arguments, error, message):
    def program():
        for make in (bench.thread.allocate_lock, bench.thread.RLock):
            with pytest.raises(error, match=message):
                make().acquire(**arguments)

    bench.run(program)


def test_a_lock_that_nobody_holds_cannot_be_released(bench):
    def program():
        with pytest.raises(RuntimeError, match="release unlocked lock"):
            bench.thread.allocate_lock().release()
        with pytest.raises(RuntimeError, match="cannot release un-acquired lock"):
            bench.thread.RLock().release()

    bench.run(program)


def test_any_thread_may_release_a_lock_but_only_its_owner_an_rlock(bench):
    def program():
        lock, rlock = bench.thread.allocate_lock(), bench.thread.RLock()
        lock.acquire()
        rlock.acquire()

        def other():
            lock.release()
            with pytest.raises(RuntimeError):
                rlock.release()

        bench.spawn(other).join()
        return lock.locked(), rlock._is_owned()

    assert bench.run(program) == (False, True)


def test_an_rlock_is_free_after_as_many_releases_as_acquires(bench):
    def program():
        rlock = bench.thread.RLock()
        for _ in range(3):
            rlock.acquire()
        waiter = bench.spawn(lambda: (rlock.acquire(), bench.now)[1])
        counts = [rlock._recursion_count()]
        for _ in range(3):
            bench.sleep(1)
            rlock.release()
            counts.append(rlock._recursion_count())
        return counts, waiter.join()

    assert bench.run(program) == ([3, 2, 1, 0], 3.0)


def test_a_handler_that_raises_ends_the_wait_for_a_lock(bench):
    def program():
        lock = bench.thread.allocate_lock()
        lock.acquire()

        def handler(number, frame):
            raise InterruptedError

        bench.signal.signal(14, handler)
        bench.signal.alarm(1)
        with pytest.raises(InterruptedError):
            lock.acquire()
        ended = bench.now
        lock.release()
        return ended, lock.acquire(False)

    assert bench.run(program) == (1.0, True)


def test_a_lock_granted_at_the_instant_of_an_interrupt_goes_to_the_next(bench):
    def program():
        lock = bench.thread.allocate_lock()
        lock.acquire()

        def handler(number, frame):
            raise InterruptedError

        bench.signal.signal(14, handler)
        bench.signal.setitimer(bench.signal.ITIMER_REAL, 1)
        bench.scheduler.call_at(SECOND, lock.release)
        second = bench.spawn(lambda: (bench.sleep(0.5), lock.acquire(), bench.now)[1:])
        with pytest.raises(InterruptedError):
            lock.acquire()
        return second.join()

    assert bench.run(program) == (True, 1.0)


def test_a_lock_held_for_ever_is_reported(bench):
    def program():
        lock = bench.thread.allocate_lock()
        lock.acquire()
        lock.acquire()

    with pytest.raises(Stuck, match=r"100\.0 lock threading\.Lock"):
        bench.run(program)


def test_a_killed_waiter_is_passed_over(bench):
    def program():
        lock = bench.thread.allocate_lock()
        lock.acquire()
        victim = bench.process(lock.acquire)
        bench.sleep(1)
        survivor = bench.spawn(lambda: (lock.acquire(), bench.now)[1])
        bench.os.kill(victim.pid, 9)
        bench.sleep(1)
        lock.release()
        return survivor.join()

    assert bench.run(program) == 2.0


# -- above


def test_a_condition_wakes_as_many_as_asked_in_the_order_of_waiting(bench):
    threading = bench.published("threading")
    woken = []

    def program():
        condition = threading.Condition()

        def body(name):
            with condition:
                condition.wait()
                woken.append((name, bench.now))

        for name in "abcd":
            bench.spawn(lambda name=name: body(name))
        bench.sleep(1)
        with condition:
            condition.notify(2)
        bench.sleep(1)
        with condition:
            condition.notify_all()

    bench.run(program)
    assert woken == [("a", 1.0), ("b", 1.0), ("c", 2.0), ("d", 2.0)]


def test_a_condition_s_wait_gives_up_and_holds_the_lock_again(bench):
    threading = bench.published("threading")

    def program():
        condition = threading.Condition(threading.Lock())
        with condition:
            answer = condition.wait(1.5)
            return answer, bench.now, condition._lock.locked()

    assert bench.run(program) == (False, 1.5, True)


def test_wait_for_looks_again_after_every_notice(bench):
    threading = bench.published("threading")

    def program():
        condition, ready = threading.Condition(), []

        def feeder():
            for number in range(3):
                bench.sleep(1)
                with condition:
                    ready.append(number)
                    condition.notify()

        bench.spawn(feeder)
        with condition:
            met = condition.wait_for(lambda: len(ready) == 3, timeout=10)
            return met, bench.now

    assert bench.run(program) == (True, 3.0)


def test_a_semaphore_admits_as_many_as_its_value(bench):
    threading = bench.published("threading")
    inside, peaks = [], []

    def program():
        semaphore = threading.BoundedSemaphore(2)

        def body():
            with semaphore:
                inside.append(1)
                peaks.append(len(inside))
                bench.sleep(1)
                inside.pop()

        threads = [bench.spawn(body) for _ in range(6)]
        for thread in threads:
            thread.join()
        with pytest.raises(ValueError):
            semaphore.release()
        return bench.now

    assert bench.run(program) == 3.0
    assert max(peaks) == 2


def test_an_event_wakes_all_and_stays_set(bench):
    threading = bench.published("threading")

    def program():
        event = threading.Event()
        waiters = [bench.spawn(lambda: (event.wait(), bench.now)) for _ in range(3)]
        bench.sleep(1)
        event.set()
        return [waiter.join() for waiter in waiters], event.wait(5), bench.now

    assert bench.run(program) == ([(True, 1.0)] * 3, True, 1.0)


def test_a_queue_hands_over_in_order_and_holds_its_size(bench):
    queue = bench.published("queue")
    taken = []

    def program():
        box = queue.Queue(maxsize=2)

        def consume():
            for _ in range(4):
                bench.sleep(1)
                taken.append((box.get(), bench.now))
                box.task_done()

        bench.spawn(consume)
        put = []
        for number in range(4):
            box.put(number)
            put.append(bench.now)
        box.join()
        return put, bench.now

    assert bench.run(program) == ([0.0, 0.0, 1.0, 2.0], 4.0)
    assert taken == [(0, 1.0), (1, 2.0), (2, 3.0), (3, 4.0)]


def test_a_queue_gives_up_at_its_timeout(bench):
    queue = bench.published("queue")

    def program():
        box = queue.Queue(maxsize=1)
        with pytest.raises(queue.Empty):
            box.get(timeout=1)
        box.put(1)
        with pytest.raises(queue.Full):
            box.put(2, timeout=0.5)
        return bench.now

    assert bench.run(program) == 1.5
