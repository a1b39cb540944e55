"""Cores and interpreter locks: what computing costs, and what the handlers of signals do to it."""

from __future__ import annotations

import pytest


def test_threads_of_one_process_share_its_interpreter_lock(bench):
    def program():
        threads = [bench.spawn(lambda: bench.burn(1)) for _ in range(2)]
        for thread in threads:
            thread.join()
        return bench.now

    assert bench.run(program) == 2.0


def test_what_computes_in_c_needs_a_core_and_no_lock(bench):
    def hash_() -> None:
        bench.machine.cores.compute_in_c(1_000_000_000, "hash")

    def program():
        threads = [bench.spawn(hash_) for _ in range(2)]
        bench.burn(0.5)
        for thread in threads:
            thread.join()
        return bench.now

    # Three for two cores: half a second of each core for the burning thread is taken from the other two.
    assert bench.run(program) == pytest.approx(1.25, abs=0.005)


def handle(bench, handler, after):
    bench.signal.signal(bench.signal.SIGALRM, handler)
    bench.signal.setitimer(bench.signal.ITIMER_REAL, after)


@pytest.mark.parametrize("cores", ["bench", "one_core"])
def test_a_handler_that_computes_takes_its_time_too(cores, request):
    """Neither does it give away the lock of what it interrupted, nor does its time count as that one's."""
    bench = request.getfixturevalue(cores)

    def program():
        handle(bench, lambda *_: bench.burn(0.01), 0.1)
        thread = bench.spawn(lambda: bench.burn(1))
        bench.burn(1)
        thread.join()
        return bench.now, bench.time.process_time()

    assert bench.run(program) == (2.01, 2.01)


def test_a_handler_that_sleeps_lets_others_compute(one_core):
    bench = one_core

    def program():
        handle(bench, lambda *_: bench.sleep(1), 0.1)
        thread = bench.spawn(lambda: bench.burn(0.5))
        bench.burn(1)
        first = bench.now
        thread.join()
        return first, bench.now, bench.time.process_time()

    # Both had 0.05 s before; the rest of the other's half second fits into the handler's sleep.
    assert bench.run(program) == (2.05, 2.05, 1.5)


def test_a_handler_that_raises_ends_the_computing(bench):
    def interrupt(*_):
        raise InterruptedError

    def program():
        handle(bench, interrupt, 0.1)
        with pytest.raises(InterruptedError):
            bench.burn(1)
        stopped = bench.now
        # Neither lock nor core is left behind.
        threads = [bench.spawn(lambda: bench.burn(0.1)) for _ in range(3)]
        for thread in threads:
            thread.join()
        return stopped, bench.now

    assert bench.run(program) == pytest.approx((0.1, 0.4))


def test_a_signal_while_waiting_for_a_core_is_handled_when_there_is_one(one_core):
    bench = one_core
    handled = []

    def other():
        bench.burn(0.2)

    def program():
        child = bench.process(other)
        handle(bench, lambda *_: handled.append(bench.now), 0.051)
        bench.burn(0.2)
        finished = bench.now
        bench.os.waitpid(child.pid, 0)
        return finished, bench.now

    assert bench.run(program) == pytest.approx((0.395, 0.4), abs=0.006)
    assert handled == [pytest.approx(0.051, abs=0.006)]


def test_a_handler_waits_until_c_returns(bench):
    handled = []

    def program():
        handle(bench, lambda *_: handled.append(bench.now), 0.1)
        bench.machine.cores.compute_in_c(1_000_000_000, "hash")
        return bench.now

    assert bench.run(program) == 1.0
    assert handled == [1.0]


def test_who_comes_back_from_c_waits_for_the_interpreter_lock(bench):
    order = []

    def hash_():
        bench.machine.cores.compute_in_c(12_000_000, "hash")
        order.append(("hash", bench.now))

    def program():
        thread = bench.spawn(hash_)
        bench.burn(0.1)
        order.append(("burn", bench.now))
        thread.join()

    bench.run(program)
    # It began after the first quantum of the other, and came back in the middle of the fourth.
    assert order == [("hash", 0.02), ("burn", 0.1)]
