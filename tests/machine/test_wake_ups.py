"""No wake-up is lost when the handler of a signal waits for the same thing as what it interrupted."""

from __future__ import annotations

import pytest


def later(bench, seconds, act):
    def body():
        bench.sleep(seconds)
        act()

    bench.spawn(body)


def interrupt_with(bench, act, seconds=0.5):
    bench.signal.signal(bench.signal.SIGALRM, lambda *_: act())
    bench.signal.setitimer(bench.signal.ITIMER_REAL, seconds)


def test_of_a_pipe(bench):
    seen = []

    def read(who, fd):
        data = bench.os.read(fd, 1)
        seen.append((who, data, bench.now))

    def program():
        reader, writer = bench.os.pipe()
        interrupt_with(bench, lambda: read("handler", reader))
        later(bench, 1, lambda: bench.os.write(writer, b"a"))
        later(bench, 2, lambda: bench.os.write(writer, b"b"))
        read("main", reader)

    bench.run(program)
    assert seen == [("handler", b"a", 1.0), ("main", b"b", 2.0)]


@pytest.mark.parametrize("way", ["recv", "accept", "select", "poll", "epoll"])
def test_of_sockets(bench, way):
    seen = []

    def program():
        listener = bench.socket.socket()
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        address = listener.getsockname()
        near = bench.socket.socket()
        near.connect(address)
        far, _ = listener._accept()
        far = bench.socket.socket(fileno=far)

        def read(who):
            if way == "recv":
                data = far.recv(1)
            elif way == "accept":
                fd, _ = listener._accept()
                bench.os.close(fd)
                data = b""
            elif way == "select":
                assert bench.select.select([far], [], [])[0] == [far]
                data = far.recv(1)
            else:
                polling = bench.select.poll() if way == "poll" else bench.select.epoll()
                polling.register(far, bench.select.POLLIN)
                assert polling.poll() == [(far.fileno(), bench.select.POLLIN)]
                data = far.recv(1)
            seen.append((who, data, bench.now))

        def act(data):
            if way == "accept":
                client = bench.socket.socket()
                client.connect(address)
            else:
                near.send(data)

        interrupt_with(bench, lambda: read("handler"))
        later(bench, 1, lambda: act(b"a"))
        later(bench, 2, lambda: act(b"b"))
        read("main")

    bench.run(program)
    a, b = (b"", b"") if way == "accept" else (b"a", b"b")
    assert seen == [("handler", a, 1.0), ("main", b, 2.0)]


def test_of_a_thread_that_is_joined(bench):
    seen = []

    def program():
        thread = bench.spawn(lambda: bench.sleep(1))

        def join(who):
            thread.join()
            seen.append((who, bench.now))

        interrupt_with(bench, lambda: join("handler"))
        join("main")

    bench.run(program)
    assert seen == [("handler", 1.0), ("main", 1.0)]


def test_of_a_thread_that_is_joined_again_and_again(bench):
    def program():
        thread = bench.spawn(lambda: bench.sleep(10))
        for _ in range(5):
            thread.join(1)
        return len(thread.handle._green.joiners)

    assert bench.run(program) == 0


def test_of_a_lock(bench):
    seen = []

    def program():
        lock = bench.thread.allocate_lock()
        lock.acquire()

        def take(who):
            lock.acquire()
            seen.append((who, bench.now))

        interrupt_with(bench, lambda: take("handler"))
        later(bench, 1, lock.release)
        later(bench, 2, lock.release)
        take("main")

    bench.run(program)
    # Who came first is served first; the handler stands above it and so goes on last.
    assert sorted(seen) == [("handler", 2.0), ("main", 2.0)]


def test_of_a_child(bench):
    seen = []

    def program():
        first = bench.process(lambda: bench.sleep(1))
        second = bench.process(lambda: bench.sleep(2))

        def wait(who):
            pid, _ = bench.os.waitpid(-1, 0)
            seen.append((who, [first.pid, second.pid].index(pid), bench.now))

        interrupt_with(bench, lambda: wait("handler"))
        wait("main")

    bench.run(program)
    assert seen == [("handler", 0, 1.0), ("main", 1, 2.0)]


def test_waiters_of_a_file_keep_their_turn(bench):
    order = []

    def program():
        reader, writer = bench.os.pipe()

        def read(name):
            for _ in range(3):
                bench.os.read(reader, 1)
                order.append(name)

        for name in "abc":
            bench.spawn(lambda name=name: read(name))
        for _ in range(9):
            bench.sleep(1)
            bench.os.write(writer, b"x")

    bench.run(program)
    assert "".join(order) == "abcabcabc"
