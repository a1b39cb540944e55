"""How much sockets and pipes take before a writer waits: as much as Linux lets them."""

from __future__ import annotations

import pytest

MEGABYTE = 1_000_000


def pair(bench):
    listener = bench.socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    near = bench.socket.socket()
    near.connect(listener.getsockname())
    fd, _ = listener._accept()
    listener.close()
    return near, bench.socket.socket(fileno=fd)


def stall(sock) -> int:
    """Sends until nothing more fits."""
    sock.setblocking(False)
    sent = 0
    while True:
        try:
            sent += sock.send(b"x" * 65536)
        except BlockingIOError:
            return sent


def test_who_reads_nothing_lets_some_megabytes_come(bench):
    def program():
        near, _far = pair(bench)
        return stall(near)

    # Linux 6 takes 2.9 (64 kB at a time).
    assert 2.5 * MEGABYTE < bench.run(program) < 3 * MEGABYTE


def test_the_buffer_of_who_reads_grows(bench):
    def program():
        near, far = pair(bench)

        def echo():
            while data := far.recv(65536):
                far.sendall(data)

        bench.spawn(echo, daemon=True)
        near.settimeout(1)
        sent = 0
        try:
            while True:
                sent += near.send(b"x" * 65536)
        except TimeoutError:
            return sent

    # What comes back, what is still to be read, and what is still to be sent: 7.6 on Linux 6.
    assert 7 * MEGABYTE < bench.run(program) < 9.5 * MEGABYTE


def test_what_is_set_stays(bench):
    def program():
        near, far = pair(bench)
        near.setsockopt(1, 7, 10_000)
        far.setsockopt(1, 8, 20_000)
        assert (near.getsockopt(1, 7), far.getsockopt(1, 8)) == (20_000, 40_000)
        first = stall(near)
        far.setblocking(False)
        while True:
            try:
                far.recv(65536)
            except BlockingIOError:
                break
        return first, stall(near), far.getsockopt(1, 8)

    assert bench.run(program) == (40_000, 40_000, 40_000)


def test_a_socket_says_what_linux_says(bench):
    def program():
        fresh = bench.socket.socket()
        near, _far = pair(bench)
        return [(one.getsockopt(1, 7), one.getsockopt(1, 8)) for one in (fresh, near)]

    assert bench.run(program) == [(16384, 131072), (2626560, 131072)]


def test_a_pipe_takes_64_kb_and_no_part_of_what_is_small(bench):
    def program():
        reader, writer = bench.os.pipe()
        bench.os.set_blocking(writer, False)
        taken = bench.os.write(writer, b"x" * 100_000)

        def writable():
            return bool(bench.select.select([], [writer], [], 0)[1])

        full = writable()
        bench.os.read(reader, 100)
        some = writable()
        with pytest.raises(BlockingIOError):
            bench.os.write(writer, b"y" * 4096)
        part = bench.os.write(writer, b"y" * 5000)
        bench.os.read(reader, 4096)
        return taken, full, some, part, writable(), bench.os.write(writer, b"y" * 4096)

    assert bench.run(program) == (65536, False, False, 100, True, 4096)


def test_lines_of_several_writers_stay_whole(bench):
    def program():
        reader, writer = bench.os.pipe()
        for letter in b"ab":
            line = bytes([letter]) * 999 + b"\n"
            bench.spawn(lambda line=line: [bench.os.write(writer, line) for _ in range(200)])
        got = bytearray()
        while len(got) < 400_000:
            bench.sleep(0.001)
            got += bench.os.read(reader, 777)
        return {line for line in bytes(got).split(b"\n") if line}

    assert bench.run(program) == {b"a" * 999, b"b" * 999}
