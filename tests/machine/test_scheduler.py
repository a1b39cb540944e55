"""What runs next, and when."""

from __future__ import annotations

import pytest
from harness.bench import SECOND, Stuck, TooFar


def test_nothing_but_waiting_takes_time(bench):
    def program():
        total = sum(range(100_000))
        return bench.now, total

    assert bench.run(program) == (0.0, 4_999_950_000)


def test_sleeps_add_up_exactly(bench):
    def program():
        for _ in range(10):
            bench.sleep(0.1)
        return bench.scheduler.now

    assert bench.run(program) == SECOND


def test_a_time_is_rounded_to_the_nearest_nanosecond_and_never_to_nothing(bench):
    def program():
        bench.sleep(0.1 + 0.2)
        bench.sleep(1e-12)
        return bench.scheduler.now

    assert bench.run(program) == 300_000_001


def test_a_run_ends_before_its_clock_would_be_inexact(bench):
    def program():
        bench.sleep(90 * 86_400)
        bench.sleep(4e7)

    with pytest.raises(TooFar, match="days"):
        bench.run(program)
    assert bench.scheduler.now == 90 * 86_400 * SECOND


def test_threads_that_are_due_at_one_instant_run_in_the_order_in_which_they_began_to_wait(bench):
    order = []

    def sleeper(name, until):
        bench.sleep(until - bench.now)
        order.append(name)

    def program():
        bench.spawn(lambda: sleeper("a", 2))
        bench.spawn(lambda: sleeper("b", 1))
        bench.sleep(0.5)
        bench.spawn(lambda: sleeper("c", 2))
        bench.spawn(lambda: sleeper("d", 1))

    bench.run(program)
    assert order == ["b", "d", "a", "c"]


def test_a_new_thread_runs_after_what_is_ready_already(bench):
    order = []

    def program():
        bench.scheduler.call_soon(lambda: order.append("callback"))
        bench.spawn(lambda: order.append("thread"))
        order.append("starter")
        bench.scheduler.yield_now()
        order.append("starter again")

    bench.run(program)
    assert order == ["starter", "callback", "thread", "starter again"]


def test_callbacks_run_after_what_is_ready_in_the_order_in_which_they_were_set(bench):
    order = []

    def program():
        bench.spawn(lambda: order.append("thread"))
        for name in "abc":
            bench.scheduler.call_soon(lambda name=name: order.append(name))
        bench.scheduler.yield_now()

    bench.run(program)
    assert order == ["thread", "a", "b", "c"]


def test_callbacks_at_one_instant_run_in_the_order_in_which_they_were_set(bench):
    order = []

    def program():
        for name in "abc":
            bench.scheduler.call_at(SECOND, lambda name=name: order.append((name, bench.now)))
        bench.sleep(2)

    bench.run(program)
    assert order == [("a", 1.0), ("b", 1.0), ("c", 1.0)]


def test_a_timer_called_off_neither_fires_nor_moves_the_clock(bench):
    fired = []

    def program():
        timer = bench.scheduler.set_timer(5 * SECOND, lambda: fired.append(True))
        bench.scheduler.set_timer(SECOND, timer.cancel)
        bench.sleep(1)
        thread = bench.spawn(lambda: None)
        thread.join()
        return bench.now

    assert bench.run(program) == 1.0
    assert fired == []
    assert bench.watch.steps == [(0, SECOND)]


def test_a_timer_that_is_due_can_still_be_called_off(bench):
    fired = []

    def program():
        timers = []
        bench.scheduler.set_timer(SECOND, lambda: timers[0].cancel())
        timers.append(bench.scheduler.set_timer(SECOND, lambda: fired.append(True)))
        bench.sleep(2)

    bench.run(program)
    assert fired == []


def test_a_callback_may_set_another_one_for_the_same_instant(bench):
    seen = []

    def again(count):
        seen.append(bench.now)
        if count:
            bench.scheduler.call_at(bench.scheduler.now, lambda: again(count - 1))

    def program():
        bench.scheduler.call_at(SECOND, lambda: again(2))
        bench.sleep(1)
        bench.sleep(1)

    bench.run(program)
    assert seen == [1.0, 1.0, 1.0]


def test_a_thread_that_is_woken_early_is_not_woken_again_by_its_old_timer(bench):
    woken = []

    def program():
        scheduler = bench.scheduler
        me = scheduler.current
        scheduler.call_at(SECOND, lambda: scheduler.wake(me))
        scheduler.park(2 * SECOND, "blocking", "a test")
        woken.append(bench.now)
        scheduler.park(5 * SECOND, "blocking", "a test")
        woken.append(bench.now)

    bench.run(program)
    assert woken == [1.0, 5.0]


def test_the_timer_of_a_thread_that_has_ended_does_not_move_the_clock(bench):
    def program():
        lock = bench.thread.allocate_lock()
        lock.acquire()
        bench.spawn(lambda: lock.acquire(timeout=100))
        bench.sleep(1)
        lock.release()
        bench.signal.pause()

    with pytest.raises(Stuck):
        bench.run(program)
    assert bench.now == 1.0


def test_only_a_parked_thread_can_be_woken(bench):
    answers = []

    def program():
        scheduler = bench.scheduler
        me = scheduler.current
        answers.append(scheduler.wake(me))
        scheduler.call_soon(lambda: answers.append(scheduler.wake(me)))
        scheduler.call_soon(lambda: answers.append(scheduler.wake(me)))
        scheduler.park(None, "blocking", "a test")
        thread = bench.spawn(lambda: None)
        green = next(green for green in scheduler.process.greens if green is not me)
        thread.join()
        answers.append(scheduler.wake(green))

    bench.run(program)
    # Running; parked; ready by then; done.
    assert answers == [False, True, False, False]


def test_who_yields_runs_after_everything_that_is_ready(bench):
    order = []

    def other():
        order.append("other begins")
        bench.scheduler.yield_now()
        order.append("other ends")

    def program():
        bench.spawn(other)
        bench.spawn(lambda: order.append("third"))
        bench.scheduler.yield_now()
        order.append("first")

    bench.run(program)
    assert order == ["other begins", "third", "first", "other ends"]
    assert bench.scheduler.now == 0


def test_when_nothing_can_happen_any_more_it_says_who_waits_for_what(bench):
    def program():
        lock = bench.thread.allocate_lock()
        lock.acquire()
        bench.spawn(lambda: bench.select.select([], [], []))
        lock.acquire()

    with pytest.raises(Stuck) as stuck:
        bench.run(program)
    assert stuck.value.waiting == ["100.0 lock threading.Lock", "100.1 poll select.select"]


def test_a_run_ends_after_so_many_events(bench):
    def program():
        while True:
            bench.sleep(1)

    with pytest.raises(TooFar, match="events"):
        bench.run(program, events=1000)
    # Looked at every 256 events.
    assert 1000 < bench.scheduler.events <= 1000 + 2 * 256


def test_a_run_ends_after_so_much_real_time(bench):
    def program():
        while True:
            bench.sleep(1)
            bench.host.real += 1

    with pytest.raises(TooFar, match="real-time"):
        bench.run(program)
    assert 60 < bench.host.real <= 60 + 256


def test_once_a_run_is_over_nobody_else_runs(bench):
    def program():
        while True:
            bench.sleep(1)

    with pytest.raises(TooFar):
        bench.run(program, events=10)
    assert bench.scheduler.current.process.pid == 1


def test_what_a_callback_raises_is_told_to_the_supervisor_and_others_go_on(bench):
    def fail():
        raise LookupError("of the machine")

    def program():
        bench.scheduler.call_soon(fail)
        bench.sleep(1)
        bench.failures.append(ValueError(bench.now))

    with pytest.raises(LookupError, match="of the machine"):
        bench.run(program)
    assert [str(error) for error in bench.failures] == ["of the machine", "1.0"]


def test_a_killed_thread_is_dropped_without_unwinding(bench):
    unwound = []

    def victim():
        try:
            bench.sleep(10)
        finally:
            unwound.append(bench.now)

    def program():
        bench.spawn(victim)
        bench.sleep(1)
        green = next(one for one in bench.scheduler.process.greens if one is not bench.scheduler.current)
        stacks = bench.host.waiting
        bench.scheduler.kill(green)
        forgotten = stacks - bench.host.waiting
        bench.sleep(20)
        return green.done, len(bench.scheduler.process.greens), list(unwound), forgotten

    assert bench.run(program) == (True, 1, [], 1)


def test_who_reads_the_clock_in_a_loop_computes_and_is_charged(bench):
    def program():
        green = bench.scheduler.current
        bench.host.clock += 3_000_000
        bench.sleep(1)
        return bench.scheduler.now, green.computed, green.process.computed

    assert bench.run(program) == (SECOND + 3_000_000, 3_000_000, 3_000_000)
    assert bench.watch.steps == [(0, 3_000_000), (3_000_000, SECOND + 3_000_000)]


def test_measured_computing_is_paid_once_per_turn_before_waiting(bench):
    paid = []

    def program():
        scheduler = bench.scheduler
        me = scheduler.current

        def charge(nanoseconds):
            if scheduler.current is me:
                paid.append((nanoseconds, bench.now))
                bench.machine.cores.compute(nanoseconds, "Python")

        scheduler.charge_computing(charge)
        bench.sleep(0)
        bench.host.real += 0.25
        bench.sleep(1)
        bench.host.real += 0.5
        bench.sleep(1)
        return bench.now

    # The time-out of a sleep runs while its computing is paid for, as in life.
    assert bench.run(program) == pytest.approx(1.0 + 0.5 + 0.5)
    assert [amount for amount, _ in paid if amount] == [250_000_000, 500_000_000]


def test_a_thread_inherits_the_signals_that_its_starter_blocks(bench):
    def program():
        bench.signal.pthread_sigmask(bench.signal.SIG_BLOCK, [10, 12])
        thread = bench.spawn(lambda: set(bench.scheduler.current.blocked))
        return thread.join()

    assert bench.run(program) == {10, 12}


def test_the_observer_is_told_of_every_wait_before_time_passes(bench):
    waits = []

    def program():
        lock = bench.thread.allocate_lock()
        lock.acquire()
        me = bench.scheduler.current
        bench.scheduler.call_at(SECOND // 2, lambda: waits.append(bench.watch.waits[me]))
        bench.sleep(1)
        bench.scheduler.call_at(2 * SECOND, lock.release)
        bench.scheduler.call_at(2 * SECOND - 1, lambda: waits.append(bench.watch.waits[me]))
        lock.acquire()

    bench.run(program)
    assert waits == [("blocking", "time.sleep"), ("lock", "threading.Lock")]


def test_whenever_another_thread_goes_on_its_quantum_begins_anew(bench):
    def program():
        before = bench.host.quanta
        other = bench.spawn(lambda: [bench.sleep(1) for _ in range(5)])
        for _ in range(5):
            bench.sleep(1)
        other.join()
        return bench.host.quanta - before

    # The other one begins, then both go on five times, and the one that joins once more.
    assert bench.run(program) == 1 + 5 + 5 + 1
