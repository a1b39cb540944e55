"""What a parked thread answers when it is asked to look at itself, and when the supervisor hears that nothing happens."""

from __future__ import annotations

import sys

import pytest
from harness.bench import SECOND, Stuck

from world.kernel.time_units import NEVER


def functions_of_own_stack():
    names = []
    frame = sys._getframe(1)
    while frame is not None:
        names.append(frame.f_code.co_name)
        frame = frame.f_back
    return names


def test_a_parked_thread_answers_on_its_own_stack_and_waits_on(bench):
    woke = []

    def sleeper():
        bench.sleep(2)
        woke.append(bench.now)

    def program():
        thread = bench.spawn(sleeper)
        bench.sleep(1)
        (green,) = [green for green in bench.scheduler.process.greens if green is not bench.scheduler.current]
        for _ in range(3):
            names = bench.scheduler.ask(green, functions_of_own_stack)
        assert green.parked
        assert woke == []
        thread.join()
        return names

    names = bench.run(program)
    assert names.index("park") < names.index("sleeper")
    assert "program" not in names
    assert woke == [2.0]


def test_who_has_no_stack_or_does_not_wait_is_not_asked(bench):
    def program():
        bench.spawn(lambda: None)
        return [bench.scheduler.ask(green, functions_of_own_stack) for green in bench.scheduler.process.greens]

    assert bench.run(program) == [None, None]


def test_what_a_question_raises_reaches_who_asked_and_leaves_the_other_alone(bench):
    def program():
        thread = bench.spawn(lambda: bench.sleep(1))
        bench.sleep(0.5)
        (green,) = [green for green in bench.scheduler.process.greens if green is not bench.scheduler.current]
        with pytest.raises(ZeroDivisionError):
            bench.scheduler.ask(green, lambda: 1 // 0)
        thread.join()
        return bench.now

    assert bench.run(program) == 1.0


def test_pending_timers_are_those_that_will_come_due(bench):
    def program():
        lock = bench.thread.allocate_lock()
        lock.acquire()
        bench.spawn(lambda: lock.acquire(timeout=50))
        bench.spawn(lambda: bench.sleep(7))
        off = bench.scheduler.set_timer(9 * SECOND, lambda: None)
        bench.scheduler.call_at(8 * SECOND, lambda: None)
        bench.sleep(1)
        off.cancel()
        lock.release()
        bench.sleep(1)
        return sorted((timer.when // SECOND, timer.green is None) for timer in bench.scheduler.pending())

    assert bench.run(program) == [(7, False), (8, True)]


def test_the_supervisor_hears_once_before_time_passes_beyond_the_quiet_instant(bench):
    heard = []
    bench.on_quiet = lambda: heard.append(bench.now)

    def program():
        bench.scheduler.quiet_at = 3 * SECOND
        for _ in range(5):
            bench.sleep(2)

    bench.run(program)
    assert heard == [2.0]
    assert bench.scheduler.quiet_at == NEVER


def test_whoever_is_woken_then_runs_at_that_instant(bench):
    seen = []

    def program():
        lock = bench.thread.allocate_lock()
        lock.acquire()
        bench.on_quiet = lock.release

        def waiter():
            with lock:
                seen.append(bench.now)

        thread = bench.spawn(waiter)
        bench.scheduler.quiet_at = 3 * SECOND
        bench.sleep(1)
        bench.sleep(10)
        thread.join()

    bench.run(program)
    assert seen == [1.0]


def test_without_a_timer_and_without_anybody_who_is_woken_the_run_is_stuck(bench):
    def program():
        lock = bench.thread.allocate_lock()
        lock.acquire()
        lock.acquire()

    with pytest.raises(Stuck):
        bench.run(program)
