"""The network interfaces that there are: one, `lo`, with index 1."""

from __future__ import annotations

import errno

from world.kernel.files import error


def if_nameindex() -> list[tuple[int, str]]:
    return [(1, "lo")]


def if_nametoindex(name: str, /) -> int:
    if not isinstance(name, (str, bytes)):
        raise TypeError(f"expected str, bytes or os.PathLike object, not {type(name).__name__}")
    if name not in ("lo", b"lo"):
        raise error(errno.ENODEV)
    return 1


def if_indextoname(index: int, /) -> str:
    if not isinstance(index, int):
        raise TypeError(f"'{type(index).__name__}' object cannot be interpreted as an integer")
    if index < 0:
        raise ValueError("can't convert negative value to unsigned int")
    if index >= 2**32:
        raise OverflowError("Python int too large to convert to C unsigned int")
    if index != 1:
        raise error(errno.ENXIO)
    return "lo"
