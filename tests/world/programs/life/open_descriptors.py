"""`open` takes the descriptor of a pipe or a socket, as `os.fdopen` does."""

import io
import os
import socket
import threading
import time

print(open is io.open, repr(open))


def attempt(act):
    try:
        print(act())
    except Exception as error:
        print(repr(error))


def piped(data):
    start, end = os.pipe()
    os.write(end, data)
    os.close(end)
    return start


with open(piped(b"bytes"), "rb", buffering=0) as pipe:
    print(pipe.read(5), pipe.readable(), pipe.writable(), pipe.name == pipe.fileno())
with open(piped("täxt\r\nlines\n".encode()), encoding="utf-8") as pipe:
    print(pipe.mode, pipe.readlines())
with open(file=piped(b"named"), mode="rb") as pipe:
    print(pipe.read())
start = piped(b"stays")
with open(start, closefd=False) as pipe:
    print(pipe.read())
os.close(start)

near, far = socket.socketpair()
with open(near.fileno(), "r+b", buffering=0, closefd=False) as both, near, far:
    both.write(b"ping")
    far.send(b"pong")
    print(far.recv(4), both.read(4))

# A read that waits lets others run.
start, end = os.pipe()
writer = threading.Thread(target=lambda: (time.sleep(0.2), os.write(end, b"later"), os.close(end)))
writer.start()
with open(start) as pipe:
    print(pipe.read())
writer.join()

for act in (
    lambda: open(start),  # noqa: SIM115
    lambda: open(4_321),  # noqa: SIM115
    lambda: open(77),  # noqa: SIM115
    lambda: open(-1),  # noqa: SIM115
    lambda: open(2**70),  # noqa: SIM115
    lambda: open(end, "q"),  # noqa: SIM115
    lambda: open(end, "rb", encoding="utf-8"),  # noqa: SIM115
    lambda: open(),  # noqa: SIM115
    lambda: open(encoding="utf-8"),  # noqa: SIM115
):
    attempt(act)
with open("/tmp/file", "w", encoding="utf-8") as file:
    print(file.write("on the disk"), type(file.buffer.raw).__name__)
print(os.fdopen(os.open("/tmp/file", os.O_RDONLY)).read())
