import errno
import os
import select
import socket
import stat
import struct
import threading
import time

from fastapi import FastAPI

app = FastAPI()


def failure(function, *arguments):
    """The name of the error that a call ends with."""
    try:
        function(*arguments)
    except OSError as error:
        return errno.errorcode.get(error.errno, str(error))


def pair():
    """Both ends of a TCP connection."""
    server = socket.create_server(("127.0.0.1", 0))
    client = socket.create_connection(server.getsockname())
    return client, server.accept()[0]


def drain(end, size):
    while size:
        size -= len(end.recv(min(size, 1_000_000)))


def fds_travel():
    """An open file travels through a Unix socket and outlives the descriptor it was sent by."""
    left, right = socket.socketpair()
    r, w = os.pipe()
    socket.send_fds(left, [b"here"], [r])
    os.close(r)
    data, (copy,), flags, _ = socket.recv_fds(right, 100, 1)
    os.write(w, b"through")
    return data, os.read(copy, 100), flags


def datagrams():
    """Datagrams keep their borders, know their sender, and are cut with a flag."""
    server, client = socket.socket(type=socket.SOCK_DGRAM), socket.socket(type=socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 0))
    for text in b"one", b"three":
        client.sendto(text, server.getsockname())
    first, sender = server.recvfrom(100)
    second, _, flags, _ = server.recvmsg(3)
    server.sendto(first.upper(), sender)
    return second, flags == socket.MSG_TRUNC, client.recv(100), sender == ("127.0.0.1", client.getsockname()[1])


def connected_datagrams():
    """A connected datagram socket is told that nobody listens."""
    client = socket.socket(type=socket.SOCK_DGRAM)
    client.connect(("127.0.0.1", 9))
    client.send(b"?")
    return failure(client.recv, 1), client.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)


def unix_paths():
    """The path of a Unix socket is a socket, may be renamed, and stays behind."""
    server = socket.socket(socket.AF_UNIX)
    server.bind("/tmp/a.sock")
    server.listen()
    os.rename("/tmp/a.sock", "/tmp/b.sock")
    client = socket.socket(socket.AF_UNIX)
    client.connect("/tmp/b.sock")
    server.close()
    kind = stat.S_ISSOCK(os.stat("/tmp/b.sock").st_mode)
    late = socket.socket(socket.AF_UNIX)
    return (
        kind,
        failure(late.connect, "/tmp/b.sock"),
        failure(late.connect, "/tmp/a.sock"),
        failure(late.bind, "/tmp/b.sock"),
    )


def ports():
    """A port is taken by whoever is bound to it, shared by those who both ask for that."""
    first, second = socket.socket(), socket.socket()
    first.bind(("127.0.0.1", 4000))
    taken = failure(second.bind, ("0.0.0.0", 4000))
    both = [socket.socket(), socket.socket()]
    for one in both:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        one.bind(("127.0.0.1", 4001))
        one.listen()
    for _ in range(8):
        socket.create_connection(("127.0.0.1", 4001))
    ready, _, _ = select.select(both, [], [], 0)
    return taken, len(ready)


def full_unix_backlog():
    """A Unix connect waits while the backlog is full."""
    server = socket.socket(socket.AF_UNIX)
    server.bind("\0full")
    server.listen(0)
    clients = [socket.socket(socket.AF_UNIX) for _ in range(3)]
    clients[0].connect("\0full")
    clients[1].setblocking(False)
    clients[2].settimeout(10)
    full = failure(clients[1].connect, "\0full"), failure(clients[2].connect, "\0full")
    threading.Timer(0.5, server.accept).start()
    clients[1].setblocking(True)
    start = time.monotonic()
    clients[1].connect("\0full")
    return *full, round(time.monotonic() - start, 3)


def slow_reader():
    """A sender waits for a slow reader, or gives up in time."""
    left, right = pair()
    left.setblocking(False)
    fits = left.send(bytes(50_000_000))
    full = failure(left.send, b"x")
    left.settimeout(0.25)
    start = time.monotonic()
    late = failure(left.sendall, b"x")
    waited = time.monotonic() - start
    rest = bytes(50_000_000)
    threading.Timer(1, drain, [right, fits + len(rest)]).start()
    left.settimeout(None)
    left.sendall(rest)
    return 0 < fits < 50_000_000, full, late, round(waited, 3), round(time.monotonic() - start, 3)


def reset():
    """After a reset what had arrived is read first, then the error once, then the end; writes fail."""
    left, right = pair()
    left.send(b"last words")
    left.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    left.close()
    poll = select.poll()
    poll.register(right)
    ((_, events),) = poll.poll(0)
    hung_up = bool(events & select.POLLHUP), bool(events & select.POLLERR)
    return right.recv(100), failure(right.recv, 1), right.recv(1), failure(right.send, b"x"), hung_up


def shut_down_listener():
    """A socket that was shut down no longer accepts, and tells those who wait."""
    server = socket.create_server(("127.0.0.1", 0))
    threading.Timer(0.5, server.shutdown, [socket.SHUT_RDWR]).start()
    return failure(server.accept), failure(socket.create_connection, server.getsockname())


def implicit_bind():
    """A socket that is not bound is bound when it listens, by what its descriptor is and not by the family it was told."""
    server = socket.socket()
    other = socket.fromfd(server.fileno(), socket.AF_UNIX, socket.SOCK_STREAM)
    other.listen()
    host, port = server.getsockname()
    client = socket.create_connection(("127.0.0.1", port))
    return host, server.accept()[1] == client.getsockname(), failure(socket.socket(socket.AF_UNIX).listen)


def vectored_pipes():
    """A pipe is written from and read into several buffers, and has no place and no disk."""
    r, w = os.pipe()
    buffers = [bytearray(2), bytearray(2)]
    sizes = os.writev(w, [b"on", b"e"]), os.readv(r, buffers)
    failures = (
        failure(os.pread, r, 1, 0),
        failure(os.pwrite, w, b"x", 0),
        failure(os.fsync, w),
        failure(os.ftruncate, w, 0),
    )
    return sizes, buffers, *failures


def pipes_as_files():
    """Pipes open as files."""
    r, w = os.pipe()
    with os.fdopen(w, "w") as writer:
        print("line", file=writer)
    with os.fdopen(r) as reader:
        text = reader.read()
    return text, failure(os.fstat, r)


CASES = [
    fds_travel,
    datagrams,
    connected_datagrams,
    unix_paths,
    ports,
    full_unix_backlog,
    slow_reader,
    reset,
    shut_down_listener,
    implicit_bind,
    vectored_pipes,
    pipes_as_files,
]


@app.get("/")
def all_cases():
    for case in CASES:
        print(f"{case.__name__}:", case())
