"""What sockets take at once: a message whose sequence changes meanwhile, and data for an end that is closed."""

import socket


class Emptying:
    """Asked for its bytes, it empties the sequence that it stands in."""

    def __buffer__(self, flags):
        parts.clear()
        return memoryview(b"one")


parts = [Emptying(), b"two"]
left, right = socket.socketpair()
print(left.sendmsg(parts), right.recv(100))

listener = socket.create_server(("127.0.0.1", 0))
client = socket.create_connection(listener.getsockname())
server, _ = listener.accept()
server.close()
client.setblocking(False)
data = bytes(50_000_000)
print("all" if client.send(data) == len(data) else "a part")
