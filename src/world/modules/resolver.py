"""Names of hosts: what the C library looks up in /etc/hosts and, in life, asks other machines.

Every name the network knows is 127.0.0.1, and ::1 when IPv6 is asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from types import ModuleType
from typing import Any

from world.kernel.network import BROADCAST, Network, is_local
from world.kernel.sockets import AF_INET, AF_INET6, SOCK_DGRAM, SOCK_STREAM
from world.modules import interfaces, service_names
from world.modules.addresses import (
    EAI_ADDRFAMILY,
    EAI_FAMILY,
    EAI_NONAME,
    EAI_SERVICE,
    EAI_SOCKTYPE,
    LARGEST_FLOW,
    Addresses,
)

_SOCK_RAW = 3
_AI_PASSIVE, _AI_CANONNAME, _AI_NUMERICHOST, _AI_NUMERICSERV = 1, 2, 4, 0x400
_NI_NUMERICHOST, _NI_NUMERICSERV, _NI_NAMEREQD, _NI_DGRAM = 1, 2, 8, 16
#: In the order of glibc: socket type, protocol, its name for services.
_KINDS = ((SOCK_STREAM, 6, "tcp"), (SOCK_DGRAM, 17, "udp"), (_SOCK_RAW, 0, ""))


class Resolver:
    """The functions of `_socket` that look something up, and the checks of addresses that use them."""

    def __init__(self, network: Network, real: ModuleType) -> None:
        self.network = network
        self.herror: type[OSError] = real.herror
        self.addresses = Addresses(real)
        self.numeric = self.addresses.numeric
        self.failure = self.addresses.failure

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
            raise self.herror(1, "Unknown host")
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
            ports = [(kind, protocol, service_names.port_of(service, name)) for kind, protocol, name in kinds]
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
        if not 0 <= flow <= LARGEST_FLOW:
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
            service = service_names.name_of(port, ["udp" if flags & _NI_DGRAM else "tcp"]) or service
        return name, service

    def functions(self) -> dict[str, Callable[..., Any]]:
        """All that looks something up, by its name in `_socket`."""
        published: tuple[Callable[..., Any], ...] = (
            self.getaddrinfo,
            self.gethostbyaddr,
            self.gethostbyname,
            self.gethostbyname_ex,
            self.gethostname,
            self.getnameinfo,
            self.sethostname,
            self.addresses.inet_ntop,
            self.addresses.inet_pton,
            interfaces.if_indextoname,
            interfaces.if_nameindex,
            interfaces.if_nametoindex,
            service_names.getprotobyname,
            service_names.getservbyname,
            service_names.getservbyport,
        )
        return {function.__name__: function for function in published}

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
        if len(address) > 2 and not 0 <= address[2] <= LARGEST_FLOW:
            raise OverflowError(f"{caller}(): flowinfo must be 0-1048575.")
        resolved = self.resolve(host, family)
        # One network carries both families.
        return (resolved[7:] if resolved.startswith("::ffff:") else resolved, port)


@lru_cache
def _kinds(type: int, proto: int) -> tuple[tuple[int, int, str], ...]:
    """The rows of `_KINDS` that are asked for; glibc takes the first that fits, or all if nothing is asked."""
    found = [
        kind
        for kind in _KINDS
        if (not type or type == kind[0]) and (not proto or kind[0] == _SOCK_RAW or proto == kind[1])
    ]
    return tuple(found[:1] if type or proto else found)
