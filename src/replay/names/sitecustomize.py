"""Read by every Python that the replay starts: the lab's host names mean this machine, and its ports those that are free here."""

# ruff: noqa: ANN001, ANN002, ANN003, ANN202  # each function has the arguments of the one that it stands before

import json
import os
import socket

_names = json.loads(os.environ.get("WAITLAB_NAMES", '{"hosts": [], "ports": {}}'))
_look_up = socket.getaddrinfo


def _getaddrinfo(host, *args, **kwargs):
    name = host.decode() if isinstance(host, bytes) else host
    return _look_up("127.0.0.1" if name is not None and name.lower() in _names["hosts"] else host, *args, **kwargs)


def _to_free_port(connect):
    # Here rather than with the names: clients look up the name and then take the port that they had.
    def connect_here(self, address):
        if isinstance(address, tuple) and address[0] in ("127.0.0.1", "localhost"):
            address = (address[0], _names["ports"].get(str(address[1]), address[1]))
        return connect(self, address)

    return connect_here


socket.getaddrinfo = _getaddrinfo
socket.socket.connect = _to_free_port(socket.socket.connect)
socket.socket.connect_ex = _to_free_port(socket.socket.connect_ex)
