"""Control data beside a socket's bytes (`sendmsg`, `recvmsg`): open files that pass from one process to another, and IPv6 fields."""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence
from typing import Any

from world.machine.files import File, Files, error

SOL_SOCKET, IPPROTO_IPV6 = 1, 41
SCM_RIGHTS = 1
#: Fields of a received IPv6 packet: the option that asks for one, its control message, its value if the sender set none.
IPV6_FIELDS = {51: (52, 64), 66: (67, 0)}
#: A control message's header and alignment, bytes, as on the 32-bit machine that this is: CMSG_LEN(0) and sizeof(int).
_HEADER, _ALIGN = 12, 4

#: level, type, data.
Item = tuple[int, int, bytes]


class Parcel:
    """What was sent along: files, kept open by it until somebody takes it, and IPv6 fields by type."""

    __slots__ = ("fields", "files")

    def __init__(self, numbers: Sequence[int], fields: dict[int, bytes], table: Files) -> None:
        #: A file of the virtual disk has no object here: it is a descriptor of its own.
        self.files: list[File | int] = [table.table.get(number) or os.dup(number) for number in numbers]
        self.fields = fields
        for file in self.files:
            if isinstance(file, File):
                file.references += 1

    def open(self, count: int, table: Files) -> list[int]:
        """Descriptors of the running process for the first `count` files."""
        taken = self.files[:count]
        return [table.open(file) if isinstance(file, File) else os.dup(file) for file in taken]

    def drop(self) -> None:
        """Nobody wants it any more: closes its files unless they are open elsewhere."""
        files, self.files = self.files, []
        for file in files:
            if isinstance(file, int):
                os.close(file)
                continue
            file.references -= 1
            if not file.references:
                file.close()


def pack(items: Sequence[Any], is_unix: bool, table: Files) -> Parcel | None:
    """The parcel for the third argument of `sendmsg`. OSError for descriptors that are not open, and for unknown messages."""
    parsed: list[Item] = []
    for item in tuple(items):
        if not isinstance(item, (tuple, list)) or len(item) != 3:
            raise TypeError("[sendmsg() ancillary data items] must be a sequence of length 3")
        level, kind, data = item
        parsed.append((_index(level), _index(kind), bytes(memoryview(data).cast("B"))))
    numbers: list[int] = []
    fields: dict[int, bytes] = {}
    for level, kind, data in parsed:
        if level == SOL_SOCKET and kind == SCM_RIGHTS and is_unix:
            numbers += memoryview(data[: len(data) // 4 * 4]).cast("i")
        elif level == IPPROTO_IPV6 and not is_unix:
            value = int.from_bytes(data[:4], "little", signed=True)
            # -1 stands for what the kernel would take.
            if value >= 0:
                fields[kind] = value.to_bytes(4, "little")
        else:
            raise error(errno.EINVAL)
    return Parcel(numbers, fields, table) if numbers or fields else None


def unpack(parcel: Parcel | None, wanted: dict[int, bytes], room: int, table: Files) -> tuple[list[Item], bool]:
    """What `recvmsg` hands out of a parcel into `room` bytes, and whether it was cut, as the kernel cuts it.

    `wanted`: IPv6 fields by type, with what to say if the sender said nothing.
    """
    result: list[Item] = []
    cut = False
    if parcel is not None and parcel.files:
        count = min(len(parcel.files), max(0, room - _HEADER) // 4)
        cut = count < len(parcel.files)
        if count:
            data = b"".join(number.to_bytes(4, "little") for number in parcel.open(count, table))
            result.append((SOL_SOCKET, SCM_RIGHTS, data))
            room -= _HEADER + len(data)
    for kind, default in wanted.items():
        data = parcel.fields.get(kind, default) if parcel is not None else default
        if room < _HEADER:
            cut = True
            break
        taken = min(room, _HEADER + len(data))
        cut = cut or taken < _HEADER + len(data)
        result.append((IPPROTO_IPV6, kind, data[: taken - _HEADER]))
        room -= min(room, -(-taken // _ALIGN) * _ALIGN)
    return result, cut


def _index(value: Any) -> int:
    """An integer, in the words of the C module."""
    try:
        return int(value.__index__())
    except AttributeError:
        raise TypeError(f"'{type(value).__name__}' object cannot be interpreted as an integer") from None
