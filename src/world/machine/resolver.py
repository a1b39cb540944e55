"""Names and numbers of hosts, services, protocols and interfaces: what the C library looks up in /etc.

Every name the network knows is 127.0.0.1, and ::1 when IPv6 is asked for; there is one interface, `lo`.
"""

from __future__ import annotations

import errno
from collections.abc import Callable
from functools import lru_cache
from ipaddress import IPv6Address
from types import ModuleType
from typing import Any

from world.machine.files import error
from world.machine.network import BROADCAST, Network, is_local
from world.machine.sockets import AF_INET, AF_INET6, SOCK_DGRAM, SOCK_STREAM

_SOCK_RAW = 3
_AI_PASSIVE, _AI_CANONNAME, _AI_NUMERICHOST, _AI_NUMERICSERV = 1, 2, 4, 0x400
_NI_NUMERICHOST, _NI_NUMERICSERV, _NI_NAMEREQD, _NI_DGRAM = 1, 2, 8, 16
EAI_NONAME, EAI_FAMILY, EAI_SOCKTYPE, EAI_SERVICE, EAI_ADDRFAMILY = -2, -6, -7, -8, -9
_MESSAGES = {
    EAI_NONAME: "Name or service not known",
    EAI_FAMILY: "ai_family not supported",
    EAI_SOCKTYPE: "ai_socktype not supported",
    EAI_SERVICE: "Servname not supported for ai_socktype",
    EAI_ADDRFAMILY: "Address family for hostname not supported",
}
#: From /etc/services; all but the last group speak TCP only.
_SERVICES = {
    "ftp": 21,
    "ssh": 22,
    "telnet": 23,
    "smtp": 25,
    "http": 80,
    "pop3": 110,
    "imap2": 143,
    "https": 443,
    "submission": 587,
    "imaps": 993,
    "pop3s": 995,
}
_UDP_TOO = {"echo": 7, "discard": 9, "daytime": 13, "domain": 53}
_UDP_ONLY = {"bootps": 67, "tftp": 69, "ntp": 123, "snmp": 161}
_BY_PROTOCOL = {"tcp": _SERVICES | _UDP_TOO, "udp": _UDP_ONLY | _UDP_TOO}
_PROTOCOLS = {"ip": 0, "icmp": 1, "tcp": 6, "udp": 17, "ipv6": 41, "ipv6-icmp": 58}
#: In the order of glibc: socket type, protocol, its name for services.
_KINDS = ((SOCK_STREAM, 6, "tcp"), (SOCK_DGRAM, 17, "udp"), (_SOCK_RAW, 0, ""))
_LARGEST_FLOW = 0xFFFFF


class Resolver:
    """The functions of `_socket` that look something up, and the checks of addresses that use them."""

    def __init__(self, network: Network, real: ModuleType) -> None:
        self.network = network
        self.real = real
        #: A numeric host in its usual spelling, and the index of its interface; None if it is a name.
        self.numeric = lru_cache(256)(self._numeric)

    def failure(self, code: int) -> OSError:
        failure: OSError = self.real.gaierror(code, _MESSAGES[code])
        return failure

    # -- numbers

    def inet_pton(self, family: int, host: str, /) -> bytes:
        if family != AF_INET6:
            packed: bytes = self.real.inet_pton(family, host)
            return packed
        try:
            if "%" not in host:
                return IPv6Address(host).packed
        except ValueError:
            pass
        raise OSError("illegal IP address string passed to inet_pton")

    def inet_ntop(self, family: int, packed: bytes, /) -> str:
        if family != AF_INET6:
            shown: str = self.real.inet_ntop(family, packed)
            return shown
        if len(packed) != 16:
            raise ValueError("invalid length of packed IP address string")
        address = IPv6Address(bytes(packed))
        mapped = address.ipv4_mapped
        return f"::ffff:{mapped}" if mapped is not None else str(address)

    def _numeric(self, host: str) -> tuple[str, int] | None:
        if ":" in host:
            address, percent, scope = host.partition("%")
            try:
                packed = self.inet_pton(AF_INET6, address)
            except OSError:
                return None
            return self.inet_ntop(AF_INET6, packed), self._scope(scope) if percent else 0
        if host[:1].isdigit():
            try:
                return self.real.inet_ntoa(self.real.inet_aton(host)), 0
            except OSError:
                return None
        return None

    def _scope(self, name: str) -> int:
        if name.isdigit():
            return int(name)
        if name != "lo":
            raise self.failure(EAI_NONAME)
        return 1

    # -- hosts

    def resolve(self, host: Any, family: int = AF_INET) -> str:
        """One numeric address of `family`. gaierror for a name that nothing on the machine has."""
        if isinstance(host, (bytes, bytearray)):
            host = bytes(host).decode("ascii")
        if host in ("", None):
            return "::" if family == AF_INET6 else "0.0.0.0"
        if not isinstance(host, str):
            raise TypeError(f"str, bytes or bytearray expected, not {type(host).__name__}")
        if host == "<broadcast>":
            return BROADCAST
        if "\0" in host:
            raise ValueError("embedded null character")
        numeric = self.numeric(host)
        if numeric is not None:
            if (":" in numeric[0]) != (family == AF_INET6):
                raise self.failure(EAI_ADDRFAMILY)
            return numeric[0]
        if host.lower() not in self.network.names:
            host.encode("idna")
            raise self.failure(EAI_NONAME)
        return "::1" if family == AF_INET6 else "127.0.0.1"

    def gethostbyname(self, host: str, /) -> str:
        return self.resolve(host)

    def gethostbyname_ex(self, host: str, /) -> tuple[str, list[str], list[str]]:
        return host, [], [self.resolve(host)]

    def gethostbyaddr(self, host: str, /) -> tuple[str, list[str], list[str]]:
        address = self.resolve(host, AF_INET6 if ":" in str(host) else AF_INET)
        if not is_local(address):
            raise self.real.herror(1, "Unknown host")
        return "localhost", [], [address]

    def gethostname(self) -> str:
        return self.network.host_name

    def sethostname(self, name: str | bytes, /) -> None:
        self.network.host_name = name if isinstance(name, str) else bytes(name).decode()

    def getaddrinfo(
        self, host: Any, port: Any, family: int = 0, type: int = 0, proto: int = 0, flags: int = 0
    ) -> list[tuple[int, int, int, str, Any]]:
        if isinstance(host, (bytes, bytearray)):
            host = bytes(host).decode("ascii")
        elif isinstance(host, str):
            if not host.isascii():
                host = host.encode("idna").decode("ascii")
        elif host is not None:
            raise TypeError("getaddrinfo() argument 1 must be string or None")
        if host == "":
            host = None
        if family not in (0, AF_INET, AF_INET6):
            raise self.failure(EAI_FAMILY)
        kinds = _kinds(type, proto)
        if not kinds:
            raise self.failure(EAI_SOCKTYPE if type else EAI_SERVICE)
        service = self._service(port, flags)
        if host is None and port is None:
            raise self.failure(EAI_NONAME)
        if isinstance(service, str):
            ports = [(kind, protocol, _BY_PROTOCOL.get(name, {}).get(service)) for kind, protocol, name in kinds]
        else:
            ports = [(kind, protocol, service) for kind, protocol, _ in kinds]
        result: list[tuple[int, int, int, str, Any]] = []
        canonical = host or "localhost" if flags & _AI_CANONNAME else ""
        for address, scope in self._hosts(host, family, flags):
            for kind, protocol, number in ports:
                if number is None:
                    continue
                where = (address, number, 0, scope) if ":" in address else (address, number)
                result.append((AF_INET6 if ":" in address else AF_INET, kind, proto or protocol, canonical, where))
                canonical = ""
        if not result:
            raise self.failure(EAI_SERVICE)
        return result

    def _service(self, port: Any, flags: int) -> int | str:
        """A port number, or the name of a service."""
        if port is None:
            return 0
        if isinstance(port, (bytes, bytearray)):
            port = bytes(port).decode("ascii", "replace")
        elif isinstance(port, str):
            port.encode()
        elif isinstance(port, int):
            # glibc keeps 16 bits, and refuses what is no number of C's.
            if not -(2**63) <= port < 2**64:
                raise self.failure(EAI_SERVICE)
            return int(port) & 0xFFFF
        else:
            raise OSError("Int or String expected")
        if port.isascii() and port.isdigit():
            return int(port) & 0xFFFF
        if flags & _AI_NUMERICSERV:
            raise self.failure(EAI_NONAME)
        return str(port)

    def _hosts(self, host: str | None, family: int, flags: int) -> list[tuple[str, int]]:
        """Numeric addresses and their scopes."""
        if host is None:
            both = [("0.0.0.0", 0), ("::", 0)] if flags & _AI_PASSIVE else [("::1", 0), ("127.0.0.1", 0)]
            return [one for one in both if not family or (":" in one[0]) == (family == AF_INET6)]
        if "\0" in host:
            raise ValueError("embedded null character")
        numeric = self.numeric(host)
        if numeric is None:
            if flags & _AI_NUMERICHOST:
                raise self.failure(EAI_NONAME)
            return [(self.resolve(host, family or AF_INET), 0)]
        if family and (":" in numeric[0]) != (family == AF_INET6):
            raise self.failure(EAI_ADDRFAMILY)
        return [numeric]

    def getnameinfo(self, address: Any, flags: int, /) -> tuple[str, str]:
        if not isinstance(address, tuple):
            raise TypeError("getnameinfo() argument 1 must be a tuple")
        host, port, *rest = address
        if len(address) > 4 or not isinstance(host, str) or not isinstance(port, int):
            raise TypeError("getnameinfo(): illegal sockaddr argument")
        flow, scope = (*rest, 0, 0)[:2]
        if not 0 <= flow <= _LARGEST_FLOW:
            raise OverflowError("getnameinfo(): flowinfo must be 0-1048575.")
        numeric = self.numeric(host)
        if numeric is None:
            raise self.failure(EAI_NONAME)
        if ":" not in numeric[0] and len(address) != 2:
            raise OSError("IPv4 sockaddr must be 2 tuple")
        name = numeric[0]
        if is_local(name) and name not in ("0.0.0.0", "::") and not flags & _NI_NUMERICHOST:
            name = "localhost"
        elif flags & _NI_NAMEREQD:
            raise self.failure(EAI_NONAME)
        elif scope:
            name += "%lo" if scope == 1 else f"%{scope}"
        service = str(port)
        if not flags & _NI_NUMERICSERV:
            service = _name_of(port, ["udp" if flags & _NI_DGRAM else "tcp"]) or service
        return name, service

    # -- services and protocols

    def getservbyname(self, name: str, protocol: str | None = None, /) -> int:
        for one in [protocol] if protocol is not None else ["tcp", "udp"]:
            port = _BY_PROTOCOL.get(one, {}).get(name)
            if port is not None:
                return port
        raise OSError("service/proto not found")

    def getservbyport(self, port: int, protocol: str | None = None, /) -> str:
        if not 0 <= port <= 65535:
            raise OverflowError("getservbyport: port must be 0-65535.")
        name = _name_of(port, [protocol] if protocol is not None else ["tcp", "udp"])
        if name is None:
            raise OSError("port/proto not found")
        return name

    def getprotobyname(self, name: str, /) -> int:
        if name not in _PROTOCOLS:
            raise OSError("protocol not found")
        return _PROTOCOLS[name]

    # -- interfaces

    def if_nameindex(self) -> list[tuple[int, str]]:
        return [(1, "lo")]

    def if_nametoindex(self, name: str, /) -> int:
        if not isinstance(name, (str, bytes)):
            raise TypeError(f"expected str, bytes or os.PathLike object, not {type(name).__name__}")
        if name not in ("lo", b"lo"):
            raise error(errno.ENODEV)
        return 1

    def if_indextoname(self, index: int, /) -> str:
        if not isinstance(index, int):
            raise TypeError(f"'{type(index).__name__}' object cannot be interpreted as an integer")
        if index < 0:
            raise ValueError("can't convert negative value to unsigned int")
        if index >= 2**32:
            raise OverflowError("Python int too large to convert to C unsigned int")
        if index != 1:
            raise error(errno.ENXIO)
        return "lo"

    def functions(self) -> dict[str, Callable[..., Any]]:
        """By their names in `_socket`."""
        return {name: getattr(self, name) for name in _PUBLISHED}

    # -- addresses of AF_INET and AF_INET6

    def native(self, family: int, address: Any, caller: str) -> tuple[str, int]:
        """(host, port), numeric, as the network keys it. TypeError, OverflowError and gaierror as the C module raises them."""
        six = family == AF_INET6
        name = "AF_INET6" if six else "AF_INET"
        if not isinstance(address, tuple):
            raise TypeError(f"{caller}(): {name} address must be tuple, not {type(address).__name__}")
        if not 2 <= len(address) <= (4 if six else 2):
            shape = "a tuple (host, port[, flowinfo[, scopeid]])" if six else "a pair (host, port)"
            raise TypeError(f"{caller}(): {name} address must be {shape}")
        host, port = address[0], address[1]
        if not isinstance(port, int):
            raise TypeError(f"'{type(port).__name__}' object cannot be interpreted as an integer")
        if not 0 <= port <= 65535:
            raise OverflowError(f"{caller}(): port must be 0-65535.")
        if len(address) > 2 and not 0 <= address[2] <= _LARGEST_FLOW:
            raise OverflowError(f"{caller}(): flowinfo must be 0-1048575.")
        resolved = self.resolve(host, family)
        # One network carries both families.
        return (resolved[7:] if resolved.startswith("::ffff:") else resolved, port)


_PUBLISHED = [
    "getaddrinfo",
    "gethostbyaddr",
    "gethostbyname",
    "gethostbyname_ex",
    "gethostname",
    "getnameinfo",
    "getprotobyname",
    "getservbyname",
    "getservbyport",
    "if_indextoname",
    "if_nameindex",
    "if_nametoindex",
    "inet_ntop",
    "inet_pton",
    "sethostname",
]


def shown(family: int, address: Any) -> Any:
    """An address as Python programs see it."""
    if family == AF_INET6 and isinstance(address, tuple):
        host, port = address
        return (host if ":" in host else f"::ffff:{host}", port, 0, 0)
    return address


@lru_cache
def _kinds(type: int, proto: int) -> tuple[tuple[int, int, str], ...]:
    """The rows of `_KINDS` that are asked for; glibc takes the first that fits, or all if nothing is asked."""
    found = [
        kind
        for kind in _KINDS
        if (not type or type == kind[0]) and (not proto or kind[0] == _SOCK_RAW or proto == kind[1])
    ]
    return tuple(found[:1] if type or proto else found)


def _name_of(port: int, protocols: list[str]) -> str | None:
    for protocol in protocols:
        for name, number in _BY_PROTOCOL.get(protocol, {}).items():
            if number == port:
                return name
    return None
