"""A machine by itself: nobody watches it, and nothing of the interpreter changes."""

from __future__ import annotations

import io
import os
import signal
import sys
import threading
import time

import pytest
from harness.bench import BareImage, Bench, Watch
from harness.greenlet_host import GreenletHost

from world.kernel.chance import Chance
from world.kernel.scheduler import Stalled
from world.machine import Machine
from world.output import Printed


def run_alone(body):
    """Runs `body(machine)` as the only process of a machine that has no supervisor and no observer."""
    host = GreenletHost()
    machine = Machine(host, None)

    def init():
        machine.processes.init(BareImage(Bench()), Printed())
        body(machine)

    try:
        host.run(init)
    finally:
        host.close()
    return machine


def test_time_passes_unobserved():
    machine = run_alone(lambda machine: machine.scheduler.park(5, "blocking", "a test"))
    assert machine.scheduler.now == 5


def test_without_a_supervisor_the_end_of_everything_is_an_exception():
    def body(machine):
        machine.scheduler.park(None, "blocking", "a test")

    with pytest.raises(Stalled):
        run_alone(body)


def test_without_a_supervisor_what_a_callback_raises_comes_out():
    def fail():
        raise LookupError("of a callback")

    def body(machine):
        machine.scheduler.call_soon(fail)
        machine.scheduler.park(5, "blocking", "a test")

    with pytest.raises(LookupError, match="of a callback"):
        run_alone(body)


def test_once_its_supervisor_has_ended_a_run_it_is_told_of_no_limit():
    told = []

    def body(machine):
        init = machine.scheduler.current

        class Supervisor:
            def limit_reached(self, kind):
                told.append(kind)
                machine.scheduler.finish_to(init)

            def crashed(self, error):
                raise error

            def quiet(self):
                told.append("quiet")

        machine.scheduler.supervise(Supervisor(), Watch(), 0, 60)
        while not told:
            machine.scheduler.yield_now()
        for _ in range(600):
            machine.scheduler.park(machine.scheduler.now + 1, "blocking", "a test")
        machine.scheduler.park(None, "blocking", "a test")

    with pytest.raises(Stalled):
        run_alone(body)
    assert told == ["events"]


def test_init_is_the_first_process_and_no_child_of_anybody():
    machine = run_alone(lambda machine: None)
    process = machine.scheduler.process
    assert (process.pid, process.parent, process.main.number, machine.processes.table) == (1, None, 0, [])


def test_making_the_modules_and_running_programs_changes_nothing_outside(bench):
    before = {
        "modules": set(sys.modules),
        "names": [dict(vars(module)) for module in (os, time, signal, threading, io)],
        "path": list(sys.path),
        "directory": os.getcwd(),
        "environment": dict(os.environ),
        "handlers": [signal.getsignal(number) for number in (2, 10, 14)],
    }
    threading_ = bench.published("threading")

    def program():
        bench.signal.signal(10, lambda *_: None)
        bench.os.kill(bench.os.getpid(), 10)
        left, right = bench.socket.socketpair()
        left.send(b"x")
        bench.select.select([right], [], [])
        thread = threading_.Thread(target=bench.sleep, args=(1,))
        thread.start()
        thread.join()
        return bench.now

    assert bench.run(program) == 1.0
    assert before == {
        # More may have been imported, none replaced.
        "modules": before["modules"] & set(sys.modules),
        "names": [dict(vars(module)) for module in (os, time, signal, threading, io)],
        "path": list(sys.path),
        "directory": os.getcwd(),
        "environment": dict(os.environ),
        "handlers": [signal.getsignal(number) for number in (2, 10, 14)],
    }


def test_two_machines_know_nothing_of_each_other(bench, one_core):
    def listen(on):
        def program():
            listener = on.socket.socket()
            listener.bind(("127.0.0.1", 8000))
            listener.listen()
            on.sleep(2)
            return on.now, len(on.files.table)

        return program

    assert bench.run(listen(bench)) == one_core.run(listen(one_core)) == (2.0, 1)


# -- chance


def test_chance_begins_anew_with_its_seed():
    chance = Chance(5)
    first = [chance.draw() for _ in range(3)]
    chance.seed(5)
    assert first == [chance.draw() for _ in range(3)] != [Chance(6).draw() for _ in range(3)]
    assert all(0 <= number < 1 for number in first)


def test_chance_gives_every_order_a_turn():
    chance, orders = Chance(1), set()
    for _ in range(200):
        items = [1, 2, 3]
        chance.shuffle(items)
        orders.add(tuple(items))
    assert len(orders) == 6
