"""Read by every Python that the replay starts: the lab's host names mean this machine, its ports those that are free here, and what
listens can be reached from here only: an address that means every network becomes 127.0.0.1 (or ::1), any other is refused.

It binds code that is written in Python. An extension in C that opens sockets itself, a program in another language, and a Python
that is started without this file (`-I`, `-S`) do as they like.
"""

# ruff: noqa: ANN001, ANN002, ANN003, ANN202  # each function has the arguments of the one that it stands before

import errno
import json
import os
import socket
import sys
from ipaddress import ip_address

_names = json.loads(os.environ.get("WAITLAB_NAMES", '{"hosts": [], "ports": {}}'))
_look_up = socket.getaddrinfo
_bind = socket.socket.bind
_listen = socket.socket.listen

_INTERNET = (socket.AF_INET, socket.AF_INET6)
#: Nobody outside this machine is on the other end of these.
_WITHIN = [getattr(socket, name) for name in ("AF_UNIX", "AF_NETLINK", "AF_ALG") if hasattr(socket, name)]


def _getaddrinfo(host, *args, **kwargs):
    name = host.decode() if isinstance(host, bytes) else host
    return _look_up("127.0.0.1" if name is not None and name.lower() in _names["hosts"] else host, *args, **kwargs)


def _free_port(port):
    """Where the lab's port is here; a lab's port may be taken by something else on this machine."""
    return _names["ports"].get(str(port), port)


def _to_free_port(connect):
    # Here rather than with the names: clients look up the name and then take the port that they had.
    def connect_here(self, address):
        if isinstance(address, tuple) and address[0] in ("127.0.0.1", "localhost"):
            address = (address[0], _free_port(address[1]))
        return connect(self, address)

    return connect_here


def _refusal(address):
    return PermissionError(
        errno.EACCES,
        f"in a replay nothing listens but on 127.0.0.1, so that only this machine can reach it; not on {address!r}",
    )


def _meant(host):
    """The address in a text, IPv4 within IPv6 as IPv4; None for a name."""
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _local(host):
    address = _meant(host)
    return address is not None and address.is_loopback


def _here(self, address):
    """The address to bind, on this machine's own network, in place of the one that is asked for."""
    if self.family in _WITHIN:
        return address
    if self.family not in _INTERNET:
        raise _refusal(address)
    if not isinstance(address, tuple) or len(address) < 2 or not isinstance(address[0], (str, bytes, bytearray)):
        # Refused by the system's own bind, in its own words.
        return address
    host, port, *rest = address
    name = host if isinstance(host, str) else bytes(host).decode("ascii", "replace")
    if name == "<broadcast>":
        raise _refusal(address)
    port = _free_port(port)
    if name.lower() == "localhost" or (_meant(name) is None and name.lower() in _names["hosts"]):
        return ("127.0.0.1" if self.family == socket.AF_INET else "::1", port)
    # Looked up here, so that what is looked at is what is bound: also "0" and "0x7f.1" are addresses.
    found = _getaddrinfo(name or None, port, self.family, self.type, 0, socket.AI_PASSIVE)[0][4][0]
    if _local(found):
        return (found, port, *rest)
    if not _meant(found).is_unspecified:
        raise _refusal(address)
    if self.family == socket.AF_INET:
        return ("127.0.0.1", port)
    only = self.getsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY)
    return ("::1" if only else "::ffff:127.0.0.1", port)


def _bind_here(self, address):
    return _bind(self, _here(self, address))


def _listen_here(self, *args):
    if self.family in _INTERNET:
        host, port = self.getsockname()[:2]
        if port == 0:
            # The system would choose a port and listen on it everywhere.
            _bind_here(self, ("", 0))
        elif not _local(host):
            raise _refusal((host, port))
    return _listen(self, *args)


def _watch_bind(event, args):
    """Cannot be taken away, and sees sockets that are made without the class above (`_socket.socket`); these may name no name."""
    if event != "socket.bind":
        return
    own, address = args
    if own.family in _WITHIN:
        return
    host = address[0] if isinstance(address, tuple) and address else None
    text = host if isinstance(host, str) else bytes(host).decode("ascii", "replace") if host else ""
    if own.family not in _INTERNET or not (_local(text) or text == "localhost"):
        raise _refusal(address)


socket.getaddrinfo = _getaddrinfo
socket.socket.connect = _to_free_port(socket.socket.connect)
socket.socket.connect_ex = _to_free_port(socket.socket.connect_ex)
socket.socket.bind = _bind_here
socket.socket.listen = _listen_here
sys.addaudithook(_watch_bind)
