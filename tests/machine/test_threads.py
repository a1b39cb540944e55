"""`_thread`: starting, joining, names and idents, what a thread leaves behind."""

from __future__ import annotations

import gc

import pytest


def test_start_new_thread_passes_arguments_and_answers_the_ident(bench):
    seen = []

    def body(*args, **kwargs):
        seen.append((args, kwargs, bench.thread.get_ident()))

    def program():
        ident = bench.thread.start_new_thread(body, (1, 2), {"three": 3})
        bench.sleep(1)
        return ident

    ident = bench.run(program)
    assert seen == [((1, 2), {"three": 3}, ident)]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ((None, ()), "first arg must be callable"),
        ((print, [1]), "2nd arg must be a tuple"),
        ((print, (), []), "optional 3rd arg must be a dictionary"),
    ],
)
def test_start_new_thread_checks_its_arguments(bench, args, message):
    def program():
        with pytest.raises(TypeError, match=message):
            bench.thread.start_new_thread(*args)

    bench.run(program)


def test_join_waits_until_the_thread_ends(bench):
    def program():
        thread = bench.spawn(lambda: bench.sleep(2))
        thread.join()
        return bench.now, thread.handle.is_done()

    assert bench.run(program) == (2.0, True)


def test_join_with_a_timeout_gives_up(bench):
    def program():
        thread = bench.spawn(lambda: bench.sleep(2))
        thread.join(0.5)
        first = bench.now, thread.handle.is_done()
        thread.join(10)
        return first, (bench.now, thread.handle.is_done())

    assert bench.run(program) == ((0.5, False), (2.0, True))


def test_many_may_join_one_thread(bench):
    def program():
        thread = bench.spawn(lambda: bench.sleep(1))
        others = [bench.spawn(lambda: (thread.join(), bench.now)[1]) for _ in range(3)]
        return [other.join() for other in others]

    assert bench.run(program) == [1.0, 1.0, 1.0]


def test_a_thread_cannot_join_itself(bench):
    def program():
        handles = []

        def body():
            bench.sleep(1)
            with pytest.raises(RuntimeError, match="Cannot join current thread"):
                handles[0].join()

        thread = bench.spawn(body)
        handles.append(thread.handle)
        thread.join()

    bench.run(program)


def test_a_handle_of_no_thread_cannot_be_joined(bench):
    def program():
        with pytest.raises(RuntimeError, match="thread not started"):
            bench.thread._ThreadHandle().join()

    bench.run(program)


def test_idents_differ_and_the_main_threads_is_known(bench):
    def program():
        me = bench.thread.get_ident()
        idents = {bench.spawn(bench.thread.get_ident).join() for _ in range(3)}
        return me == bench.thread._get_main_thread_ident(), me in idents, len(idents)

    assert bench.run(program) == (True, False, 3)


def test_the_names_that_the_system_shows_are_cut_to_fifteen_bytes(bench):
    def program():
        bench.thread.set_name("a name that is too long")
        here = bench.thread._get_name()
        there = bench.spawn(bench.thread._get_name).join()
        with pytest.raises(TypeError):
            bench.thread.set_name(1)
        return here, there

    assert bench.run(program) == ("a name that is ", "")


def test_count_is_of_threads_beside_the_main_one(bench):
    def program():
        threads = [bench.spawn(lambda: bench.sleep(1)) for _ in range(3)]
        before = bench.thread._count()
        for thread in threads:
            thread.join()
        return before, bench.thread._count()

    assert bench.run(program) == (3, 0)


def test_what_a_thread_raises_ends_that_thread_only(bench, capsys):
    def fail():
        raise LookupError("in a thread")

    def program():
        bench.thread.start_new_thread(fail, ())
        bench.thread.start_new_thread(bench.thread.exit, ())
        bench.sleep(1)
        return bench.thread._count()

    assert bench.run(program) == 0
    told = capsys.readouterr().err
    assert "Exception ignored in thread started by" in told and "LookupError: in a thread" in told
    assert "SystemExit" not in told


def test_a_process_waits_for_its_threads_but_not_for_daemons(bench):
    def program():
        def child():
            bench.spawn(lambda: bench.sleep(3))
            bench.spawn(lambda: bench.sleep(100), daemon=True)

        process = bench.process(child)
        bench.os.waitpid(process.pid, 0)
        return bench.now

    assert bench.run(program) == 3.0


def test_threads_that_a_thread_starts_at_the_end_are_waited_for_too(bench):
    def program():
        def late():
            bench.sleep(1)
            bench.spawn(lambda: bench.sleep(1))

        process = bench.process(lambda: bench.spawn(late))
        bench.os.waitpid(process.pid, 0)
        return bench.now

    assert bench.run(program) == 2.0


def test_no_more_threads_start_than_the_machine_holds(bench, monkeypatch):
    from world import limits

    monkeypatch.setattr(limits, "THREADS", 5)

    def program():
        for _ in range(4):
            bench.spawn(lambda: bench.sleep(1))
        with pytest.raises(RuntimeError, match="can't start new thread"):
            bench.spawn(lambda: None)
        bench.sleep(1)
        bench.sleep(1)
        return bench.spawn(lambda: "room again").join()

    assert bench.run(program) == "room again"


def test_interrupt_main_runs_the_handler_in_the_main_thread(bench):
    seen = []

    def program():
        bench.signal.signal(2, lambda number, frame: seen.append((number, bench.thread.get_ident())))
        main = bench.thread.get_ident()
        bench.spawn(bench.thread.interrupt_main)
        bench.sleep(1)
        return main, bench.now

    main, now = bench.run(program)
    assert (seen, now) == ([(2, main)], 1.0)


def test_stack_size_is_kept_and_checked(bench):
    def program():
        stack_size = bench.thread.stack_size
        with pytest.raises(ValueError, match="size not valid"):
            stack_size(100)
        return stack_size(65536), stack_size(0), stack_size()

    assert bench.run(program) == (0, 65536, 0)


# -- attributes of their own


def test_each_thread_has_attributes_of_its_own(bench):
    def program():
        local = bench.thread._local()
        local.value = "main"

        def body():
            had = hasattr(local, "value")
            local.value = "thread"
            bench.sleep(1)
            return had, local.value

        thread = bench.spawn(body)
        bench.sleep(0.5)
        during = local.value
        return during, thread.join(), local.value

    assert bench.run(program) == ("main", (False, "thread"), "main")


def test_a_subclass_of_local_is_initialised_once_in_every_thread(bench):
    made = []

    def program():
        class Counted(bench.thread._local):
            def __init__(self, start):
                made.append(bench.thread.get_ident())
                self.count = start

        counted = Counted(5)

        def body():
            counted.count += 1
            counted.count += 1
            return counted.count

        return bench.spawn(body).join(), bench.spawn(body).join(), counted.count

    assert bench.run(program) == (7, 7, 5)
    assert len(made) == len(set(made)) == 3


def test_the_attributes_of_a_thread_go_when_it_ends(bench):
    gone = []

    class Held:
        def __del__(self):
            gone.append(bench.now)

    def program():
        local = bench.thread._local()

        def body():
            local.held = Held()
            bench.sleep(1)

        bench.spawn(body).join()
        return list(gone)

    gc.disable()
    try:
        assert bench.run(program) == [1.0]
    finally:
        gc.enable()


# -- the published `threading` above it


def test_threading_starts_names_and_lists_threads(bench):
    threading = bench.published("threading")

    def program():
        thread = threading.Thread(target=bench.sleep, args=(1,), name="worker")
        thread.start()
        during = sorted(one.name for one in threading.enumerate())
        thread.join()
        return during, thread.is_alive(), threading.active_count(), bench.now

    during, alive, count, now = bench.run(program)
    assert "worker" in during and (alive, count, now) == (False, 1, 1.0)


def test_a_barrier_lets_all_go_at_once_when_the_last_one_comes(bench):
    threading = bench.published("threading")

    def program():
        barrier = threading.Barrier(3)

        def body(delay):
            bench.sleep(delay)
            barrier.wait()
            return bench.now

        threads = [bench.spawn(lambda delay=delay: body(delay)) for delay in (1, 2, 3)]
        return [thread.join() for thread in threads]

    assert bench.run(program) == [3.0, 3.0, 3.0]


def test_a_timer_runs_late_or_never_when_cancelled(bench):
    threading = bench.published("threading")
    fired = []

    def program():
        kept = threading.Timer(2, lambda: fired.append(bench.now))
        dropped = threading.Timer(1, lambda: fired.append("never"))
        kept.start()
        dropped.start()
        bench.sleep(0.5)
        dropped.cancel()
        kept.join()
        dropped.join()

    bench.run(program)
    assert fired == [2.0]
