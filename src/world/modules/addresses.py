"""Numeric addresses of IPv4 and IPv6, and how Python programs see those of sockets."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv6Address
from types import ModuleType
from typing import Any

from world.kernel.sockets import AF_INET6

EAI_NONAME, EAI_FAMILY, EAI_SOCKTYPE, EAI_SERVICE, EAI_ADDRFAMILY = -2, -6, -7, -8, -9
_MESSAGES = {
    EAI_NONAME: "Name or service not known",
    EAI_FAMILY: "ai_family not supported",
    EAI_SOCKTYPE: "ai_socktype not supported",
    EAI_SERVICE: "Servname not supported for ai_socktype",
    EAI_ADDRFAMILY: "Address family for hostname not supported",
}
LARGEST_FLOW = 0xFFFFF


class Addresses:
    """Reads and writes numeric addresses as the C library does."""

    def __init__(self, real: ModuleType) -> None:
        self.real = real
        #: A numeric host in its usual spelling, and the index of its interface; None if it is a name.
        self.numeric = lru_cache(256)(self._numeric)

    def failure(self, code: int) -> OSError:
        failure: OSError = self.real.gaierror(code, _MESSAGES[code])
        return failure

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


def shown(family: int, address: Any) -> Any:
    """An address as Python programs see it."""
    if family == AF_INET6 and isinstance(address, tuple):
        host, port = address
        return (host if ":" in host else f"::ffff:{host}", port, 0, 0)
    return address
