"""`time` on the machine: sleeping, and which clocks can be set."""

from __future__ import annotations

import pytest
from harness.bench import SECOND


@pytest.mark.parametrize(
    ("value", "error"),
    [(-1, ValueError), (float("nan"), ValueError), (1e30, OverflowError), ("1", TypeError), (None, TypeError)],
)
def test_sleep_checks_its_argument(bench, value, error):
    def program():
        with pytest.raises(error):
            bench.sleep(value)
        return bench.now

    assert bench.run(program) == 0.0


def test_sleep_takes_whatever_is_a_number(bench):
    from fractions import Fraction

    class Index:
        def __index__(self):
            return 2

    def program():
        bench.sleep(1)
        bench.sleep(Index())
        bench.sleep(Fraction(1, 2))
        return bench.now

    assert bench.run(program) == 3.5


def test_sleeping_for_nothing_lets_the_others_run(bench):
    order = []

    def program():
        bench.spawn(lambda: order.append("other"))
        bench.sleep(0)
        order.append("me")
        return bench.now

    assert bench.run(program) == 0.0
    assert order == ["other", "me"]


def test_a_sleep_of_months_is_exact(bench):
    months = 90 * 86400

    def program():
        bench.sleep(months)
        bench.sleep(1e-9)
        return bench.scheduler.now

    assert bench.run(program) == months * SECOND + 1


def test_nobody_may_set_a_clock(bench):
    def program():
        with pytest.raises(PermissionError):
            bench.time.clock_settime(0, 1.0)
        with pytest.raises(PermissionError):
            bench.time.clock_settime_ns(0, 1)
        with pytest.raises(TypeError):
            bench.time.clock_settime(0, "1")

    bench.run(program)


def test_clocks_tell_a_nanosecond_apart(bench):
    assert bench.run(lambda: bench.time.get_clock_info("monotonic").resolution) == 1e-9


def test_a_sleep_begins_when_the_busy_wait_before_it_ends(bench):
    def program():
        bench.host.clock += SECOND // 2
        bench.sleep(1)
        return bench.now

    assert bench.run(program) == 1.5


def test_so_does_every_wait_with_a_timeout(bench):
    def program():
        lock = bench.thread.allocate_lock()
        lock.acquire()
        waits = [
            lambda: lock.acquire(timeout=1),
            lambda: bench.select.select([], [], [], 1),
            lambda: bench.select.poll().poll(1000),
            lambda: bench.select.epoll().poll(1),
            lambda: bench.signal.sigtimedwait([10], 1),
        ]
        took = []
        for wait in waits:
            began = bench.scheduler.now
            bench.host.clock += SECOND // 2
            wait()
            took.append((bench.scheduler.now - began) / SECOND)
        return took

    assert bench.run(program) == [1.5] * 5
