"""Options of sockets: their numbers, what Linux refuses, and what it answers."""

from __future__ import annotations

import errno
from typing import Any

from world import limits
from world.kernel.files import error
from world.kernel.sockets import AF_INET, AF_INET6, AF_UNIX, SOCK_DGRAM, SOCK_STREAM, Endpoint, Listener, Stream

SOL_SOCKET, IPPROTO_IP, IPPROTO_TCP, IPPROTO_UDP, IPPROTO_IPV6 = 1, 0, 6, 17, 41
_SO_TYPE, _SO_ERROR, _SO_BROADCAST, _SO_SNDBUF, _SO_RCVBUF, _SO_LINGER = 3, 4, 6, 7, 8, 13
_SO_ACCEPTCONN, _SO_PROTOCOL, _SO_DOMAIN = 30, 38, 39
_IP_RECVTOS, _IP_RECVTTL, _IPV6_RECVHOPLIMIT, _IPV6_RECVTCLASS = 13, 12, 51, 66
#: The most a program may ask for (net.core.wmem_max, rmem_max), and the least it gets, both before doubling.
_LARGEST_BUFFER, _SMALLEST_SEND, _SMALLEST_RECEIVE = 212992, 2304, 1152

#: Constants that Linux has and Pyodide's module lacks or has otherwise.
CONSTANTS = {
    "AF_UNIX": AF_UNIX,
    "SOMAXCONN": 4096,
    "SO_REUSEADDR": 2,
    "SO_REUSEPORT": 15,
    "MSG_NOSIGNAL": 0x4000,
    "NI_MAXHOST": 1025,
    "TCP_KEEPIDLE": 4,
}
_READ_ONLY = {_SO_TYPE, _SO_ERROR, _SO_ACCEPTCONN, _SO_PROTOCOL, _SO_DOMAIN}
#: SO_DEBUG, SO_REUSEADDR, SO_DONTROUTE, SO_BROADCAST, SO_KEEPALIVE, SO_OOBINLINE, SO_REUSEPORT, SO_PASSCRED: yes or no.
_SWITCHES = {1, 2, 5, _SO_BROADCAST, 9, 10, 15, 16}
_DEFAULTS = {
    (SOL_SOCKET, 18): 1,  # SO_RCVLOWAT
    (SOL_SOCKET, 19): 1,  # SO_SNDLOWAT
    (IPPROTO_IP, 2): 64,  # IP_TTL
    (IPPROTO_IP, 33): 1,  # IP_MULTICAST_TTL
    (IPPROTO_IP, 34): 1,  # IP_MULTICAST_LOOP
    (IPPROTO_IPV6, 16): 64,  # IPV6_UNICAST_HOPS
    (IPPROTO_IPV6, 18): 1,  # IPV6_MULTICAST_HOPS
    (IPPROTO_IPV6, 19): 1,  # IPV6_MULTICAST_LOOP
    (IPPROTO_TCP, 2): 536,  # TCP_MAXSEG
    (IPPROTO_TCP, 4): 7200,  # TCP_KEEPIDLE
    (IPPROTO_TCP, 5): 75,  # TCP_KEEPINTVL
    (IPPROTO_TCP, 6): 9,  # TCP_KEEPCNT
    (IPPROTO_TCP, 7): 6,  # TCP_SYNCNT
}


def _check(file: Endpoint, level: int, option: int) -> None:
    """Raises what Linux answers for a level that the socket does not speak."""
    if level == SOL_SOCKET:
        known = 0 < option < 100
    elif file.family == AF_UNIX:
        raise error(errno.EOPNOTSUPP)
    elif level == IPPROTO_IPV6:
        known = file.family == AF_INET6 and 0 < option < 100
    elif level == IPPROTO_TCP:
        known = file.kind == SOCK_STREAM and 0 < option < 50
    elif level == IPPROTO_UDP:
        known = file.kind == SOCK_DGRAM
    else:
        known = level == IPPROTO_IP and 0 < option < 60
    if not known:
        raise error(errno.ENOPROTOOPT)


def set_option(file: Endpoint, level: int, option: int, value: Any, length: int | None) -> None:
    """`setsockopt`: `value` is an int, bytes, or None with a `length`."""
    if value is None:
        if length is None:
            raise TypeError("setsockopt() requires 4 arguments when the third argument is None")
        stored: int | bytes = bytes(length)
    elif length is not None:
        raise TypeError("setsockopt() only takes 4 arguments when the third argument is None")
    elif isinstance(value, int):
        stored = int(value)
        if not -(2**31) <= stored < 2**31:
            raise OverflowError(
                "signed integer is greater than maximum" if stored > 0 else "signed integer is less than minimum"
            )
    else:
        stored = bytes(memoryview(value).cast("B"))
    _check(file, level, option)
    if level == SOL_SOCKET:
        if option in _READ_ONLY:
            raise error(errno.ENOPROTOOPT)
        if option == _SO_LINGER:
            if not isinstance(stored, bytes) or len(stored) < 8:
                raise error(errno.EINVAL)
        elif isinstance(stored, int):
            if option in _SWITCHES:
                stored = int(bool(stored))
            elif option == _SO_SNDBUF:
                file.send_buffer = max(min(stored, _LARGEST_BUFFER), _SMALLEST_SEND) * 2
            elif option == _SO_RCVBUF:
                file.receive_buffer = max(min(stored, _LARGEST_BUFFER), _SMALLEST_RECEIVE) * 2
                if isinstance(file, (Stream, Listener)):
                    file.tunes = False
    file.options[level, option] = stored


def get_option(file: Endpoint, level: int, option: int, length: int) -> int | bytes:
    """`getsockopt`: an int, or bytes if a `length` is given."""
    if not 0 <= length <= 1024:
        raise OSError("getsockopt buflen out of range")
    _check(file, level, option)
    value: int | bytes | None = None
    if level == SOL_SOCKET:
        if option == _SO_ERROR:
            value = file.take_error()
        elif option == _SO_TYPE:
            value = file.kind
        elif option == _SO_DOMAIN:
            value = file.family
        elif option == _SO_PROTOCOL:
            value = file.protocol
        elif option == _SO_ACCEPTCONN:
            value = int(isinstance(file, Listener))
        elif option == _SO_SNDBUF:
            value = file.send_buffer
            if value == limits.TCP_SEND and getattr(file, "peer", None) is None:
                value = limits.TCP_SEND_UNCONNECTED
        elif option == _SO_RCVBUF:
            value = file.receive_buffer
        elif option == _SO_LINGER:
            value = file.options.get((level, option), bytes(8))
    if value is None:
        value = file.options.get((level, option), _DEFAULTS.get((level, option), 0))
    if not length:
        return value if isinstance(value, int) else int.from_bytes(value[:4], "little", signed=True)
    return (value if isinstance(value, bytes) else value.to_bytes(4, "little", signed=True))[:length]


def protocol_of(family: int, kind: int, protocol: int) -> int:
    """The protocol a new socket speaks; OSError as `socket(2)` gives it for what does not exist."""
    if family not in (AF_UNIX, AF_INET, AF_INET6):
        raise error(errno.EAFNOSUPPORT)
    if kind not in (SOCK_STREAM, SOCK_DGRAM):
        raise error(errno.ESOCKTNOSUPPORT)
    if family == AF_UNIX:
        fits: tuple[int, ...] = (0, 1)
    else:
        fits = (0, IPPROTO_TCP, 262) if kind == SOCK_STREAM else (0, IPPROTO_UDP, 136)
    if protocol not in fits:
        raise error(errno.EPROTONOSUPPORT)
    if family == AF_UNIX:
        return 0
    return protocol or (IPPROTO_TCP if kind == SOCK_STREAM else IPPROTO_UDP)


def wants(file: Endpoint) -> list[tuple[int, int, str]]:
    """What a datagram socket wants to be told beside each message: (level, type of the answer, which field)."""
    options = file.options
    if file.family == AF_INET6:
        pairs = (
            ((IPPROTO_IPV6, _IPV6_RECVHOPLIMIT), 52, "hops"),
            ((IPPROTO_IPV6, _IPV6_RECVTCLASS), 67, "traffic_class"),
        )
    else:
        pairs = (((IPPROTO_IP, _IP_RECVTTL), 2, "hops"), ((IPPROTO_IP, _IP_RECVTOS), 1, "traffic_class"))
    return [(option[0], kind, field) for option, kind, field in pairs if options.get(option)]
