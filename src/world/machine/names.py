"""Names and addresses as `_socket` knows them: numeric ones, the machine's own names, well-known services, one interface."""

from __future__ import annotations

import os
from collections.abc import Callable
from ipaddress import IPv6Address
from types import ModuleType
from typing import Any

from world.machine.sockets import Address, Network

AF_UNIX, AF_INET, AF_INET6 = 1, 2, 10
_STREAM, _DATAGRAM, _RAW = 1, 2, 3
_TCP, _UDP = 6, 17
NONAME, SERVICE, FAMILY = -2, -8, -6
_PASSIVE, _NUMERICHOST, _NUMERICSERV = 1, 4, 0x400
_NI_NUMERICHOST, _NI_NUMERICSERV, _NI_DGRAM = 1, 2, 16

#: Ports of well-known services, and whether they exist over UDP too.
_SERVICES = {
    "echo": (7, True),
    "discard": (9, True),
    "daytime": (13, False),
    "qotd": (17, False),
    "ftp": (21, False),
    "ssh": (22, False),
    "telnet": (23, False),
    "smtp": (25, False),
    "domain": (53, True),
    "http": (80, False),
    "pop3": (110, False),
    "imap": (143, False),
    "https": (443, True),
}
_PORTS = {port: name for name, (port, _) in _SERVICES.items()}
#: The machine has one network interface.
_LOOPBACK = (1, "lo")


class Names:
    """The resolver of one machine. Errors are those of the C library, as `gaierror`."""

    def __init__(self, network: Network, real: ModuleType) -> None:
        self._network = network
        self._real = real
        self._gaierror = real.gaierror

    def _unknown(self) -> Exception:
        return self._gaierror(NONAME, "Name or service not known")  # type: ignore[no-any-return]  # of an untyped module

    def functions(self) -> dict[str, Callable[..., Any]]:
        """What a `_socket` module offers of this."""
        return {
            "getaddrinfo": self.getaddrinfo,
            "gethostbyname": self.gethostbyname,
            "gethostbyname_ex": lambda host, /: (host, [], [self.gethostbyname(host)]),
            "gethostbyaddr": lambda host, /: ("localhost", [], [self.resolve(host)]),
            "gethostname": lambda: "waitlab",
            "getnameinfo": self.getnameinfo,
            "getservbyname": self.getservbyname,
            "getservbyport": self.getservbyport,
            "if_nameindex": lambda: [_LOOPBACK],
            "if_nametoindex": self.if_nametoindex,
            "if_indextoname": self.if_indextoname,
            "inet_pton": self.inet_pton,
            "inet_ntop": self.inet_ntop,
        }

    # -- numeric addresses

    def inet_pton(self, family: int, host: str, /) -> bytes:
        if family != AF_INET6:
            return self._real.inet_pton(family, host)  # type: ignore[no-any-return]  # of an untyped module
        try:
            return IPv6Address(host).packed
        except ValueError:
            raise OSError("illegal IP address string passed to inet_pton") from None

    def inet_ntop(self, family: int, packed: bytes, /) -> str:
        if family != AF_INET6:
            return self._real.inet_ntop(family, packed)  # type: ignore[no-any-return]  # of an untyped module
        if len(packed) != 16:
            raise ValueError("invalid length of packed IP address string")
        return str(IPv6Address(bytes(packed)))

    def _is_numeric(self, host: str, family: int) -> bool:
        try:
            self.inet_pton(family, host)
        except OSError, ValueError:
            return False
        return True

    # -- addresses of sockets

    def resolve(self, host: Any, family: int = AF_INET) -> str:
        """A numeric address. gaierror for a name that nothing on the machine has."""
        if isinstance(host, (bytes, bytearray)):
            host = bytes(host).decode("ascii")
        if host in ("", None):
            return "::" if family == AF_INET6 else "0.0.0.0"
        if host == "<broadcast>":
            return "255.255.255.255"
        if not isinstance(host, str):
            raise TypeError(f"str, bytes or bytearray expected, not {type(host).__name__}")
        if "\0" in host:
            raise ValueError("embedded null character")
        if self._is_numeric(host, AF_INET):
            return host
        if self._is_numeric(host, AF_INET6):
            return str(IPv6Address(host))
        if host.lower() in self._network.names:
            return "::1" if family == AF_INET6 else "127.0.0.1"
        raise self._unknown()

    def native(self, family: int, address: Any, caller: str) -> Address:
        """The address as the network keys it: (host, port), or a path."""
        if family == AF_UNIX:
            if isinstance(address, (bytes, bytearray)):
                return os.fsdecode(bytes(address))
            if not isinstance(address, str):
                raise TypeError("a bytes-like object is required, not " + repr(type(address).__name__))
            # A path is bytes; however its text was written, it is one path.
            return os.fsdecode(os.fsencode(address))
        if not isinstance(address, tuple):
            raise TypeError(
                f"{caller}(): AF_INET{'6' if family == AF_INET6 else ''} address must be tuple, not {type(address).__name__}"
            )
        if len(address) < 2 or (family == AF_INET and len(address) != 2):
            raise TypeError(f"{caller}(): AF_INET address must be a pair (host, port)")
        host, port = address[0], address[1]
        if not isinstance(port, int):
            raise TypeError(f"'{type(port).__name__}' object cannot be interpreted as an integer")
        if not 0 <= port <= 65535:
            raise OverflowError(f"{caller}(): port must be 0-65535.")
        if len(address) > 2 and not 0 <= address[2] <= 0xFFFFF:
            raise OverflowError(f"{caller}(): flowinfo must be 0-1048575.")
        return (self.resolve(host, family), port)

    @staticmethod
    def shown(family: int, address: Address) -> Address:
        """The address as Python code sees it."""
        if family == AF_INET6 and isinstance(address, tuple):
            return (address[0], address[1], 0, 0)
        if isinstance(address, str) and address.startswith("\0"):
            # A name outside the file system is no text.
            return os.fsencode(address)
        return address if address is not None else ("" if family == AF_UNIX else ("0.0.0.0", 0))

    # -- look-ups

    def getaddrinfo(
        self, host: Any, port: Any, family: int = 0, type: int = 0, proto: int = 0, flags: int = 0
    ) -> list[tuple[int, int, int, str, Address]]:
        if family not in (0, AF_INET, AF_INET6):
            raise self._gaierror(FAMILY, "ai_family not supported")
        number = self._port(port, flags)
        if host is None and port is None:
            raise self._unknown()
        scope = 0
        if host is None or host == "":
            loopback = {AF_INET: "127.0.0.1", AF_INET6: "::1"}
            anywhere = {AF_INET: "0.0.0.0", AF_INET6: "::"}
            table = anywhere if flags & _PASSIVE else loopback
            address = table[family or AF_INET]
        else:
            if isinstance(host, (bytes, bytearray)):
                host = bytes(host).decode("idna")
            host, _, zone = host.partition("%")
            if zone:
                scope = int(zone) if zone.isdigit() else self.if_nametoindex(zone)
            if flags & _NUMERICHOST and not (self._is_numeric(host, AF_INET) or self._is_numeric(host, AF_INET6)):
                raise self._unknown()
            address = self.resolve(host, family or AF_INET)
        six = ":" in address
        if family and (family == AF_INET6) != six:
            raise self._gaierror(-9, "Address family for hostname not supported")
        where: Address = (address, number, 0, scope) if six else (address, number)
        result = [
            (AF_INET6 if six else AF_INET, kind, proto or protocol, "", where)
            for kind, protocol in ((_STREAM, _TCP), (_DATAGRAM, _UDP), (_RAW, 0))
            if (not type or type == kind) and (not proto or not protocol or proto == protocol)
        ]
        if not result:
            raise self._gaierror(-7, "ai_socktype not supported")
        return result

    def _port(self, port: Any, flags: int) -> int:
        if isinstance(port, (bytes, bytearray)):
            port = bytes(port).decode("ascii")
        if isinstance(port, str):
            # What the C library gets are bytes.
            port.encode()
            if port.lstrip("-").isdigit():
                port = int(port)
            elif port in _SERVICES and not flags & _NUMERICSERV:
                port = _SERVICES[port][0]
            elif flags & _NUMERICSERV:
                raise self._unknown()
            else:
                raise self._gaierror(SERVICE, "Servname not supported for ai_socktype")
        return 0 if port is None else int(port) & 0xFFFF

    def gethostbyname(self, host: str, /) -> str:
        return self.resolve(host) if host else "0.0.0.0"

    def getnameinfo(self, address: Address, flags: int, /) -> tuple[str, str]:
        if not isinstance(address, tuple):
            raise TypeError("getnameinfo() argument 1 must be a tuple")
        host, port = address[0], address[1]
        if len(address) > 2 and not 0 <= address[2] <= 0xFFFFF:
            raise OverflowError("getnameinfo(): flowinfo must be 0-1048575.")
        bare, _, zone = host.partition("%")
        if not (self._is_numeric(host, AF_INET) or self._is_numeric(bare, AF_INET6)):
            raise self._unknown()
        if ":" in bare:
            bare = str(IPv6Address(bare))
            scope = address[3] if len(address) > 3 else 0
            if scope or zone:
                bare = f"{bare}%{self.if_indextoname(scope) if scope else zone}"
        local = bare in ("127.0.0.1", "::1")
        name = _PORTS.get(port)
        if flags & _NI_NUMERICSERV or name is None or (flags & _NI_DGRAM and not _SERVICES[name][1]):
            name = str(port)
        return ("localhost" if local and not flags & _NI_NUMERICHOST else bare, name)

    def getservbyname(self, name: str, protocol: str | None = None, /) -> int:
        port, datagrams = _SERVICES.get(name, (0, False))
        if not port or (protocol == "udp" and not datagrams) or protocol not in (None, "tcp", "udp"):
            raise OSError("service/proto not found")
        return port

    def getservbyport(self, port: int, protocol: str | None = None, /) -> str:
        if not 0 <= port <= 65535:
            raise OverflowError("getservbyport: port must be 0-65535.")
        name = _PORTS.get(port)
        if name is None or (protocol == "udp" and not _SERVICES[name][1]) or protocol not in (None, "tcp", "udp"):
            raise OSError("port/proto not found")
        return name

    # -- interfaces

    def if_nametoindex(self, name: Any, /) -> int:
        if os.fsdecode(name) != _LOOPBACK[1]:
            raise OSError(19, "no interface with this name")
        return _LOOPBACK[0]

    def if_indextoname(self, index: int, /) -> str:
        if index < 0:
            raise ValueError("Cannot convert negative int")
        if index > 0xFFFFFFFF:
            raise OverflowError("Python int too large to convert to C unsigned int")
        if index != _LOOPBACK[0]:
            raise OSError(6, os.strerror(6))
        return _LOOPBACK[1]
