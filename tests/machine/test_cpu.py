"""How long computing takes beside others, the clocks that count it, and code that is stopped while it computes."""

from __future__ import annotations

import os
import sys

import pytest
from harness.bench import Bench

from world import limits
from world.kernel.cpu import Preemption

QUANTUM = limits.QUANTUM / 1e9


def test_alone_computing_takes_its_own_time(bench):
    def program():
        bench.burn(0.0123)
        return bench.scheduler.now, bench.scheduler.current.computed

    assert bench.run(program) == (12_300_000, 12_300_000)


@pytest.mark.parametrize(("cores", "expected"), [(1, 4.0), (2, 2.0), (4, 1.0), (8, 1.0)])
def test_processes_share_the_cores(cores, expected):
    bench = Bench(cores=cores)

    def program():
        children = [bench.process(lambda: bench.burn(1)) for _ in range(4)]
        for child in children:
            bench.os.waitpid(child.pid, 0)
        return bench.now

    try:
        assert bench.run(program) == pytest.approx(expected, abs=2 * QUANTUM)
    finally:
        bench.close()


def test_who_waits_does_not_need_the_lock(bench):
    def program():
        thread = bench.spawn(lambda: (bench.sleep(1), bench.now)[1])
        bench.burn(0.5)
        return thread.join()

    # It began to wait when the first quantum of the other was over.
    assert bench.run(program) == 1.0 + QUANTUM


def test_who_was_woken_runs_at_the_end_of_the_quantum(bench):
    def program():
        thread = bench.spawn(lambda: (bench.sleep(0.012), bench.now)[1])
        bench.sleep(0)
        bench.burn(1)
        return thread.join()

    assert bench.run(program) == 3 * QUANTUM


def test_the_clocks_of_process_and_thread_count_computing_only(bench):
    def program():
        bench.spawn(lambda: bench.burn(0.5)).join()
        bench.burn(0.25)
        bench.sleep(1)
        return bench.time.process_time(), bench.time.thread_time()

    assert bench.run(program) == (0.75, 0.25)


def test_another_thread_s_clock_can_be_read(bench):
    def program():
        thread = bench.spawn(lambda: (bench.burn(0.5), bench.sleep(5)))
        bench.sleep(1)
        clock = bench.time.pthread_getcpuclockid(thread.ident)
        with pytest.raises(ProcessLookupError):
            bench.time.pthread_getcpuclockid(1)
        return bench.time.clock_gettime(clock)

    assert bench.run(program) == 0.5


# -- preemption


class Spin:
    """Looks at a thread that runs on and on in functions of a lab, as the interrupt of a quantum does."""

    def __init__(self, bench):
        self.preemption = Preemption(bench.scheduler, bench.machine.cores, lambda name: name == __file__)

    def look(self):
        self.preemption.interrupt(26, sys._getframe(1))


def test_code_of_the_lab_that_spins_pays_from_the_second_look_on(bench):
    def program():
        spin = Spin(bench)
        times = []
        for _ in range(4):
            spin.look()
            times.append(bench.now)
        return times, bench.host.interrupts_handled

    assert bench.run(program) == ([0.0, QUANTUM, 2 * QUANTUM, 3 * QUANTUM], 4)


def test_who_waited_since_the_last_look_pays_nothing(bench):
    def program():
        spin = Spin(bench)
        for _ in range(3):
            spin.look()
            bench.sleep(1)
        return bench.now

    assert bench.run(program) == 3.0


def test_two_that_spin_in_turns_are_told_apart(bench):
    """What one look noted of a thread says nothing about another one, however alike their counts of waits are."""

    def program():
        spin = Spin(bench)

        def body():
            for _ in range(3):
                spin.look()
                bench.sleep(1)
            return bench.now

        threads = [bench.spawn(body) for _ in range(2)]
        return [thread.join() for thread in threads]

    assert bench.run(program) == [3.0, 3.0]


def test_code_of_nobody_gives_way_but_pays_nothing(bench):
    order = []

    def program():
        spin = Spin(bench)
        spin.preemption.is_lab = lambda name: False
        bench.spawn(lambda: order.append("other"))
        for turn in range(3):
            spin.look()
            order.append(turn)
        return bench.now

    assert bench.run(program) == 0.0
    assert order == [0, "other", 1, 2]


def test_who_was_woken_runs_after_a_quantum_at_the_latest(bench):
    order = []

    def program():
        spin = Spin(bench)
        lock = bench.thread.allocate_lock()
        lock.acquire()
        bench.spawn(lambda: (lock.acquire(), order.append("woken")))
        bench.sleep(1)
        lock.release()
        order.append("released")
        spin.look()
        order.append("looked")

    bench.run(program)
    assert order == ["released", "woken", "looked"]


def test_a_file_operation_lets_who_was_woken_run(bench, tmp_path):
    order = []

    def program():
        number = os.open(tmp_path / "file", os.O_RDWR | os.O_CREAT)
        lock = bench.thread.allocate_lock()
        lock.acquire()
        bench.spawn(lambda: (lock.acquire(), order.append("woken")))
        bench.spawn(lambda: order.append("new"))
        bench.os.write(number, b"x")
        order.append("nobody was woken")
        bench.sleep(1)
        lock.release()
        order.append("released")
        bench.os.write(number, b"x")
        order.append("written")
        os.close(number)
        return bench.now

    assert bench.run(program) == 1.0
    assert order == ["nobody was woken", "new", "released", "woken", "written"]


def test_what_a_look_saw_of_one_thread_says_nothing_of_another(bench):
    """Both have waited equally often, so that nothing but the thread tells the two looks apart."""
    order = []

    def program():
        spin = Spin(bench)
        spin.preemption.is_lab = lambda name: False

        def look(name):
            spin.look()
            order.append(name)

        bench.spawn(lambda: look("first"))
        bench.spawn(lambda: look("second"))
        bench.spawn(lambda: order.append("third"))

    bench.run(program)
    assert order == ["first", "second", "third"]


def test_the_machine_itself_is_never_stopped(bench):
    def program():
        spin = Spin(bench)
        namespace = {"__name__": "world.kernel.somewhere", "look": spin.look, "frame": sys._getframe}
        exec("def act(preemption):\n    for _ in range(5): preemption.interrupt(26, frame())\n", namespace)
        namespace["act"](spin.preemption)
        return bench.now

    assert bench.run(program) == 0.0


def _asks(bench):
    ready = bench.select.poll()
    epoll = bench.select.epoll()
    return {
        "sleep": lambda: bench.time.sleep(0),
        "sched_yield": bench.os.sched_yield,
        "select": lambda: bench.select.select([], [], [], 0),
        "poll": lambda: ready.poll(0),
        "epoll": lambda: epoll.poll(0),
    }


@pytest.mark.parametrize("how", ["sleep", "sched_yield", "select", "poll", "epoll"])
def test_who_asks_until_it_is_time_comes_to_that_time(bench, how):
    def program():
        ask = _asks(bench)[how]
        while bench.now < 0.1:
            ask()
        return bench.now, bench.scheduler.current.computed / 1e9

    assert bench.run(program) == (pytest.approx(0.1, abs=0.001), pytest.approx(0.1, abs=0.001))


@pytest.mark.parametrize("how", ["sleep", "sched_yield", "select", "poll", "epoll"])
def test_giving_way_a_thousand_times_is_free(bench, how):
    def program():
        ask = _asks(bench)[how]
        for _ in range(limits.ASKS_IN_VAIN):
            ask()
        return bench.now

    assert bench.run(program) == 0


def test_who_always_finds_something_is_busy_with_that(bench):
    def program():
        r, w = bench.os.pipe()
        bench.os.write(w, b"x")
        for _ in range(3 * limits.ASKS_IN_VAIN):
            assert bench.select.select([r], [], [], 0) == ([r], [], [])
        return bench.now

    assert bench.run(program) == 0


def test_two_busy_waits_of_a_process_share_its_lock(bench):
    def program():
        def waits():
            while bench.now < 0.1:
                bench.time.sleep(0)
            return bench.scheduler.current.computed / 1e9

        threads = [bench.spawn(waits) for _ in range(2)]
        return [thread.join() for thread in threads]

    assert bench.run(program) == [pytest.approx(0.05, abs=0.002)] * 2


def test_a_busy_wait_lets_the_others_work(bench):
    def program():
        thread = bench.spawn(lambda: (bench.sleep(0.05), bench.now)[1])
        while bench.now < 0.2:
            bench.time.sleep(0)
        return thread.join()

    assert bench.run(program) == pytest.approx(0.05, abs=0.001)
