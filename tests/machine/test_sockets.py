"""Stream sockets: connections, windows, half close, resets, the backlog, errors."""

from __future__ import annotations

import errno
import socket as numbers
import struct

import pytest
from harness.bench import SECOND, Stuck

from world import limits

#: More than one direction of a connection holds at first.
WINDOW = limits.TCP_SEND + limits.TCP_RECEIVE_MOST
LOCAL = ("127.0.0.1", 8000)


@pytest.fixture
def connect(bench):
    """Makes a connection: the client's end, the server's end, and the listener."""

    def make(backlog=5):
        socket = bench.socket.socket
        listener = socket()
        listener.bind(LOCAL)
        listener.listen(backlog)
        client = socket()
        client.connect(LOCAL)
        return client, socket(fileno=listener._accept()[0]), listener

    return make


def fails_with(number, act):
    with pytest.raises(OSError) as failed:
        act()
    assert failed.value.errno == number, failed.value


# -- connecting


def test_both_ends_know_each_other_s_names(bench, connect):
    def program():
        client, server, listener = connect()
        return (
            client.getpeername() == listener.getsockname() == server.getsockname() == LOCAL,
            server.getpeername() == client.getsockname(),
        )

    assert bench.run(program) == (True, True)


def test_nobody_listens(bench):
    def program():
        client = bench.socket.socket()
        fails_with(errno.ECONNREFUSED, lambda: client.connect(LOCAL))
        return bench.socket.socket().connect_ex(LOCAL)

    assert bench.run(program) == errno.ECONNREFUSED


def test_an_address_of_another_machine_is_out_of_reach(bench):
    def program():
        fails_with(errno.ENETUNREACH, lambda: bench.socket.socket().connect(("192.0.2.1", 80)))

    bench.run(program)


def test_a_port_belongs_to_who_has_bound_it(bench):
    def program():
        first, second = bench.socket.socket(), bench.socket.socket()
        first.bind(LOCAL)
        fails_with(errno.EADDRINUSE, lambda: second.bind(LOCAL))
        fails_with(errno.EINVAL, lambda: first.bind(("127.0.0.1", 8001)))
        first.close()
        second.bind(LOCAL)
        return second.getsockname()

    assert bench.run(program) == LOCAL


def test_port_zero_is_any_free_port(bench):
    def program():
        sockets = [bench.socket.socket() for _ in range(3)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return {one.getsockname()[1] for one in sockets}

    ports = bench.run(program)
    assert len(ports) == 3 and all(32768 <= port <= 60999 for port in ports)


def test_accept_waits_for_a_connection(bench):
    def program():
        listener = bench.socket.socket()
        listener.bind(LOCAL)
        listener.listen()

        def client():
            bench.sleep(2)
            bench.socket.socket().connect(LOCAL)

        bench.spawn(client)
        listener._accept()
        return bench.now

    assert bench.run(program) == 2.0


def test_accept_gives_up_at_its_timeout(bench):
    def program():
        listener = bench.socket.socket()
        listener.bind(LOCAL)
        listener.listen()
        listener.settimeout(1.5)
        with pytest.raises(TimeoutError, match="timed out"):
            listener._accept()
        return bench.now

    assert bench.run(program) == 1.5


def test_a_connection_counts_before_anybody_accepts_it(bench):
    def program():
        listener = bench.socket.socket()
        listener.bind(LOCAL)
        listener.listen(5)
        client = bench.socket.socket()
        client.connect(LOCAL)
        sent = client.send(b"early")
        bench.sleep(1)
        server = bench.socket.socket(fileno=listener._accept()[0])
        return sent, server.recv(10)

    assert bench.run(program) == (5, b"early")


def test_beyond_the_backlog_a_request_is_dropped_and_tried_again(bench):
    """A listener holds one more than its backlog; the rest come again after 1, 3, 7... seconds."""
    arrived = []

    def program():
        listener = bench.socket.socket()
        listener.bind(LOCAL)
        listener.listen(1)

        def client(name):
            bench.socket.socket().connect(LOCAL)
            arrived.append((name, bench.now))

        for name in "abcd":
            bench.spawn(lambda name=name: client(name))
        bench.sleep(2)
        listener._accept()
        bench.sleep(2)
        listener._accept()
        bench.sleep(10)

    bench.run(program)
    assert arrived == [("a", 0.0), ("b", 0.0), ("c", 3.0), ("d", 7.0)]


def test_whom_nobody_ever_accepts_times_out_as_linux_gives_up(bench):
    def program():
        listener = bench.socket.socket()
        listener.bind(LOCAL)
        listener.listen(0)
        bench.socket.socket().connect(LOCAL)
        late = bench.socket.socket()
        fails_with(errno.ETIMEDOUT, lambda: late.connect(LOCAL))
        return bench.now

    assert bench.run(program) == 127.0


def test_closing_a_listener_resets_whom_nobody_accepted(bench):
    def program():
        listener = bench.socket.socket()
        listener.bind(LOCAL)
        listener.listen()
        client = bench.socket.socket()
        client.connect(LOCAL)
        bench.spawn(lambda: (bench.sleep(1), listener.close()))
        fails_with(errno.ECONNRESET, lambda: client.recv(1))
        return bench.now, bench.socket.socket().connect_ex(LOCAL)

    assert bench.run(program) == (1.0, errno.ECONNREFUSED)


def test_two_listeners_share_an_address_only_if_both_say_so(bench):
    def program():
        def listener(share):
            one = bench.socket.socket()
            one.setsockopt(numbers.SOL_SOCKET, numbers.SO_REUSEPORT, share)
            one.bind(LOCAL)
            one.listen()
            return one

        first = listener(1)
        fails_with(errno.EADDRINUSE, lambda: listener(0))
        second = listener(1)
        first.close()
        client = bench.socket.socket()
        client.connect(LOCAL)
        return second._accept()[1] == client.getsockname()

    assert bench.run(program) is True


def test_a_nonblocking_connect_goes_on_in_the_background(bench):
    def program():
        listener = bench.socket.socket()
        listener.bind(LOCAL)
        listener.listen()
        client = bench.socket.socket()
        client.setblocking(False)
        first = client.connect_ex(LOCAL)
        second = client.connect_ex(LOCAL)
        _, writable, _ = bench.select.select([], [client], [], 1)
        error = client.getsockopt(numbers.SOL_SOCKET, numbers.SO_ERROR)
        return first, second, writable == [client], error, client.connect_ex(LOCAL)

    assert bench.run(program) == (errno.EINPROGRESS, errno.EALREADY, True, 0, errno.EISCONN)


def test_a_nonblocking_connect_that_fails_says_so_once(bench):
    def program():
        client = bench.socket.socket()
        client.setblocking(False)
        client.connect_ex(LOCAL)
        bench.select.select([], [client], [], 1)
        read = lambda: client.getsockopt(numbers.SOL_SOCKET, numbers.SO_ERROR)  # noqa: E731
        return read(), read()

    assert bench.run(program) == (errno.ECONNREFUSED, 0)


# -- data


def test_a_sender_waits_when_the_window_is_full_and_goes_on_when_there_is_room(bench, connect):
    def program():
        client, server, _ = connect()
        data = bytes(range(256)) * (3 * WINDOW // 256)
        sender = bench.spawn(lambda: (client.sendall(data), bench.now)[1])
        bench.sleep(1)
        got = bytearray()
        while len(got) < len(data):
            got += server.recv(65536)
            bench.sleep(0.001)
        return got == data, sender.join() > 1.0

    assert bench.run(program) == (True, True)


def test_a_nonblocking_sender_is_told_how_much_went(bench, connect):
    def program():
        client, server, _ = connect()
        client.setblocking(False)
        sent = client.send(b"x" * (10 * WINDOW))
        with pytest.raises(BlockingIOError):
            client.send(b"y")
        _, writable, _ = bench.select.select([], [client], [], 0)
        got = 0
        while got < sent:
            got += len(server.recv(1_000_000))
        _, later, _ = bench.select.select([], [client], [], 0)
        return 0 < sent < 10 * WINDOW, writable, later == [client]

    assert bench.run(program) == (True, [], True)


def test_send_gives_up_at_its_timeout(bench, connect):
    def program():
        client, _server, _ = connect()
        client.settimeout(2)
        with pytest.raises(TimeoutError):
            client.sendall(b"x" * (10 * WINDOW))
        return bench.now

    assert bench.run(program) == 2.0


def test_recv_gives_up_at_its_timeout_and_may_be_tried_again(bench, connect):
    def program():
        client, server, _ = connect()
        client.settimeout(1)
        bench.scheduler.call_at(3 * SECOND // 2, lambda: server.send(b"late"))
        with pytest.raises(TimeoutError):
            client.recv(10)
        return bench.now, client.recv(10), bench.now

    assert bench.run(program) == (1.0, b"late", 1.5)


def test_peeking_takes_nothing(bench, connect):
    def program():
        client, server, _ = connect()
        client.send(b"hello")
        return server.recv(2, numbers.MSG_PEEK), server.recv(10)

    assert bench.run(program) == (b"he", b"hello")


def test_recv_into_fills_what_it_is_given(bench, connect):
    def program():
        client, server, _ = connect()
        client.send(b"hello")
        buffer = bytearray(b".......")
        return server.recv_into(buffer, 3), bytes(buffer)

    assert bench.run(program) == (3, b"hel....")


# -- ending


def test_half_close_ends_one_direction_only(bench, connect):
    def program():
        client, server, _ = connect()
        client.send(b"request")
        client.shutdown(numbers.SHUT_WR)
        got = server.recv(100), server.recv(100)
        server.send(b"answer")
        with pytest.raises(BrokenPipeError):
            client.send(b"more")
        return got, client.recv(100)

    assert bench.run(program) == ((b"request", b""), b"answer")


def test_the_end_of_the_stream_comes_after_the_data(bench, connect):
    def program():
        client, server, _ = connect()
        client.send(b"last words")
        client.close()
        return server.recv(4), server.recv(100), server.recv(100), server.recv(100)

    assert bench.run(program) == (b"last", b" words", b"", b"")


def test_data_for_a_closed_end_is_answered_with_a_reset(bench, connect):
    def program():
        client, server, _ = connect()
        server.close()
        first = client.send(b"into the void")
        fails_with(errno.EPIPE, lambda: client.send(b"again"))
        return first, client.recv(10)

    assert bench.run(program) == (13, b"")


def test_a_closed_end_is_sent_no_more_at_once_than_the_buffer_takes(bench, connect):
    def program():
        client, server, _ = connect()
        server.close()
        client.setblocking(False)
        first = client.send(bytes(8_000_000))
        fails_with(errno.EPIPE, lambda: client.send(b"again"))
        return first == client.getsockopt(numbers.SOL_SOCKET, numbers.SO_SNDBUF)

    assert bench.run(program)


def test_closing_with_unread_data_resets_the_connection(bench, connect):
    def program():
        client, server, _ = connect()
        client.send(b"never read")
        server.close()
        fails_with(errno.ECONNRESET, lambda: client.recv(10))
        return client.recv(10)

    assert bench.run(program) == b""


def test_a_reset_after_the_end_of_the_stream_is_told_to_writers_only(bench, connect):
    def program():
        client, server, _ = connect()
        client.send(b"never read")
        server.shutdown(numbers.SHUT_WR)
        server.close()
        read = client.recv(10)
        with pytest.raises(BrokenPipeError):
            client.send(b"more")
        return read

    assert bench.run(program) == b""


def test_a_reader_that_waits_hears_of_a_reset(bench, connect):
    def program():
        client, server, _ = connect()
        client.setsockopt(numbers.SOL_SOCKET, numbers.SO_LINGER, struct.pack("ii", 1, 0))
        bench.spawn(lambda: (bench.sleep(1), client.close()))
        fails_with(errno.ECONNRESET, lambda: server.recv(10))
        return bench.now

    assert bench.run(program) == 1.0


def test_a_sender_that_waits_for_room_hears_of_the_end(bench, connect):
    def program():
        client, server, _ = connect()
        bench.spawn(lambda: (bench.sleep(1), server.close()))
        with pytest.raises(OSError) as failed:
            client.sendall(b"x" * (10 * WINDOW))
        return bench.now, failed.value.errno in (errno.ECONNRESET, errno.EPIPE)

    assert bench.run(program) == (1.0, True)


def test_shutting_down_what_is_not_connected(bench):
    def program():
        fails_with(errno.ENOTCONN, lambda: bench.socket.socket().shutdown(numbers.SHUT_RDWR))
        fails_with(errno.ENOTCONN, lambda: bench.socket.socket().recv(1))
        fails_with(errno.ENOTCONN, lambda: bench.socket.socket().getpeername())

    bench.run(program)


def test_a_killed_server_s_connections_are_ended_by_the_system(bench):
    def program():
        def server():
            listener = bench.socket.socket()
            listener.bind(LOCAL)
            listener.listen()
            connection = bench.socket.socket(fileno=listener._accept()[0])
            connection.recv(10)
            bench.sleep(100)

        process = bench.process(server)
        bench.sleep(1)
        client = bench.socket.socket()
        client.connect(LOCAL)
        client.send(b"hello")
        bench.sleep(1)
        bench.os.kill(process.pid, 9)
        return client.recv(10), bench.now, bench.socket.socket().connect_ex(LOCAL)

    assert bench.run(program) == (b"", 2.0, errno.ECONNREFUSED)


def test_a_read_that_nobody_will_answer_is_reported(bench, connect):
    def program():
        client, _server, _ = connect()
        client.recv(1)

    with pytest.raises(Stuck, match=r"blocking socket\.recv"):
        bench.run(program)


# -- other kinds


def test_a_pair_of_sockets_talks_both_ways(bench):
    def program():
        left, right = bench.socket.socketpair()
        left.send(b"to the right")
        right.send(b"to the left")
        got = right.recv(100), left.recv(100)
        left.close()
        return got, right.recv(1)

    assert bench.run(program) == ((b"to the right", b"to the left"), b"")


def test_a_unix_socket_s_name_is_a_file(bench, tmp_path):
    path = str(tmp_path / "socket")

    def program():
        listener = bench.socket.socket(numbers.AF_UNIX)
        fails_with(errno.ENOENT, lambda: bench.socket.socket(numbers.AF_UNIX).connect(path))
        listener.bind(path)
        fails_with(errno.ECONNREFUSED, lambda: bench.socket.socket(numbers.AF_UNIX).connect(path))
        listener.listen()
        client = bench.socket.socket(numbers.AF_UNIX)
        client.connect(path)
        server = bench.socket.socket(fileno=listener._accept()[0])
        client.send(b"hi")
        return server.recv(10), client.getpeername() == path

    assert bench.run(program) == (b"hi", True)


def test_datagrams_keep_their_bounds_and_their_senders(bench):
    def program():
        make = lambda: bench.socket.socket(numbers.AF_INET, numbers.SOCK_DGRAM)  # noqa: E731
        server, client = make(), make()
        server.bind(LOCAL)
        client.bind(("127.0.0.1", 9000))
        client.sendto(b"one", LOCAL)
        client.sendto(b"two", LOCAL)
        first = server.recvfrom(100)
        return first, server.recvfrom(1), server.getsockopt(numbers.SOL_SOCKET, numbers.SO_ERROR)

    assert bench.run(program) == ((b"one", ("127.0.0.1", 9000)), (b"t", ("127.0.0.1", 9000)), 0)


def test_connecting_gives_a_datagram_socket_the_address_that_it_sends_from(bench):
    def program():
        make = lambda: bench.socket.socket(numbers.AF_INET, numbers.SOCK_DGRAM)  # noqa: E731
        server, client, stranger = make(), make(), make()
        server.bind(LOCAL)
        client.bind(("0.0.0.0", 9000))
        client.connect(LOCAL)
        named = client.getsockname()
        client.send(b"ping")
        sender = server.recvfrom(100)[1]
        stranger.sendto(b"not for it", named)
        server.sendto(b"pong", sender)
        client.connect(("127.0.0.2", 9002))
        answered, renamed = client.recv(100), client.getsockname()
        client.close()
        again = make()
        again.bind(("0.0.0.0", 9000))
        return named, sender, answered, renamed

    ours = ("127.0.0.1", 9000)
    assert bench.run(program) == (ours, ours, b"pong", ours)


def test_a_name_for_all_addresses_falls_to_the_next_when_its_socket_is_connected(bench):
    def program():
        sockets = [bench.socket.socket(numbers.AF_INET, numbers.SOCK_DGRAM) for _ in range(3)]
        first, second, sender = sockets
        for one in (first, second):
            one.setsockopt(numbers.SOL_SOCKET, numbers.SO_REUSEADDR, 1)
            one.bind(("0.0.0.0", 9000))
        first.connect(LOCAL)
        sender.sendto(b"to another address", ("127.0.0.2", 9000))
        return second.recv(100)

    assert bench.run(program) == b"to another address"


def test_files_travel_over_a_unix_socket(bench):
    def program():
        left, right = bench.socket.socketpair()
        ours, theirs = bench.os.pipe()
        rights = [(numbers.SOL_SOCKET, numbers.SCM_RIGHTS, struct.pack("i", theirs))]
        left.sendmsg([b"here"], rights)
        bench.os.close(theirs)
        data, ancillary, _flags, _ = right.recvmsg(10, 100)
        (received,) = struct.unpack("i", ancillary[0][2])
        bench.os.write(received, b"through the copy")
        bench.os.close(received)
        return data, bench.os.read(ours, 100), bench.os.read(ours, 1)

    assert bench.run(program) == (b"here", b"through the copy", b"")


def test_a_default_timeout_is_taken_by_new_sockets(bench, connect):
    def program():
        bench.socket.setdefaulttimeout(0.5)
        one = bench.socket.socket()
        bench.socket.setdefaulttimeout(None)
        return one.gettimeout(), bench.socket.socket().gettimeout()

    assert bench.run(program) == (0.5, None)
