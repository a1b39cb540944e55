"""Semaphores that processes share, and what `multiprocessing` is given of them."""

from __future__ import annotations

import pytest
from harness.bench import SECOND, Stuck

MUTEX, SEMAPHORE = range(2)


def test_one_semaphore_is_the_same_in_two_processes(bench):
    seen = []

    def program():
        lock = bench.multiprocessing.SemLock(SEMAPHORE, 1, 1, "/name", False)
        lock.acquire()

        def child():
            same = type(lock)._rebuild(lock.handle, lock.kind, lock.maxvalue, lock.name)
            seen.append((same._count(), same._is_zero(), same.acquire(False)))
            with same:
                seen.append((bench.now, same._count(), lock._count(), same._is_mine()))

        process = bench.process(child)
        bench.sleep(1)
        lock.release()
        bench.os.waitpid(process.pid, 0)
        return lock._get_value(), lock._count()

    assert bench.run(program) == (1, 0)
    # Each process counts what its own threads took.
    assert seen == [(0, True, False), (1.0, 1, 0, True)]


def test_what_is_given_passes_to_the_longest_waiter_of_any_process(bench):
    order = []

    def program():
        semaphore = bench.machine.semaphores.create("/name", 0)

        def take(name):
            semaphore.take(None, "semaphore")
            order.append((name, bench.now))
            bench.sleep(1)
            semaphore.give()

        for name in "abc":
            bench.process(lambda name=name: take(name))
        bench.sleep(1)
        semaphore.give()
        # It is promised to the first of them already.
        assert not semaphore.try_take()
        bench.sleep(5)
        return semaphore.value

    assert bench.run(program) == 1
    assert order == [("a", 1.0), ("b", 2.0), ("c", 3.0)]


def test_it_is_not_given_to_who_was_killed(bench):
    def program():
        semaphore = bench.machine.semaphores.create("/name", 0)
        waiting = bench.process(lambda: semaphore.take(None, "semaphore"))
        bench.sleep(1)
        bench.os.kill(waiting.pid, 9)
        semaphore.give()
        return semaphore.value

    assert bench.run(program) == 1


def test_acquire_gives_up_at_its_timeout(bench):
    def program():
        lock = bench.multiprocessing.SemLock(SEMAPHORE, 0, 1, "/name", True)
        first = lock.acquire(True, 1.5), bench.now
        bench.scheduler.call_at(2 * SECOND, lock._semaphore.give)
        return (
            first,
            (lock.acquire(timeout=1), bench.now),
            lock.acquire(True, 0),
            lock.acquire(False),
            lock.acquire(True, -1),
        )

    assert bench.run(program) == ((False, 1.5), (True, 2.0), False, False, False)


def test_a_handler_that_raises_ends_the_wait_and_takes_nothing(bench):
    def interrupt(*_):
        raise InterruptedError

    def program():
        lock = bench.multiprocessing.SemLock(SEMAPHORE, 0, 1, "/name", True)
        bench.signal.signal(bench.signal.SIGALRM, interrupt)
        bench.signal.setitimer(bench.signal.ITIMER_REAL, 1)
        with pytest.raises(InterruptedError):
            lock.acquire()
        lock._semaphore.give()
        return bench.now, lock._get_value(), lock._count()

    assert bench.run(program) == (1.0, 1, 0)


def test_a_recursive_one_belongs_to_a_thread(bench):
    def program():
        lock = bench.multiprocessing.SemLock(MUTEX, 1, 1, "/name", True)
        assert lock.acquire() and lock.acquire() and lock._count() == 2

        def other():
            with pytest.raises(AssertionError, match="not owned by thread"):
                lock.release()
            return lock._is_mine(), lock.acquire(False)

        seen = bench.spawn(other).join()
        lock.release()
        still = lock._is_zero()
        lock.release()
        return seen, still, lock._is_zero()

    assert bench.run(program) == ((False, False), True, False)


def test_a_bounded_one_is_not_given_too_often(bench):
    def program():
        lock = bench.multiprocessing.SemLock(SEMAPHORE, 2, 2, "/name", True)
        with pytest.raises(ValueError, match="released too many times"):
            lock.release()
        lock.acquire()
        lock.release()
        return lock._get_value()

    assert bench.run(program) == 2


def test_names_are_taken_once_and_can_be_taken_away(bench):
    def program():
        module = bench.multiprocessing
        lock = module.SemLock(SEMAPHORE, 1, 1, "/name", False)
        with pytest.raises(FileExistsError):
            module.SemLock(SEMAPHORE, 1, 1, "/name", False)
        module.sem_unlink("/name")
        for nobodys in (lambda: module.sem_unlink("/name"), lambda: module.SemLock._rebuild(1, SEMAPHORE, 1, "/name")):
            with pytest.raises(FileNotFoundError):
                nobodys()
        with pytest.raises(ValueError, match="unrecognized kind"):
            module.SemLock(2, 1, 1, "/name", False)
        return lock.acquire(), module.SemLock(SEMAPHORE, 1, 1, "/name", True).name

    assert bench.run(program) == (True, None)


def test_who_waits_for_ever_is_reported(bench):
    def program():
        bench.multiprocessing.SemLock(SEMAPHORE, 0, 1, "/name", True).acquire()

    with pytest.raises(Stuck) as stuck:
        bench.run(program)
    assert stuck.value.waiting == ["100.0 lock multiprocessing.Lock"]


def test_descriptors_can_be_another_process_s_from_the_start(bench):
    def program():
        reader, writer = bench.os.pipe()
        child = bench.machine.processes.create(bench.scheduler.process.image, bench.scheduler.process.printed)
        number = bench.files.take(bench.files.hold(writer), child)
        bench.os.close(writer)
        # It ends before it ran, and what it was given is closed with it.
        child.end(0)
        return number in bench.files.table, bench.os.read(reader, 1)

    assert bench.run(program) == (False, b"")
