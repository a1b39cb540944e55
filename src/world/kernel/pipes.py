"""Pipes: a buffer with an end to read from and an end to write to."""

from __future__ import annotations

import errno
import os

from world import limits
from world.kernel.files import File, Files, error


class Pipe:
    """The buffer between the two ends of a pipe."""

    def __init__(self) -> None:
        self.buffer = bytearray()
        self.reader: PipeReader | None = None
        self.writer: PipeWriter | None = None


class PipeReader(File):
    mode = 0o010600
    access = os.O_RDONLY

    def __init__(self, files: Files, pipe: Pipe) -> None:
        super().__init__(files)
        self.pipe = pipe

    def readable(self) -> bool:
        return bool(self.pipe.buffer) or self.hung_up()

    def writable(self) -> bool:
        return False

    def hung_up(self) -> bool:
        return self.pipe.writer is None or self.pipe.writer.closed

    def read(self, size: int) -> bytes:
        self.wait_as_opened(self.readable, "os.read")
        data = bytes(self.pipe.buffer[:size])
        del self.pipe.buffer[:size]
        if data and self.pipe.writer is not None:
            self.pipe.writer.notify()
        return data

    def write(self, data: bytes | bytearray | memoryview) -> int:
        raise error(errno.EBADF)

    def close(self) -> None:
        super().close()
        if self.pipe.writer is not None:
            self.pipe.writer.notify()


class PipeWriter(File):
    mode = 0o010600
    access = os.O_WRONLY

    def __init__(self, files: Files, pipe: Pipe) -> None:
        super().__init__(files)
        self.pipe = pipe

    def readable(self) -> bool:
        return False

    def writable(self) -> bool:
        return self._space() >= limits.PIPE_ATOMIC or self.failed()

    def _space(self) -> int:
        return limits.PIPE - len(self.pipe.buffer)

    def failed(self) -> bool:
        return self.pipe.reader is None or self.pipe.reader.closed

    def read(self, size: int) -> bytes:
        raise error(errno.EBADF)

    def write(self, data: bytes | bytearray | memoryview) -> int:
        rest = memoryview(data).cast("B")
        written = 0
        # What is small enough is written in one piece or not at all (pipe(7)), so that several may write lines to one pipe.
        needed = len(rest) if len(rest) <= limits.PIPE_ATOMIC else 1
        while True:
            if self.failed():
                raise error(errno.EPIPE)
            space = self._space()
            if space >= needed:
                self.pipe.buffer += rest[written : written + space]
                written = min(len(rest), written + space)
                assert self.pipe.reader is not None
                self.pipe.reader.notify()
            if written == len(rest) or (self.nonblocking and written):
                return written
            self.wait_as_opened(lambda: self._space() >= needed or self.failed(), "os.write")

    def close(self) -> None:
        super().close()
        if self.pipe.reader is not None:
            self.pipe.reader.notify()


def make_pipe(files: Files) -> tuple[PipeReader, PipeWriter]:
    pipe = Pipe()
    pipe.reader, pipe.writer = PipeReader(files, pipe), PipeWriter(files, pipe)
    return pipe.reader, pipe.writer
