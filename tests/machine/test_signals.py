"""Signals: who receives them, what is blocked, when handlers run."""

from __future__ import annotations

import signal as numbers

import pytest
from harness.bench import SECOND, Stuck

USR1, USR2, ALRM, TERM, KILL, CHLD = (
    int(getattr(numbers, f"SIG{name}")) for name in ("USR1", "USR2", "ALRM", "TERM", "KILL", "CHLD")
)


@pytest.fixture
def noting(bench):
    """A list, and a handler that notes signal and time in it."""
    noted = []

    def handler(number, frame):
        noted.append((number, bench.now))

    return noted, handler


def test_a_handler_interrupts_a_wait_and_the_wait_goes_on(bench, noting):
    noted, handler = noting

    def program():
        bench.signal.signal(ALRM, handler)
        bench.signal.alarm(1)
        bench.sleep(3)
        return bench.now

    assert bench.run(program) == 3.0
    assert noted == [(ALRM, 1.0)]


def test_what_a_handler_raises_comes_out_of_the_wait(bench):
    def handler(number, frame):
        raise InterruptedError(number)

    def program():
        bench.signal.signal(USR1, handler)
        child_of = bench.os.getpid()
        bench.spawn(lambda: (bench.sleep(1), bench.os.kill(child_of, USR1)))
        with pytest.raises(InterruptedError):
            bench.sleep(10)
        return bench.now

    assert bench.run(program) == 1.0


def test_handlers_run_in_the_main_thread_whoever_sends(bench):
    ran_in = []

    def program():
        bench.signal.signal(USR1, lambda number, frame: ran_in.append(bench.thread.get_ident()))
        me = bench.thread.get_ident()
        bench.spawn(lambda: bench.signal.raise_signal(USR1)).join()
        bench.sleep(1)
        return me

    assert [bench.run(program)] == ran_in


def test_the_frame_is_that_of_the_program_which_was_interrupted(bench):
    frames = []

    def program():
        bench.signal.signal(USR1, lambda number, frame: frames.append(frame.f_code.co_name))
        bench.signal.raise_signal(USR1)

    bench.run(program)
    assert frames == ["program"]


def test_signals_that_come_together_are_handled_by_their_numbers_each_once(bench, noting):
    noted, handler = noting

    def program():
        bench.signal.signal(USR1, handler)
        bench.signal.signal(USR2, handler)
        pid = bench.os.getpid()

        def sender():
            for number in (USR2, USR1, USR2):
                bench.os.kill(pid, number)

        bench.spawn(sender)
        bench.sleep(1)

    bench.run(program)
    assert noted == [(USR1, 0.0), (USR2, 0.0)]


def test_signal_answers_what_was_there_and_getsignal_what_is(bench, noting):
    _, handler = noting

    def program():
        signal = bench.signal
        before = signal.signal(USR1, handler)
        return before, signal.getsignal(USR1) is handler, signal.signal(USR1, signal.SIG_IGN) is handler

    assert bench.run(program) == (0, True, True)


def test_only_the_main_thread_may_install_handlers(bench):
    def program():
        def other():
            with pytest.raises(ValueError, match="only works in main thread"):
                bench.signal.signal(USR1, bench.signal.SIG_IGN)

        bench.spawn(other).join()

    bench.run(program)


@pytest.mark.parametrize(("number", "error"), [(0, ValueError), (65, ValueError), (9, OSError), (19, OSError)])
def test_no_handler_for_what_cannot_be_handled(bench, number, error):
    def program():
        with pytest.raises(error):
            bench.signal.signal(number, bench.signal.SIG_IGN)

    bench.run(program)


# -- default actions


@pytest.mark.parametrize("number", [TERM, KILL, USR1, ALRM])
def test_by_default_a_signal_ends_the_process(bench, number):
    def program():
        child = bench.process(lambda: bench.sleep(100))
        bench.sleep(1)
        bench.os.kill(child.pid, number)
        _, status = bench.os.waitpid(child.pid, 0)
        return bench.os.waitstatus_to_exitcode(status), bench.now

    assert bench.run(program) == (-number, 1.0)


def test_some_are_ignored_by_default(bench):
    def program():
        child = bench.process(lambda: bench.sleep(3))
        for name in ("SIGCHLD", "SIGWINCH", "SIGURG", "SIGCONT"):
            bench.os.kill(child.pid, int(getattr(numbers, name)))
        _, status = bench.os.waitpid(child.pid, 0)
        return status, bench.now

    assert bench.run(program) == (0, 3.0)


def test_an_ignored_signal_wakes_nobody(bench):
    def program():
        def child():
            bench.signal.signal(TERM, bench.signal.SIG_IGN)
            bench.sleep(2)

        process = bench.process(child)
        bench.sleep(1)
        bench.os.kill(process.pid, TERM)
        return bench.os.waitpid(process.pid, 0)[1], bench.now

    assert bench.run(program) == (0, 2.0)


def test_sigkill_cannot_be_blocked(bench):
    def program():
        def child():
            bench.signal.pthread_sigmask(bench.signal.SIG_BLOCK, bench.signal.valid_signals())
            bench.sleep(10)

        process = bench.process(child)
        bench.sleep(1)
        bench.os.kill(process.pid, TERM)
        bench.sleep(1)
        alive = process.exit_code is None
        bench.os.kill(process.pid, KILL)
        return alive, process.exit_code, bench.now

    assert bench.run(program) == (True, -KILL, 2.0)


def test_a_mask_never_holds_what_cannot_be_blocked(bench):
    def program():
        signal = bench.signal
        signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        return signal.pthread_sigmask(signal.SIG_BLOCK, []) == signal.valid_signals() - {KILL, int(numbers.SIGSTOP)}

    assert bench.run(program) is True


def test_keyboard_interrupt_ends_a_program_as_a_shell_expects(bench):
    def program():
        process = bench.process(lambda: bench.sleep(10))
        bench.sleep(1)
        bench.os.kill(process.pid, int(numbers.SIGINT))
        _, status = bench.os.waitpid(process.pid, 0)
        return bench.os.waitstatus_to_exitcode(status), type(process.error)

    assert bench.run(program) == (-2, KeyboardInterrupt)


# -- blocking and waiting for them


def test_a_blocked_signal_waits_until_it_is_unblocked(bench, noting):
    noted, handler = noting

    def program():
        signal = bench.signal
        signal.signal(USR1, handler)
        signal.pthread_sigmask(signal.SIG_BLOCK, [USR1])
        signal.raise_signal(USR1)
        bench.sleep(1)
        pending = set(signal.sigpending())
        before = signal.pthread_sigmask(signal.SIG_UNBLOCK, [USR1])
        return pending, before, set(signal.sigpending())

    assert bench.run(program) == ({USR1}, {USR1}, set())
    assert noted == [(USR1, 1.0)]


def test_what_the_main_thread_blocks_another_thread_receives(bench, noting):
    noted, handler = noting

    def program():
        signal = bench.signal
        signal.signal(USR1, handler)
        # Begins before the main thread blocks the signal, and so does not inherit that.
        bench.spawn(lambda: bench.sleep(5))
        signal.pthread_sigmask(signal.SIG_BLOCK, [USR1])
        bench.os.kill(bench.os.getpid(), USR1)
        bench.sleep(2)

    bench.run(program)
    # CPython's half runs the handler in the main thread all the same.
    assert noted == [(USR1, 0.0)]


def test_sigwait_takes_the_signal_instead_of_the_handler(bench, noting):
    noted, handler = noting

    def program():
        signal = bench.signal
        signal.signal(USR1, handler)
        signal.pthread_sigmask(signal.SIG_BLOCK, [USR1])
        pid = bench.os.getpid()
        bench.spawn(lambda: (bench.sleep(1), bench.os.kill(pid, USR1)))
        got = signal.sigwait([USR1, USR2])
        return got, bench.now, set(signal.sigpending())

    assert bench.run(program) == (USR1, 1.0, set())
    assert noted == []


def test_sigtimedwait_gives_up(bench):
    def program():
        signal = bench.signal
        signal.pthread_sigmask(signal.SIG_BLOCK, [USR1])
        missed = signal.sigtimedwait([USR1], 1.5)
        signal.raise_signal(USR1)
        found = signal.sigtimedwait([USR1], 0)
        return missed, found.si_signo, bench.now

    assert bench.run(program) == (None, USR1, 1.5)


def test_sigtimedwait_refuses_a_time_before_now(bench):
    def program():
        with pytest.raises(ValueError, match="non-negative"):
            bench.signal.sigtimedwait([USR1], -1)

    bench.run(program)


def test_a_thread_s_own_pending_signal_is_nobody_else_s(bench):
    def program():
        signal = bench.signal
        signal.pthread_sigmask(signal.SIG_BLOCK, [USR1])
        thread = bench.spawn(lambda: (bench.sleep(1), set(signal.sigpending()))[1])
        signal.pthread_kill(thread.ident, USR1)
        mine = set(signal.sigpending())
        return mine, thread.join()

    assert bench.run(program) == (set(), {USR1})


def test_pthread_kill_of_nobody(bench):
    def program():
        with pytest.raises(ProcessLookupError):
            bench.signal.pthread_kill(999_999, USR1)
        bench.signal.pthread_kill(bench.thread.get_ident(), 0)

    bench.run(program)


def test_pause_ends_when_a_handler_has_run(bench, noting):
    noted, handler = noting

    def program():
        bench.signal.signal(ALRM, handler)
        bench.signal.setitimer(bench.signal.ITIMER_REAL, 0.25)
        bench.signal.pause()
        return bench.now

    assert bench.run(program) == 0.25
    assert noted == [(ALRM, 0.25)]


def test_pause_without_a_signal_waits_for_ever(bench):
    with pytest.raises(Stuck, match=r"blocking signal\.pause"):
        bench.run(lambda: bench.signal.pause())


# -- the wake-up descriptor


def test_the_wakeup_descriptor_gets_the_number_at_once(bench, noting):
    _, handler = noting

    def program():
        ours, theirs = bench.os.pipe()
        bench.os.set_blocking(theirs, False)
        before = bench.signal.set_wakeup_fd(theirs)
        bench.signal.signal(ALRM, handler)
        bench.signal.alarm(2)
        ready, _, _ = bench.select.select([ours], [], [])
        got = bench.os.read(ours, 10)
        return before, ready == [ours], got, bench.now, bench.signal.set_wakeup_fd(-1) == theirs

    assert bench.run(program) == (-1, True, bytes([ALRM]), 2.0, True)


def test_the_wakeup_descriptor_must_not_block(bench):
    def program():
        _, theirs = bench.os.pipe()
        with pytest.raises(ValueError, match="must be in non-blocking mode"):
            bench.signal.set_wakeup_fd(theirs)

    bench.run(program)


def test_a_handler_that_waits_on_the_same_file_takes_no_wake_up_away(bench):
    """A signal comes while the main thread waits for a byte; the handler reads one itself, and the main thread still gets the next."""
    reads = []

    def program():
        ours, theirs = bench.os.pipe()

        def handler(number, frame):
            reads.append(("handler", bench.os.read(ours, 1), bench.now))

        bench.signal.signal(USR1, handler)
        pid = bench.os.getpid()

        def writer():
            bench.sleep(0.5)
            bench.os.kill(pid, USR1)
            bench.sleep(0.5)
            bench.os.write(theirs, b"a")
            bench.sleep(1)
            bench.os.write(theirs, b"b")

        bench.spawn(writer)
        reads.append(("main", bench.os.read(ours, 1), bench.now))

    bench.run(program)
    assert reads == [("handler", b"a", 1.0), ("main", b"b", 2.0)]


# -- children


def test_the_parent_is_told_of_a_child_s_end(bench, noting):
    noted, handler = noting

    def program():
        bench.signal.signal(CHLD, handler)
        bench.process(lambda: bench.sleep(2))
        bench.sleep(5)

    bench.run(program)
    assert noted == [(CHLD, 2.0)]


def test_handlers_are_each_process_s_own(bench, noting):
    noted, handler = noting

    def program():
        bench.signal.signal(TERM, handler)
        child = bench.process(lambda: bench.sleep(10))
        bench.sleep(1)
        bench.os.kill(child.pid, TERM)
        bench.os.kill(bench.os.getpid(), TERM)
        return child.exit_code

    assert bench.run(program) == -TERM
    assert noted == [(TERM, 1.0)]


# -- timers


def test_an_interval_timer_comes_again_and_again_without_drift(bench, noting):
    noted, handler = noting

    def program():
        bench.signal.signal(ALRM, handler)
        bench.signal.setitimer(bench.signal.ITIMER_REAL, 1, 0.5)
        bench.sleep(2.75)
        left, interval = bench.signal.setitimer(bench.signal.ITIMER_REAL, 0)
        bench.sleep(5)
        return left, interval

    assert bench.run(program) == (0.25, 0.5)
    assert noted == [(ALRM, 1.0), (ALRM, 1.5), (ALRM, 2.0), (ALRM, 2.5)]


def test_alarm_answers_what_was_left_in_whole_seconds(bench):
    def program():
        alarm = bench.signal.alarm
        answers = [alarm(10)]
        bench.sleep(2.25)
        answers.append(alarm(1))
        answers.append(alarm(0))
        answers.append(alarm(0))
        return answers

    assert bench.run(program) == [0, 8, 1, 0]


@pytest.mark.parametrize(("which", "name"), [(1, "SIGVTALRM"), (2, "SIGPROF")])
def test_timers_of_computing_do_not_count_waiting(bench, noting, which, name):
    noted, handler = noting

    def program():
        bench.signal.signal(int(getattr(numbers, name)), handler)
        bench.signal.setitimer(which, 0.02)
        bench.sleep(1)
        bench.burn(0.05)
        bench.sleep(1)

    bench.run(program)
    ((number, when),) = noted
    # The handler runs at the end of a quantum, as CPython's runs between two instructions.
    assert number == int(getattr(numbers, name)) and 1.02 <= when <= 1.025


def test_a_timer_before_now_is_refused(bench):
    def program():
        with pytest.raises(bench.signal.ItimerError):
            bench.signal.setitimer(bench.signal.ITIMER_REAL, -1)
        with pytest.raises(bench.signal.ItimerError):
            bench.signal.getitimer(7)

    bench.run(program)


def test_a_process_s_alarm_goes_with_it(bench):
    def program():
        child = bench.process(lambda: bench.signal.alarm(60))
        bench.os.waitpid(child.pid, 0)
        bench.sleep(1)
        return bench.now

    assert bench.run(program) == 1.0
    assert bench.scheduler.now == SECOND
