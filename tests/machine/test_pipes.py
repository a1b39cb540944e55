"""Pipes: order, room, ends that close."""

from __future__ import annotations

import pytest
from harness.bench import Stuck

from world import limits

ROOM = limits.PIPE


def test_bytes_come_out_in_the_order_in_which_they_went_in(bench):
    def program():
        ours, theirs = bench.os.pipe()
        written = [bench.os.write(theirs, part) for part in (b"abc", b"", b"defgh")]
        return written, bench.os.read(ours, 2), bench.os.read(ours, 100)

    assert bench.run(program) == ([3, 0, 5], b"ab", b"cdefgh")


def test_a_reader_waits_for_the_first_byte(bench):
    def program():
        ours, theirs = bench.os.pipe()
        bench.spawn(lambda: (bench.sleep(2), bench.os.write(theirs, b"late")))
        return bench.os.read(ours, 10), bench.now

    assert bench.run(program) == (b"late", 2.0)


def test_the_end_comes_when_the_last_writer_has_closed(bench):
    def program():
        ours, theirs = bench.os.pipe()
        copy = bench.os.dup(theirs)
        bench.os.write(theirs, b"rest")
        bench.os.close(theirs)

        def close():
            bench.sleep(1)
            bench.os.close(copy)

        bench.spawn(close)
        return bench.os.read(ours, 10), bench.os.read(ours, 10), bench.now, bench.os.read(ours, 10)

    assert bench.run(program) == (b"rest", b"", 1.0, b"")


def test_a_writer_waits_for_room_and_all_arrives(bench):
    def program():
        ours, theirs = bench.os.pipe()
        data = bytes(range(256)) * (ROOM // 128)
        writer = bench.spawn(lambda: (bench.os.write(theirs, data), bench.now))
        bench.sleep(1)
        got = bytearray()
        while len(got) < len(data):
            got += bench.os.read(ours, 100_000)
        return writer.join() == (len(data), 1.0), got == data

    assert bench.run(program) == (True, True)


def test_without_room_a_nonblocking_writer_is_told_how_far_it_came(bench):
    def program():
        _, theirs = bench.os.pipe()
        bench.os.set_blocking(theirs, False)
        written = bench.os.write(theirs, b"x" * (ROOM + 10))
        with pytest.raises(BlockingIOError):
            bench.os.write(theirs, b"y")
        return written

    assert bench.run(program) == ROOM


def test_an_empty_pipe_does_not_keep_a_nonblocking_reader(bench):
    def program():
        ours, _ = bench.os.pipe()
        bench.os.set_blocking(ours, False)
        with pytest.raises(BlockingIOError):
            bench.os.read(ours, 1)
        return bench.os.get_blocking(ours)

    assert bench.run(program) is False


def test_nobody_reads_any_more(bench):
    def program():
        ours, theirs = bench.os.pipe()
        bench.os.close(ours)
        with pytest.raises(BrokenPipeError):
            bench.os.write(theirs, b"x")

    bench.run(program)


def test_a_writer_that_waits_for_room_hears_that_the_reader_went(bench):
    def program():
        ours, theirs = bench.os.pipe()
        bench.spawn(lambda: (bench.sleep(1), bench.os.close(ours)))
        with pytest.raises(BrokenPipeError):
            bench.os.write(theirs, b"x" * (2 * ROOM))
        return bench.now

    assert bench.run(program) == 1.0


def test_each_end_has_one_direction(bench):
    def program():
        ours, theirs = bench.os.pipe()
        with pytest.raises(OSError, match="Bad file descriptor"):
            bench.os.read(theirs, 1)
        with pytest.raises(OSError, match="Bad file descriptor"):
            bench.os.write(ours, b"x")

    bench.run(program)


def test_several_readers_share_what_comes(bench):
    def program():
        ours, theirs = bench.os.pipe()
        readers = [bench.spawn(lambda: (bench.os.read(ours, 1), bench.now)) for _ in range(3)]
        for number in range(3):
            bench.sleep(1)
            bench.os.write(theirs, bytes([97 + number]))
        return sorted(reader.join() for reader in readers)

    assert bench.run(program) == [(b"a", 1.0), (b"b", 2.0), (b"c", 3.0)]


def test_a_read_that_nobody_will_answer_is_reported(bench):
    def program():
        ours, _theirs = bench.os.pipe()
        bench.os.read(ours, 1)

    with pytest.raises(Stuck, match=r"blocking os\.read"):
        bench.run(program)


def test_readv_and_writev(bench):
    def program():
        ours, theirs = bench.os.pipe()
        written = bench.os.writev(theirs, [b"ab", bytearray(b"cde")])
        parts = [bytearray(1), bytearray(3), bytearray(3)]
        return written, bench.os.readv(ours, parts), [bytes(part) for part in parts]

    assert bench.run(program) == (5, 5, [b"a", b"bcd", b"e\0\0"])
