"""Names and numbers of services and protocols: what the C library looks up in /etc/services and /etc/protocols."""

from __future__ import annotations

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


def port_of(name: str, protocol: str) -> int | None:
    """The port of a service, or None if there is no such for this protocol."""
    return _BY_PROTOCOL.get(protocol, {}).get(name)


def name_of(port: int, protocols: list[str]) -> str | None:
    """The service on a port, for the first of the protocols that has one."""
    for protocol in protocols:
        for name, number in _BY_PROTOCOL.get(protocol, {}).items():
            if number == port:
                return name
    return None


def getservbyname(name: str, protocol: str | None = None, /) -> int:
    for one in [protocol] if protocol is not None else ["tcp", "udp"]:
        port = port_of(name, one)
        if port is not None:
            return port
    raise OSError("service/proto not found")


def getservbyport(port: int, protocol: str | None = None, /) -> str:
    if not 0 <= port <= 65535:
        raise OverflowError("getservbyport: port must be 0-65535.")
    name = name_of(port, [protocol] if protocol is not None else ["tcp", "udp"])
    if name is None:
        raise OSError("port/proto not found")
    return name


def getprotobyname(name: str, /) -> int:
    if name not in _PROTOCOLS:
        raise OSError("protocol not found")
    return _PROTOCOLS[name]
