"""Processes: starting, ending, waiting for, killing; what belongs to one and not to another."""

from __future__ import annotations

import errno
import os as real_os

import pytest
from harness.bench import Stuck

from world.kernel.settings import Settings


def exit_of(bench, program):
    """Runs `program` as a child; its exit code as `subprocess` says it."""
    child = bench.process(program)
    pid, status = bench.os.waitpid(child.pid, 0)
    assert pid == child.pid
    return bench.os.waitstatus_to_exitcode(status)


def test_a_program_that_returns_ends_well(bench):
    assert bench.run(lambda: exit_of(bench, lambda: "ignored")) == 0


@pytest.mark.parametrize(("code", "expected"), [(3, 3), (None, 0), (0, 0), ("a message", 1), (-1, 255)])
def test_sys_exit_says_how_it_ended(bench, capsys, code, expected):
    def program():
        def child():
            raise SystemExit(code)

        return exit_of(bench, child)

    assert bench.run(program) == expected
    assert ("a message" in capsys.readouterr().err) == (code == "a message")


def test_an_exception_is_reported_and_kept(bench, capsys):
    def program():
        def child():
            raise LookupError("of a program")

        process = bench.process(child)
        bench.os.waitpid(process.pid, 0)
        return process.exit_code, type(process.error)

    assert bench.run(program) == (1, LookupError)
    assert "LookupError: of a program" in capsys.readouterr().err


def test_underscore_exit_ends_every_thread_at_once(bench):
    unwound = []

    def program():
        def child():
            def sleeper():
                try:
                    bench.sleep(100)
                finally:
                    unwound.append("sleeper")

            bench.spawn(sleeper)
            bench.atexit.register(unwound.append, "atexit")
            bench.spawn(lambda: (bench.sleep(1), bench.os._exit(7)))
            bench.sleep(50)

        return exit_of(bench, child), bench.now, list(unwound)

    assert bench.run(program) == (7, 1.0, [])


def test_abort_is_a_signal(bench):
    assert bench.run(lambda: exit_of(bench, bench.os.abort)) == -6


def test_exit_callbacks_run_last_registered_first_after_threads_ended(bench):
    ran = []

    def program():
        def child():
            bench.atexit.register(lambda: ran.append(("first", bench.now)))
            bench.atexit.register(lambda: (bench.sleep(1), ran.append(("second", bench.now))))
            bench.spawn(lambda: bench.sleep(2))

        return exit_of(bench, child), bench.now

    assert bench.run(program) == (0, 3.0)
    assert ran == [("second", 3.0), ("first", 3.0)]


def test_exit_callbacks_belong_to_a_process(bench):
    ran = []

    def program():
        kept, dropped = (lambda: ran.append("kept")), (lambda: ran.append("dropped"))

        def child():
            bench.atexit.register(kept)
            bench.atexit.register(dropped)
            bench.atexit.unregister(dropped)
            return bench.atexit._ncallbacks()

        bench.atexit.register(lambda: ran.append("parent"))
        exit_of(bench, child)
        return list(ran), bench.atexit._ncallbacks()

    assert bench.run(program) == (["kept"], 1)
    assert ran == ["kept", "parent"]


def test_an_exit_callback_that_fails_does_not_stop_the_others(bench, capsys):
    ran = []

    def program():
        def child():
            bench.atexit.register(lambda: ran.append("reached"))
            bench.atexit.register(lambda: 1 / 0)

        return exit_of(bench, child)

    assert bench.run(program) == 0
    assert ran == ["reached"]
    assert "ZeroDivisionError" in capsys.readouterr().err


# -- who one is


def test_pids_differ_and_children_know_their_parent(bench):
    def program():
        seen = []
        children = [bench.process(lambda: seen.append((bench.os.getpid(), bench.os.getppid()))) for _ in range(2)]
        bench.sleep(1)
        return seen == [(child.pid, bench.os.getpid()) for child in children], len({pid for pid, _ in seen})

    assert bench.run(program) == (True, 2)


def test_an_orphan_is_adopted_by_init(bench):
    parents = []

    def program():
        def middle():
            bench.process(lambda: (bench.sleep(2), parents.append(bench.os.getppid())))

        exit_of(bench, middle)
        bench.sleep(3)

    bench.run(program)
    assert parents == [1]


# -- waiting


def test_wait_takes_whichever_child_ends_first(bench):
    def program():
        children = [bench.process(lambda delay=delay: bench.sleep(delay)) for delay in (3, 1, 2)]
        order = []
        while True:
            try:
                pid, _ = bench.os.wait()
            except ChildProcessError:
                return [[child.pid for child in children].index(pid) for pid in order], bench.now
            order.append(pid)

    assert bench.run(program) == ([1, 2, 0], 3.0)


def test_waitpid_without_waiting(bench):
    def program():
        child = bench.process(lambda: bench.sleep(1))
        early = bench.os.waitpid(child.pid, bench.os.WNOHANG)
        bench.sleep(2)
        late = bench.os.waitpid(-1, bench.os.WNOHANG)
        return early, late == (child.pid, 0)

    assert bench.run(program) == ((0, 0), True)


def test_a_child_is_reaped_once(bench):
    def program():
        child = bench.process(lambda: None)
        bench.sleep(1)
        was_zombie = child.is_zombie()
        bench.os.waitpid(child.pid, 0)
        with pytest.raises(ChildProcessError):
            bench.os.waitpid(child.pid, 0)
        return was_zombie, child.is_zombie()

    assert bench.run(program) == (True, False)


def test_somebody_else_s_child_cannot_be_waited_for(bench):
    def program():
        grandchildren = []

        def child():
            grandchildren.append(bench.process(lambda: bench.sleep(5)))
            bench.sleep(5)

        bench.process(child)
        bench.sleep(1)
        with pytest.raises(ChildProcessError):
            bench.os.waitpid(grandchildren[0].pid, 0)

    bench.run(program)


def test_children_of_who_ignores_sigchld_leave_no_zombies(bench):
    def program():
        bench.signal.signal(17, bench.signal.SIG_IGN)
        child = bench.process(lambda: bench.sleep(1))
        with pytest.raises(ChildProcessError):
            bench.os.waitpid(child.pid, 0)
        return bench.now, child.is_zombie()

    assert bench.run(program) == (1.0, False)


def test_two_threads_may_wait_for_two_children(bench):
    def program():
        children = [bench.process(lambda delay=delay: bench.sleep(delay)) for delay in (2, 1)]
        waiters = [
            bench.spawn(lambda child=child: (bench.os.waitpid(child.pid, 0)[0], bench.now)) for child in children
        ]
        return [waiter.join() for waiter in waiters] == [(children[0].pid, 2.0), (children[1].pid, 1.0)]

    assert bench.run(program) is True


def test_waiting_for_a_child_that_never_ends_is_reported(bench):
    def program():
        lock = bench.thread.allocate_lock()
        lock.acquire()
        child = bench.process(lock.acquire)
        bench.os.waitpid(child.pid, 0)

    with pytest.raises(Stuck) as stuck:
        bench.run(program)
    assert stuck.value.waiting == ["100.0 blocking os.waitpid", "101.0 lock threading.Lock"]


# -- killing


def test_who_is_gone_cannot_be_signalled_but_a_zombie_can(bench):
    def program():
        child = bench.process(lambda: None)
        bench.sleep(1)
        bench.os.kill(child.pid, 0)
        bench.os.kill(child.pid, 15)
        bench.os.waitpid(child.pid, 0)
        with pytest.raises(ProcessLookupError):
            bench.os.kill(child.pid, 0)
        with pytest.raises(OSError) as failed:
            bench.os.kill(bench.os.getpid(), 99)
        return failed.value.errno

    assert bench.run(program) == errno.EINVAL


def test_killing_oneself_ends_at_once(bench):
    reached = []

    def program():
        def child():
            bench.os.kill(bench.os.getpid(), 9)
            reached.append(True)

        return exit_of(bench, child), list(reached)

    assert bench.run(program) == (-9, [])


def test_killing_the_parent_leaves_the_children(bench):
    ended = []

    def program():
        def parent():
            bench.process(lambda: (bench.sleep(3), ended.append(bench.now)))
            bench.sleep(100)

        process = bench.process(parent)
        bench.sleep(1)
        bench.os.kill(process.pid, 9)
        bench.sleep(5)

    bench.run(program)
    assert ended == [3.0]


def test_a_killed_process_gives_back_its_core_and_its_interpreter_lock(one_core):
    bench = one_core

    def program():
        greedy = bench.process(lambda: bench.burn(100))
        other = bench.process(lambda: bench.burn(1))
        bench.sleep(1)
        bench.os.kill(greedy.pid, 9)
        bench.os.waitpid(other.pid, 0)
        return bench.now

    # A second was shared, then half a second of the other's was left.
    assert bench.run(program) == pytest.approx(1.5, abs=0.011)


# -- what is each one's own


def test_output_is_each_one_s_own(bench):
    def program():
        child = bench.process(lambda: bench.os.write(1, b"from the child"))
        bench.os.write(2, b"from the parent")
        bench.os.waitpid(child.pid, 0)
        return child.printed.text(), bench.scheduler.process.printed.text()

    assert bench.run(program) == ("from the child", "from the parent")


def test_images_come_and_go_with_their_processes(bench):
    turns = []

    class Image:
        def __init__(self, name):
            self.name = name

        def __getattr__(self, act):
            return lambda: turns.append((self.name, act))

    def program():
        from world.output import Printed

        image = Image("child")
        process = bench.machine.processes.create(image, Printed())
        bench.machine.processes.start(process, lambda: bench.sleep(1))
        turns.append("created")
        bench.os.waitpid(process.pid, 0)

    bench.run(program)
    ran = turns[turns.index("created") + 1 :]
    assert [act for _, act in ran] == [
        "enter",
        "begin",
        # Asleep, while its parent waits for it without running.
        "finish",
        "flush",
        "leave",
    ]


@pytest.mark.parametrize("name", ["fork", "execv", "posix_spawn", "system"])
def test_what_needs_a_second_interpreter_says_so(bench, name):
    def program():
        with pytest.raises(OSError, match=f"os.{name} is not available") as failed:
            getattr(bench.os, name)()
        return failed.value.errno

    assert bench.run(program) == errno.ENOSYS


def test_the_machine_s_processes_are_not_the_system_s(bench):
    def program():
        return bench.os.getpid() != real_os.getpid(), bench.os.cpu_count()

    assert bench.run(program) == (True, 2)


def test_a_child_has_what_its_parent_set_of_the_system(bench):
    def program():
        mine = bench.scheduler.process.settings
        mine.umask, mine.limits[7], mine.socket_timeout, mine.stack_size = 0o77, (10, 20), 0.5, 65536
        seen = []

        def child():
            own = bench.scheduler.process.settings
            seen.append((own.umask, own.limits[7], own.socket_timeout, own.stack_size))
            own.umask, own.limits[7] = 0, (1, 1)

        bench.os.waitpid(bench.process(child).pid, 0)
        return seen, mine.umask, mine.limits[7]

    assert bench.run(program) == ([(0o77, (10, 20), None, 0)], 0o77, (10, 20))


def test_a_copy_of_a_process_has_the_settings_of_the_program_too():
    settings = Settings(umask=0o27, socket_timeout=1.5, stack_size=65536)
    settings.limits[7] = (10, 20)
    copy = settings.of_child(forked=True)
    assert copy == settings
    copy.limits[7] = (1, 1)
    assert settings.limits[7] == (10, 20)


def test_a_child_ignores_what_its_parent_ignores_and_has_none_of_its_handlers(bench):
    def program():
        signal = bench.signal
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        signal.signal(signal.SIGUSR1, lambda signum, frame: None)
        seen = []
        child = bench.process(lambda: seen.extend(map(signal.getsignal, (signal.SIGHUP, signal.SIGUSR1))))
        bench.os.waitpid(child.pid, 0)
        return seen == [signal.SIG_IGN, signal.SIG_DFL]

    assert bench.run(program)


def test_the_default_timeout_of_sockets_is_a_process_s_own(bench):
    def program():
        bench.socket.setdefaulttimeout(0.5)
        seen = []
        child = bench.process(lambda: seen.append(bench.socket.getdefaulttimeout()))
        bench.os.waitpid(child.pid, 0)
        return seen, bench.socket.getdefaulttimeout()

    assert bench.run(program) == ([None], 0.5)
