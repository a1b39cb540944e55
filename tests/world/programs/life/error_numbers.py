"""Errors have Linux's numbers, texts and classes, whoever raises them: C, the kernel, or the program."""

import errno
import io
import os
import pathlib
import socket


def attempt(act):
    try:
        act()
    except OSError as error:
        print(type(error).__name__, error, errno.errorcode[error.errno])
    else:
        print("went through")


os.makedirs("/tmp/directory/in-it")
pathlib.Path("/tmp/file").touch()
listener = socket.socket()
listener.bind(("127.0.0.1", 9000))
listener.listen()
entry = next(os.scandir("/tmp/directory"))
os.rmdir(entry.path)

for act in (
    lambda: open("/nowhere"),  # noqa: SIM115
    lambda: io.open_code("/nowhere"),  # noqa: SIM115
    lambda: os.stat("/nowhere"),
    lambda: os.scandir("/nowhere"),
    lambda: entry.stat(),
    lambda: os.rename("/nowhere", "/other"),
    lambda: os.mkdir("/tmp"),
    lambda: os.listdir("/tmp/file"),
    lambda: open("/tmp"),  # noqa: SIM115
    lambda: os.write(os.open("/tmp/file", os.O_RDONLY), b"x"),
    lambda: os.close(77),
    lambda: pathlib.Path("/tmp/file/x").read_text(),
    lambda: pathlib.Path("/tmp").rmdir(),
    lambda: os.kill(4_000, 0),
    lambda: socket.socket().bind(("127.0.0.1", 9000)),
    lambda: socket.create_connection(("127.0.0.1", 9001)),
    lambda: socket.socket().recv(1),
    lambda: os.get_terminal_size(os.open("/tmp/file", os.O_RDONLY)),
):
    attempt(act)
print(pathlib.Path("/tmp/file/x").exists(), pathlib.Path("/nowhere").is_file())

# What programs make themselves.
for number in (1, 2, 4, 11, 13, 17, 32, 104, 110, 111, 115, 44, 6):
    print(repr(OSError(number, os.strerror(number))))


class LostError(OSError):
    def __init__(self, number, text, where):
        super().__init__(number, text)
        self.where = where


lost = LostError(2, "lost", "here")
print(repr(lost), lost.errno, lost.where)

# A file that would block says so in words of its own.
start, end = os.pipe()
os.set_blocking(end, False)
pipe = os.fdopen(end, "wb", buffering=100_000)
try:
    while True:
        pipe.write(b"x" * 60_000)
except BlockingIOError as error:
    print(error)
os.close(start)
try:
    pipe.close()
except BrokenPipeError as error:
    print(error)
