"""Names of Unix sockets: abstract ones, and files of the virtual disk, of which `stat` has to say what they are."""

from __future__ import annotations

import errno
import os
import stat
from types import ModuleType
from typing import Any
from weakref import WeakValueDictionary

from world.kernel.datagrams import Datagrams
from world.kernel.files import error
from world.kernel.network import Network
from world.kernel.sockets import Endpoint, Key

_LONGEST = 108
_S_IFSOCK = 0o140000


class UnixNames:
    """Who is bound to which name. Files are known by what their paths lead to: paths may be changed and taken anew."""

    def __init__(self, network: Network) -> None:
        self.network = network
        #: Abstract names, which live as long as the socket that has them.
        self._abstract: WeakValueDictionary[bytes, Endpoint] = WeakValueDictionary()
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

    def bind(self, file: Endpoint, name: str | bytes) -> None:
        """Gives `file` a name; if it is empty, an abstract one that nobody has, as Linux does. EADDRINUSE."""
        if not name:
            name = next(free for number in range(2**20) if not self._taken(free := b"\0%05x" % number))
        if isinstance(name, bytes):
            if self._taken(name):
                raise error(errno.EADDRINUSE)
            self._abstract[name] = file
        key = file.key = name if isinstance(name, bytes) else self._create(name)
        file.local, file.bound = name, True
        if isinstance(file, Datagrams):
            known = self.network.datagrams
            known[key] = file
            file.on_close = lambda: known.pop(key, None)

    def receiver(self, name: str | bytes) -> Datagrams:
        """The datagram socket that has the name. FileNotFoundError, EPROTOTYPE, ECONNREFUSED."""
        key = self.key(name)
        found = self.network.datagrams.get(key)
        if found is None:
            raise error(errno.EPROTOTYPE if key in self.network.listeners else errno.ECONNREFUSED)
        return found

    def _taken(self, name: bytes) -> bool:
        file = self._abstract.get(name)
        return (file is not None and file.references > 0) or name in self.network.listeners

    def _create(self, path: str) -> str:
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o777))
        except FileExistsError:
            raise error(errno.EADDRINUSE) from None
        if not self._sockets:
            self._tell_kinds()
        key = _identity(self._real_stat(path))
        self._sockets.add(key)
        return key

    def key(self, path: str | bytes) -> Key:
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
            rebuilt: Any = result.__reduce__()
            kind, (fields, extra) = rebuilt
            told: os.stat_result = kind((_S_IFSOCK | stat.S_IMODE(result.st_mode), *fields[1:]), extra)
            return told

        function.__name__ = function.__qualname__ = name
        return function


def _identity(result: os.stat_result) -> str:
    return f"{result.st_dev}:{result.st_ino}"
