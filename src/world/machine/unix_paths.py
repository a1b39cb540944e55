"""Names of Unix sockets on the virtual disk, which knows only plain files: `stat` has to say what they are."""

from __future__ import annotations

import errno
import os
import stat
from types import ModuleType
from typing import Any

from world.machine.files import error

_LONGEST = 108
_S_IFSOCK = 0o140000


class UnixPaths:
    """The files that stand for Unix sockets, known by what their paths lead to: names may be changed and taken anew."""

    def __init__(self) -> None:
        self._sockets: set[str] = set()
        self._real_stat = os.stat

    def native(self, address: Any) -> str | bytes:
        """A path, or bytes for an abstract name; TypeError and OSError as the C module raises them."""
        if isinstance(address, str):
            name = os.fsencode(address)
        elif isinstance(address, (bytes, bytearray, memoryview)):
            name = bytes(address)
        else:
            raise TypeError(f"a bytes-like object is required, not '{type(address).__name__}'")
        abstract = name.startswith(b"\0")
        if len(name) > _LONGEST or (len(name) == _LONGEST and not abstract):
            raise OSError("AF_UNIX path too long")
        return name if abstract else os.fsdecode(name.partition(b"\0")[0])

    def create(self, path: str) -> str:
        """Makes the file of a socket that is being bound; returns its key. EADDRINUSE if there is one of that name."""
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o777))
        except FileExistsError:
            raise error(errno.EADDRINUSE) from None
        if not self._sockets:
            self._tell_kinds()
        key = self.key(path)
        self._sockets.add(key)
        return key

    def key(self, path: str | bytes) -> str | bytes:
        """What the network knows a bound socket by. FileNotFoundError if nothing has the name."""
        if isinstance(path, bytes):
            return path
        return _identity(self._real_stat(path))

    def _tell_kinds(self) -> None:
        """From the first socket on: a program that has none shall not pay at each of an import's many looks at the disk."""
        import posix

        for module in (posix, os):
            for name in ("stat", "lstat"):
                setattr(module, name, self._telling(module, name))

    def _telling(self, module: ModuleType, name: str) -> Any:
        real = getattr(module, name)

        def function(path: Any, *args: Any, **kwargs: Any) -> os.stat_result:
            result: os.stat_result = real(path, *args, **kwargs)
            if _identity(result) not in self._sockets:
                return result
            kind, (fields, extra) = result.__reduce__()  # type: ignore[misc]  # a struct sequence, says what it takes
            return kind((_S_IFSOCK | stat.S_IMODE(result.st_mode), *fields[1:]), extra)  # type: ignore[no-any-return]

        function.__name__ = function.__qualname__ = name
        return function


def _identity(result: os.stat_result) -> str:
    return f"{result.st_dev}:{result.st_ino}"
