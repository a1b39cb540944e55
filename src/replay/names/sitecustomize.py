"""Read by every Python that the replay starts: the lab's host names mean this machine, its ports those that are free here, and what
listens can be reached from here only: an address that means every network becomes 127.0.0.1 (or ::1), any other is refused.

It binds code that is written in Python. An extension in C that opens sockets itself, a program in another language, and a Python
that is started without this file (`-I`, `-S`) do as they like.
"""

from __future__ import annotations

import errno
import json
import os
import socket
import sys
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

_names: dict[str, Any] = json.loads(os.environ.get("WAITLAB_NAMES", '{"hosts": [], "ports": {}}'))
_look_up = socket.getaddrinfo
_bind = socket.socket.bind
_listen = socket.socket.listen

_INTERNET = (socket.AF_INET, socket.AF_INET6)
#: Nobody outside this machine is on the other end of these.
_WITHIN = [getattr(socket, name) for name in ("AF_UNIX", "AF_NETLINK", "AF_ALG") if hasattr(socket, name)]


def _getaddrinfo(host: bytes | str | None, *args: Any, **kwargs: Any) -> list[Any]:
    name = host.decode() if isinstance(host, bytes) else host
    return _look_up("127.0.0.1" if name is not None and name.lower() in _names["hosts"] else host, *args, **kwargs)


def _free_port(port: Any) -> Any:
    """Where the lab's port is here; a lab's port may be taken by something else on this machine."""
    return _names["ports"].get(str(port), port)


def _to_free_port(connect: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    # Here rather than with the names: clients look up the name and then take the port that they had.
    def connect_here(self: socket.socket, address: Any) -> Any:
        if isinstance(address, tuple) and address[0] in ("127.0.0.1", "localhost"):
            address = (address[0], _free_port(address[1]))
        return connect(self, address)

    return connect_here


def _refusal(address: object) -> PermissionError:
    return PermissionError(
        errno.EACCES,
        f"in a replay nothing listens but on 127.0.0.1, so that only this machine can reach it; not on {address!r}",
    )


def _meant(host: str) -> IPv4Address | IPv6Address | None:
    """The address in a text, IPv4 within IPv6 as IPv4; None for a name."""
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _local(host: str) -> bool:
    address = _meant(host)
    return address is not None and address.is_loopback


def _here(self: socket.socket, address: Any) -> Any:
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
    meant = _meant(found)
    if meant is None or not meant.is_unspecified:
        raise _refusal(address)
    if self.family == socket.AF_INET:
        return ("127.0.0.1", port)
    only = self.getsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY)
    return ("::1" if only else "::ffff:127.0.0.1", port)


def _bind_here(self: socket.socket, address: Any) -> None:
    return _bind(self, _here(self, address))


def _listen_here(self: socket.socket, *args: Any) -> None:
    if self.family in _INTERNET:
        host, port = self.getsockname()[:2]
        if port == 0:
            # The system would choose a port and listen on it everywhere.
            _bind_here(self, ("", 0))
        elif not _local(host):
            raise _refusal((host, port))
    return _listen(self, *args)


def _watch_bind(event: str, args: Any) -> None:
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
#: Of any type: a class whose methods change is none that a type checker knows.
_socket: Any = socket.socket
_socket.connect = _to_free_port(_socket.connect)
_socket.connect_ex = _to_free_port(_socket.connect_ex)
_socket.bind = _bind_here
_socket.listen = _listen_here
sys.addaudithook(_watch_bind)
