"""Where the threads of a process are, as `sys` and `faulthandler` tell it."""

from __future__ import annotations

import re
import traceback

import pytest

from world.modules.faulthandler_module import faulthandler_functions
from world.modules.thread_frames import frame_functions


@pytest.fixture
def looking(bench):
    return frame_functions(bench.scheduler, bench.host.frames, dict)


@pytest.fixture
def dumping(bench, looking):
    return faulthandler_functions(bench.scheduler, looking["_current_frames"])


def waits_for_the_database(bench):
    bench.sleep(1)


def test_each_thread_has_the_frame_it_waits_in(bench, looking):
    def program():
        thread = bench.spawn(lambda: waits_for_the_database(bench))
        bench.sleep(0.1)
        frames = looking["_current_frames"]()
        names = {ident: frame.f_code.co_name for ident, frame in frames.items()}
        called = [entry.name for entry in traceback.extract_stack(frames[thread.ident])]
        return names == {bench.thread.get_ident(): "program", thread.ident: "sleep"}, called[-3:]

    assert bench.run(program) == (True, ["<lambda>", "waits_for_the_database", "sleep"])


def test_threads_of_other_processes_and_those_that_ended_have_none(bench, looking):
    def program():
        bench.process(lambda: bench.sleep(1))
        bench.spawn(lambda: None).join()
        bench.sleep(0.1)
        return list(looking["_current_frames"]()) == [bench.thread.get_ident()]

    assert bench.run(program)


def test_exceptions_that_are_being_handled(bench):
    def program():
        gates = []

        def fails():
            gates.append(bench.scheduler.current.gate)
            bench.sleep(1)

        thread = bench.spawn(fails)
        bench.sleep(0.1)
        error = ValueError()
        found = frame_functions(bench.scheduler, bench.host.frames, lambda: {gates[0]: error, 9999: KeyError()})
        try:
            raise LookupError
        except LookupError as own:
            told = found["_current_exceptions"]()
            return told == {thread.ident: error, bench.thread.get_ident(): own}

    assert bench.run(program)


def printed(bench, act):
    """What `act` writes into the descriptor that it gets."""
    ours, theirs = bench.os.pipe()
    act(theirs)
    return re.sub(r'File ".*?", line \d+', "File", bench.os.read(ours, 65536).decode())


def test_a_dump_of_all_threads(bench, dumping, monkeypatch):
    monkeypatch.setattr("world.modules.faulthandler_module.os", bench.os)

    def program():
        def named():
            bench.thread.set_name("worker")
            waits_for_the_database(bench)

        thread = bench.spawn(named)
        bench.sleep(0.1)
        text = printed(bench, lambda fd: dumping["dump_traceback"](fd))
        own = printed(bench, lambda fd: dumping["dump_traceback"](fd, all_threads=False))
        return text.split("\n\n"), own, thread.ident, bench.thread.get_ident()

    (other, mine), own, ident, me = bench.run(program)
    assert other.startswith(
        f"Thread 0x{ident:016x} [worker] (most recent call first):\n  File in sleep\n  File in waits_for_the_database\n"
    )
    assert mine.startswith(
        f"Current thread 0x{me:016x} (most recent call first):\n  File in <lambda>\n  File in printed\n"
    )
    assert own.startswith("Stack (most recent call first):\n  File in <lambda>\n  File in printed\n  File in program\n")


def test_a_dump_when_it_takes_too_long(bench, dumping, monkeypatch):
    monkeypatch.setattr("world.modules.faulthandler_module.os", bench.os)

    def program():
        ours, theirs = bench.os.pipe()
        dumping["dump_traceback_later"](0.25, repeat=True, file=theirs)
        waits_for_the_database(bench)
        dumping["cancel_dump_traceback_later"]()
        bench.sleep(1)
        text = bench.os.read(ours, 65536).decode()
        return text.count("Timeout (0:00:00.250000)!"), text.count("in waits_for_the_database"), bench.now

    assert bench.run(program) == (3, 3, 2.0)


def test_a_process_that_takes_too_long_can_be_ended(bench, dumping, monkeypatch):
    monkeypatch.setattr("world.modules.faulthandler_module.os", bench.os)

    def program():
        _, theirs = bench.os.pipe()

        def child():
            dumping["dump_traceback_later"](3661, file=theirs, exit=True)
            bench.sleep(10_000)

        process = bench.process(child)
        _, status = bench.os.waitpid(process.pid, 0)
        return bench.os.waitstatus_to_exitcode(status), bench.now

    assert bench.run(program) == (1, 3661.0)
