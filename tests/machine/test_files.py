"""Descriptors: who owns them, what they stand for, when what they stand for closes."""

from __future__ import annotations

import errno
import os
import stat

import pytest

from world.kernel.files import FIRST, File


def test_numbers_are_reused_from_the_lowest(bench):
    def program():
        a, b = bench.os.pipe()
        c, d = bench.os.pipe()
        bench.os.close(b)
        bench.os.close(c)
        again = bench.os.pipe()
        return (a, b, c, d), again

    assert bench.run(program) == ((FIRST, FIRST + 1, FIRST + 2, FIRST + 3), (FIRST + 1, FIRST + 2))


def test_a_closed_number_stands_for_nothing(bench):
    def program():
        ours, _ = bench.os.pipe()
        bench.os.close(ours)
        for act in (
            lambda: bench.os.close(ours),
            lambda: bench.os.read(ours, 1),
            lambda: bench.os.fstat(ours),
            lambda: bench.os.dup(ours),
        ):
            with pytest.raises(OSError) as failed:
                act()
            assert failed.value.errno == errno.EBADF

    bench.run(program)


def test_what_a_descriptor_stands_for_closes_with_the_last_one(bench):
    def program():
        file = File(bench.files)
        one = bench.files.open(file)
        other = bench.os.dup(one)
        bench.os.close(one)
        still_open = not file.closed
        bench.os.close(other)
        return still_open, file.closed

    assert bench.run(program) == (True, True)


def test_dup2_closes_what_the_number_stood_for(bench):
    def program():
        ours, theirs = bench.os.pipe()
        other_ours, other_theirs = bench.os.pipe()
        answer = bench.os.dup2(theirs, other_theirs)
        ended = bench.os.read(other_ours, 1)
        bench.os.write(other_theirs, b"x")
        return answer == other_theirs, ended, bench.os.read(ours, 1), bench.os.dup2(theirs, theirs) == theirs

    assert bench.run(program) == (True, b"", b"x", True)


def test_dup2_to_a_number_ahead_leaves_the_numbers_between_free(bench):
    def program():
        ours, _theirs = bench.os.pipe()
        bench.os.dup2(ours, FIRST + 5)
        return [bench.os.dup(ours) for _ in range(4)]

    assert bench.run(program) == [FIRST + 2, FIRST + 3, FIRST + 4, FIRST + 6]


def test_blocking_belongs_to_what_is_open_not_to_the_number(bench):
    def program():
        ours, _ = bench.os.pipe()
        copy = bench.os.dup(ours)
        bench.os.set_blocking(copy, False)
        return bench.os.get_blocking(ours)

    assert bench.run(program) is False


def test_what_a_process_leaves_open_the_system_closes(bench):
    def program():
        ours, theirs = bench.os.pipe()
        kept = bench.files.get(theirs)

        def child():
            # A child's own descriptor of the same pipe, as after a fork.
            bench.files.open(kept)
            bench.sleep(2)

        process = bench.process(child)
        bench.sleep(1)
        bench.os.close(theirs)
        end = bench.os.read(ours, 1), bench.now
        return end, len(process.descriptors)

    assert bench.run(program) == ((b"", 2.0), 0)


def test_what_closes_others_when_it_closes_is_closed_with_them(bench):
    class Leader(File):
        def close(self) -> None:
            bench.files.close(self.other)

    def program():
        def child():
            leader = Leader(bench.files)
            bench.files.open(leader)
            leader.other = bench.files.open(File(bench.files))
            bench.sleep(1)

        process = bench.process(child)
        bench.sleep(2)
        return process.exit_code, len(process.descriptors)

    assert bench.run(program) == (0, 0)


def test_a_killed_process_leaves_nothing_open(bench):
    def program():
        pipes = []

        def child():
            pipes.append(bench.os.pipe())
            bench.sleep(100)

        process = bench.process(child)
        bench.sleep(1)
        open_before = set(bench.files.table)
        bench.os.kill(process.pid, 9)
        return set(pipes[0]) <= open_before, set(pipes[0]) & set(bench.files.table)

    assert bench.run(program) == (True, set())


def test_fstat_tells_kinds_apart(bench):
    def program():
        ours, _ = bench.os.pipe()
        left, _right = bench.socket.socketpair()
        return [
            stat.S_ISFIFO(bench.os.fstat(ours).st_mode),
            stat.S_ISSOCK(bench.os.fstat(left.fileno()).st_mode),
            bench.os.isatty(ours),
        ]

    assert bench.run(program) == [True, True, False]


def test_there_is_no_place_in_a_pipe_or_socket(bench):
    def program():
        ours, _ = bench.os.pipe()
        for act in (lambda: bench.os.lseek(ours, 0, 0), lambda: bench.os.pread(ours, 1, 0)):
            with pytest.raises(OSError) as failed:
                act()
            assert failed.value.errno == errno.ESPIPE

    bench.run(program)


def test_descriptors_of_the_disk_stay_the_system_s_own(bench, tmp_path):
    def program():
        number = os.open(tmp_path / "file", os.O_RDWR | os.O_CREAT)
        bench.os.write(number, b"on the disk")
        size = bench.os.fstat(number).st_size
        bench.os.close(number)
        with pytest.raises(OSError):
            os.fstat(number)
        return number < FIRST, size

    assert bench.run(program) == (True, 11)


def test_descriptors_are_not_inherited_unless_told(bench):
    def program():
        ours, _ = bench.os.pipe()
        before = bench.os.get_inheritable(ours)
        bench.os.set_inheritable(ours, True)
        return before, bench.os.get_inheritable(ours)

    assert bench.run(program) == (False, True)


def test_fcntl_tells_and_sets_the_mode(bench):
    import fcntl

    def program():
        ours, theirs = bench.os.pipe()
        modes = [bench.fcntl(number, fcntl.F_GETFL) & os.O_ACCMODE for number in (ours, theirs)]
        bench.fcntl(ours, fcntl.F_SETFL, os.O_NONBLOCK)
        return modes, bench.os.get_blocking(ours), bool(bench.fcntl(ours, fcntl.F_GETFL) & os.O_NONBLOCK)

    assert bench.run(program) == ([os.O_RDONLY, os.O_WRONLY], False, True)


# -- waiting on a file


def test_waiting_gives_up_at_an_instant(bench):
    def program():
        file = File(bench.files)
        return file.wait(lambda: False, bench.scheduler.now + 5, "a test"), bench.scheduler.now, len(file.waiters)

    assert bench.run(program) == (False, 5, 0)


def test_a_notice_that_changes_nothing_lets_nobody_go(bench):
    def program():
        file, state = File(bench.files), []
        waiter = bench.spawn(lambda: (file.wait(lambda: bool(state), None, "a test"), bench.now))
        bench.sleep(1)
        file.notify()
        bench.sleep(1)
        state.append(1)
        file.notify()
        return waiter.join()

    assert bench.run(program) == (True, 2.0)


def test_who_is_interrupted_leaves_no_trace_in_the_file(bench):
    def program():
        file = File(bench.files)

        def handler(number, frame):
            raise InterruptedError

        bench.signal.signal(14, handler)
        bench.signal.alarm(1)
        with pytest.raises(InterruptedError):
            file.wait(lambda: False, None, "a test")
        return len(file.waiters)

    assert bench.run(program) == 0


def test_a_file_held_for_somebody_stays_open(bench):
    def program():
        files = bench.files
        file = File(files)
        number = files.open(file)
        held = files.hold(number)
        files.close(number)
        kept = not file.closed
        taken = files.take(held)
        files.close(taken)
        return kept, file.closed

    assert bench.run(program) == (True, True)
