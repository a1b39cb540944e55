"""What travels beside the bytes of `sendmsg` and `recvmsg`: open files, hop limits and traffic classes.

Truncation follows Linux's `put_cmsg` and `scm_detach_fds`.
"""

from __future__ import annotations

import errno
import operator
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from world.kernel.datagrams import Message
from world.kernel.files import Files, Held, error
from world.kernel.sockets import AF_INET6, AF_UNIX, Endpoint
from world.modules.socket_options import IPPROTO_IP, IPPROTO_IPV6, SOL_SOCKET, wants

SCM_RIGHTS, _SCM_CREDENTIALS = 1, 2
MSG_CTRUNC, MSG_CMSG_CLOEXEC = 8, 0x40000000
_MOST_RIGHTS = 253
_INT = 4


class Control(NamedTuple):
    """One control message."""

    level: int
    kind: int
    data: bytes


def controls(items: Iterable[Any]) -> list[Control]:
    """The second argument of `sendmsg`, checked as the C module does."""
    found = []
    for item in list(items):
        if not isinstance(item, tuple) or len(item) != 3:
            raise TypeError("[sendmsg() ancillary data items] must be 3-item tuples")
        level, kind = operator.index(item[0]), operator.index(item[1])
        found.append(Control(level, kind, bytes(memoryview(item[2]).cast("B"))))
    return found


def held_files(files: Files, given: list[Control]) -> list[Held]:
    """The files that SCM_RIGHTS among `given` names, kept open for the receiver."""
    numbers: list[int] = []
    for level, kind, data in given:
        if level != SOL_SOCKET:
            continue
        if kind == SCM_RIGHTS:
            whole = len(data) - len(data) % _INT
            numbers += [int.from_bytes(data[at : at + _INT], "little", signed=True) for at in range(0, whole, _INT)]
        elif kind != _SCM_CREDENTIALS:
            raise error(errno.EINVAL)
    if len(numbers) > _MOST_RIGHTS:
        raise error(errno.EINVAL)
    held: list[Held] = []
    try:
        for number in numbers:
            held.append(files.hold(number))
    except OSError:
        for one in held:
            files.drop(one)
        raise error(errno.EBADF) from None
    return held


def message_of(file: Endpoint, data: bytes, sender: Any, given: list[Control], rights: list[Held]) -> Message:
    """A datagram with what the sender's options and control messages say of it."""
    six = file.family == AF_INET6
    level = IPPROTO_IPV6 if six else IPPROTO_IP
    if file.family == AF_UNIX or not (file.options or given):
        return Message(data, sender, rights)
    hops_option, class_option = (16, 67) if six else (2, 1)
    hops, traffic_class = file.options.get((level, hops_option), 64), file.options.get((level, class_option), 0)
    hops_kind, class_kind = (52, 67) if six else (2, 1)
    for control in given:
        if control.level != level:
            continue
        if control.kind not in (hops_kind, class_kind) or (len(control.data) != _INT and six):
            raise error(errno.EINVAL)
        value = int.from_bytes(control.data[:_INT], "little", signed=True)
        if not -1 <= value <= 255:
            raise error(errno.EINVAL)
        if control.kind == hops_kind:
            hops = value if value >= 0 else 64
        else:
            traffic_class = max(0, value)
    return Message(data, sender, rights, int(hops) if isinstance(hops, int) else 64, int(traffic_class or 0))


class Space:
    """The control buffer that a receiver lends."""

    def __init__(self, size: int, length_of: Callable[[int], int], space_of: Callable[[int], int]) -> None:
        self.left = size
        self.length_of = length_of
        self.space_of = space_of
        self.found: list[tuple[int, int, bytes]] = []
        self.flags = 0

    def put(self, level: int, kind: int, data: bytes) -> None:
        """Adds a control message, cut to what is left."""
        room = self.left - self.length_of(0)
        if room < len(data):
            self.flags |= MSG_CTRUNC
            if room < 0:
                return
            data = data[:room]
        self.found.append((level, kind, data))
        self.left -= min(self.left, self.space_of(len(data)))

    def put_files(self, files: Files, held: list[Held], inheritable: bool) -> None:
        """Opens for the receiver as many of the files as fit, and drops the others."""
        fits = max(0, self.left - self.length_of(0)) // _INT
        numbers = [files.take(one) for one in held[:fits]]
        for one in held[fits:]:
            self.flags |= MSG_CTRUNC
            files.drop(one)
        if inheritable:
            files.inheritable.update(numbers)
        if numbers:
            self.put(SOL_SOCKET, SCM_RIGHTS, b"".join(number.to_bytes(_INT, "little") for number in numbers))

    def put_fields(self, file: Endpoint, message: Message) -> None:
        """What the socket asked to be told of every message."""
        for level, kind, field in wants(file):
            value: int = getattr(message, field)
            one_byte = level == IPPROTO_IP and field == "traffic_class"
            self.put(level, kind, bytes([value]) if one_byte else value.to_bytes(_INT, "little"))
