"""select, poll and epoll: what is ready, who wakes, and when it stops mattering."""

from __future__ import annotations

import errno
import select as numbers

import pytest
from harness.bench import Stuck

IN, OUT, HUP, ERR = numbers.POLLIN, numbers.POLLOUT, numbers.POLLHUP, numbers.POLLERR


@pytest.fixture(params=["select", "poll", "epoll"])
def wait_readable(bench, request):
    """Waits until one of some descriptors can be read, or for `timeout` seconds; answers which, in one of three ways."""

    def with_select(fds, timeout):
        return bench.select.select(fds, [], [], timeout)[0]

    def with_poll(fds, timeout):
        poll = bench.select.poll()
        for fd in fds:
            poll.register(fd, IN)
        return [fd for fd, _ in poll.poll(None if timeout is None else timeout * 1000)]

    def with_epoll(fds, timeout):
        with bench.select.epoll() as epoll:
            for fd in fds:
                epoll.register(fd, IN)
            return [fd for fd, _ in epoll.poll(timeout)]

    return {"select": with_select, "poll": with_poll, "epoll": with_epoll}[request.param]


def test_it_answers_at_once_when_something_is_ready(bench, wait_readable):
    def program():
        ours, theirs = bench.os.pipe()
        bench.os.write(theirs, b"x")
        return wait_readable([ours], None) == [ours], bench.now

    assert bench.run(program) == (True, 0.0)


def test_it_waits_until_something_is(bench, wait_readable):
    def program():
        pipes = [bench.os.pipe() for _ in range(3)]
        bench.spawn(lambda: (bench.sleep(1.5), bench.os.write(pipes[1][1], b"x")))
        return wait_readable([ours for ours, _ in pipes], 10) == [pipes[1][0]], bench.now

    assert bench.run(program) == (True, 1.5)


def test_it_gives_up_at_its_timeout(bench, wait_readable):
    def program():
        ours, _theirs = bench.os.pipe()
        return wait_readable([ours], 0.25), bench.now, wait_readable([ours], 0), bench.now

    assert bench.run(program) == ([], 0.25, [], 0.25)


def test_it_tells_of_the_end_of_a_stream(bench, wait_readable):
    def program():
        left, right = bench.socket.socketpair()
        bench.spawn(lambda: (bench.sleep(1), right.close()))
        return wait_readable([left.fileno()], None) == [left.fileno()], bench.now

    assert bench.run(program) == (True, 1.0)


def test_it_tells_of_a_connection_to_accept(bench, wait_readable):
    def program():
        listener = bench.socket.socket()
        listener.bind(("127.0.0.1", 8000))
        listener.listen()
        bench.spawn(lambda: (bench.sleep(1), bench.socket.socket().connect(("127.0.0.1", 8000))))
        return wait_readable([listener.fileno()], None) == [listener.fileno()], bench.now

    assert bench.run(program) == (True, 1.0)


def test_several_threads_may_wait_on_one_file(bench, wait_readable):
    def program():
        ours, theirs = bench.os.pipe()
        threads = [bench.spawn(lambda: (bool(wait_readable([ours], None)), bench.now)) for _ in range(3)]
        bench.sleep(1)
        bench.os.write(theirs, b"x")
        return [thread.join() for thread in threads]

    assert bench.run(program) == [(True, 1.0)] * 3


def test_a_wait_that_nothing_can_end_is_reported(bench, wait_readable):
    def program():
        ours, _theirs = bench.os.pipe()
        wait_readable([ours], None)

    with pytest.raises(Stuck, match=r"100\.0 poll"):
        bench.run(program)


def test_a_handler_that_waits_on_the_same_file_takes_no_wake_up_away(bench, wait_readable):
    def program():
        ours, theirs = bench.os.pipe()
        seen = []

        def handler(number, frame):
            seen.append((wait_readable([ours], 1), bench.now))

        bench.signal.signal(14, handler)
        bench.signal.alarm(1)
        bench.spawn(lambda: (bench.sleep(3), bench.os.write(theirs, b"x")))
        seen.append((wait_readable([ours], None) == [ours], bench.now))
        return seen

    assert bench.run(program) == [([], 2.0), (True, 3.0)]


# -- each its own


def test_select_sorts_by_what_was_asked(bench):
    def program():
        ours, theirs = bench.os.pipe()
        left, right = bench.socket.socketpair()
        right.send(b"x")
        return bench.select.select([ours, left], [theirs, left], [ours], 0) == ([left], [theirs, left], [])

    assert bench.run(program) is True


def test_select_takes_what_has_a_fileno_and_refuses_the_rest(bench):
    def program():
        with pytest.raises(TypeError):
            bench.select.select(["x"], [], [], 0)
        with pytest.raises(ValueError):
            bench.select.select([-1], [], [], 0)
        with pytest.raises(ValueError, match="non-negative"):
            bench.select.select([], [], [], -1)
        with pytest.raises(OSError) as failed:
            bench.select.select([5000], [], [], 0)
        return failed.value.errno

    assert bench.run(program) == errno.EBADF


def test_select_of_nothing_sleeps(bench):
    def program():
        bench.select.select([], [], [], 2)
        return bench.now

    assert bench.run(program) == 2.0


def test_poll_tells_what_is_not_open(bench):
    def program():
        ours, _theirs = bench.os.pipe()
        poll = bench.select.poll()
        poll.register(ours, IN)
        bench.os.close(ours)
        return poll.poll(0) == [(ours, numbers.POLLNVAL)]

    assert bench.run(program) is True


def test_poll_tells_of_hang_ups_unasked(bench):
    def program():
        ours, theirs = bench.os.pipe()
        poll = bench.select.poll()
        poll.register(ours, 0)
        poll.register(theirs, 0)
        quiet = poll.poll(0)
        bench.os.close(theirs)
        poll.unregister(theirs)
        return quiet, poll.poll(0) == [(ours, HUP)]

    assert bench.run(program) == ([], True)


def test_poll_rounds_no_wait_to_nothing(bench):
    def program():
        bench.select.poll().poll(0.5)
        return bench.scheduler.now

    assert bench.run(program) == 500_000


def test_poll_knows_only_what_was_registered(bench):
    def program():
        ours, _ = bench.os.pipe()
        poll = bench.select.poll()
        with pytest.raises(KeyError):
            poll.unregister(ours)
        with pytest.raises(OSError) as failed:
            poll.modify(ours, IN)
        return failed.value.errno

    assert bench.run(program) == errno.ENOENT


def test_level_triggered_epoll_tells_again_until_it_is_read(bench):
    def program():
        ours, theirs = bench.os.pipe()
        epoll = bench.select.epoll()
        epoll.register(ours, IN)
        bench.os.write(theirs, b"ab")
        answers = [epoll.poll(0)]
        bench.os.read(ours, 1)
        answers.append(epoll.poll(0))
        bench.os.read(ours, 1)
        answers.append(epoll.poll(0))
        return answers == [[(ours, IN)], [(ours, IN)], []]

    assert bench.run(program) is True


def test_edge_triggered_epoll_tells_once_for_each_change(bench):
    def program():
        ours, theirs = bench.os.pipe()
        epoll = bench.select.epoll()
        epoll.register(ours, IN | numbers.EPOLLET)
        answers = []
        for _ in range(2):
            bench.os.write(theirs, b"a")
            answers += [epoll.poll(0), epoll.poll(0)]
        return answers == [[(ours, IN)], [], [(ours, IN)], []]

    assert bench.run(program) is True


def test_one_shot_epoll_is_silent_until_it_is_armed_again(bench):
    def program():
        ours, theirs = bench.os.pipe()
        epoll = bench.select.epoll()
        epoll.register(ours, IN | numbers.EPOLLONESHOT)
        bench.os.write(theirs, b"a")
        answers = [epoll.poll(0), epoll.poll(0)]
        epoll.modify(ours, IN | numbers.EPOLLONESHOT)
        answers.append(epoll.poll(0))
        return answers == [[(ours, IN)], [], [(ours, IN)]]

    assert bench.run(program) is True


def test_epoll_hears_of_what_is_registered_while_it_waits(bench):
    def program():
        ours, theirs = bench.os.pipe()
        bench.os.write(theirs, b"x")
        epoll = bench.select.epoll()
        bench.spawn(lambda: (bench.sleep(1), epoll.register(ours, IN)))
        return epoll.poll(5) == [(ours, IN)], bench.now

    assert bench.run(program) == (True, 1.0)


def test_epoll_forgets_what_is_closed(bench):
    def program():
        ours, theirs = bench.os.pipe()
        epoll = bench.select.epoll()
        epoll.register(ours, IN)
        bench.os.close(ours)
        again, _ = bench.os.pipe()
        silent = epoll.poll(0)
        epoll.register(again, IN)
        return again == ours, silent, theirs is not None

    assert bench.run(program) == (True, [], True)


def test_epoll_s_errors(bench, tmp_path):
    def program():
        ours, _ = bench.os.pipe()
        epoll = bench.select.epoll()
        numbers_of = []
        with open(tmp_path / "file", "w") as file:
            for act in (
                lambda: epoll.modify(ours, IN),
                lambda: epoll.unregister(ours),
                lambda: epoll.register(5000, IN),
                lambda: epoll.register(epoll.fileno(), IN),
                lambda: epoll.register(file.fileno(), IN),
                lambda: (epoll.register(ours, IN), epoll.register(ours, IN)),
            ):
                with pytest.raises(OSError) as failed:
                    act()
                numbers_of.append(failed.value.errno)
        epoll.close()
        with pytest.raises(ValueError, match="closed epoll object"):
            epoll.poll(0)
        return numbers_of

    assert bench.run(program) == [
        errno.ENOENT,
        errno.ENOENT,
        errno.EBADF,
        errno.EINVAL,
        errno.EPERM,
        errno.EEXIST,
    ]


def test_an_epoll_set_may_be_watched_itself(bench):
    def program():
        ours, theirs = bench.os.pipe()
        inner, outer = bench.select.epoll(), bench.select.epoll()
        inner.register(ours, IN)
        outer.register(inner.fileno(), IN)
        bench.spawn(lambda: (bench.sleep(1), bench.os.write(theirs, b"x")))
        return outer.poll(5) == [(inner.fileno(), IN)], bench.now

    assert bench.run(program) == (True, 1.0)


def test_epoll_answers_no_more_than_asked_and_the_rest_next_time(bench):
    def program():
        pipes = [bench.os.pipe() for _ in range(4)]
        epoll = bench.select.epoll()
        for ours, theirs in pipes:
            epoll.register(ours, IN)
            bench.os.write(theirs, b"x")
        first = epoll.poll(0, 2)
        return len(first), len(epoll.poll(0))

    assert bench.run(program) == (2, 4)


def test_a_listener_s_new_self_is_still_watched(bench):
    """Listening makes another file of a socket; who watched the socket watches that."""

    def program():
        listener = bench.socket.socket()
        listener.bind(("127.0.0.1", 8000))
        epoll = bench.select.epoll()
        epoll.register(listener.fileno(), IN)
        listener.listen()
        epoll.poll(0)
        bench.spawn(lambda: (bench.sleep(1), bench.socket.socket().connect(("127.0.0.1", 8000))))
        return epoll.poll(5) == [(listener.fileno(), IN)], bench.now

    assert bench.run(program) == (True, 1.0)


def test_the_published_selectors_stand_on_it(bench):
    selectors = bench.published("selectors")

    def program():
        left, right = bench.socket.socketpair()
        with selectors.DefaultSelector() as selector:
            selector.register(left, selectors.EVENT_READ, data="left")
            silent = selector.select(0)
            right.send(b"x")
            ready = [(key.data, events) for key, events in selector.select(1)]
        return type(selector).__name__, silent, ready

    assert bench.run(program) == ("EpollSelector", [], [("left", selectors.EVENT_READ)])
