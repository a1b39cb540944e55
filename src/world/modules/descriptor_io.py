"""`open` on virtual descriptors: the C `FileIO` asks Emscripten, which does not know them."""

from __future__ import annotations

import io
import os
import warnings
from collections.abc import Callable
from typing import Any

from world.kernel.files import FIRST, Files


class DescriptorIO(io.RawIOBase):
    """What `io.FileIO` is for descriptors of the virtual disk."""

    def __init__(self, fd: int, mode: str, closefd: bool) -> None:
        self.name = fd
        self.mode = mode
        self.closefd = closefd
        self._fd = fd
        self._reads = "r" in mode or "+" in mode
        self._writes = "r" not in mode or "+" in mode

    def __repr__(self) -> str:
        return f"<{type(self).__module__}.{type(self).__qualname__} name={self.name} mode={self.mode!r}>"

    def fileno(self) -> int:
        self._check()
        return self._fd

    def isatty(self) -> bool:
        return False

    def readable(self) -> bool:
        self._check()
        return self._reads

    def writable(self) -> bool:
        self._check()
        return self._writes

    def readinto(self, buffer: Any, /) -> int | None:
        self._check()
        if not self._reads:
            raise io.UnsupportedOperation("File not open for reading")
        view = memoryview(buffer).cast("B")
        try:
            data = os.read(self._fd, len(view))
        except BlockingIOError:
            return None
        view[: len(data)] = data
        return len(data)

    def write(self, data: Any, /) -> int | None:
        self._check()
        if not self._writes:
            raise io.UnsupportedOperation("File not open for writing")
        try:
            return os.write(self._fd, data)
        except BlockingIOError:
            return None

    def close(self) -> None:
        if not self.closed:
            super().close()
            if self.closefd:
                os.close(self._fd)

    def __del__(self) -> None:
        if not self.closed and self.closefd:
            warnings.warn(f"unclosed file {self!r}", ResourceWarning, source=self, stacklevel=2)
            self.close()

    def _check(self) -> None:
        if self.closed:
            raise ValueError("I/O operation on closed file.")


def opener(files: Files) -> Callable[..., Any]:
    """What `open` does with virtual descriptors. EBADF for numbers that stand for nothing."""

    def open_descriptor(
        file: int,
        mode: str = "r",
        buffering: int = -1,
        encoding: str | None = None,
        errors: str | None = None,
        newline: str | None = None,
        closefd: bool = True,
        opener: Any = None,
    ) -> Any:
        # Checks the mode and how it goes with the other arguments, as it does for every file.
        open(os.devnull, mode, buffering, encoding, errors, newline).close()
        files.get(file)
        raw = DescriptorIO(file, "".join(letter for letter in mode if letter in "rwax+") + "b", closefd)
        if buffering == 0:
            return raw
        size = buffering if buffering > 1 else io.DEFAULT_BUFFER_SIZE
        buffer: Any
        if "+" in mode:
            buffer = io.BufferedRandom(raw, size)
        elif "r" in mode:
            buffer = io.BufferedReader(raw, size)
        else:
            buffer = io.BufferedWriter(raw, size)
        if "b" in mode:
            return buffer
        text: Any = io.TextIOWrapper(buffer, encoding, errors, newline, buffering == 1)
        text.mode = mode
        return text

    return open_descriptor


def install_opener(files: Files, open_elsewhere: Callable[[int, int, int, int], None]) -> None:
    """Lets `open`, however it is reached, open virtual descriptors, and others run first where it opens a file of the disk.

    `open_elsewhere` takes the addresses of `open`, of what is called in its place for descriptors from a number on, of what is called
    before it for everything else, and that number.
    """
    # Held by the module, so that their addresses stay good.
    global _opener, _before
    _opener, _before = opener(files), files.scheduler.pass_by
    open_elsewhere(id(open), id(_opener), id(_before), FIRST)


_opener: Callable[..., Any] | None = None
_before: Callable[[], None] | None = None
