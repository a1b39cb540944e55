"""What programs print, kept per process and cut at a limit."""

from __future__ import annotations

import io
from typing import Any

from world import limits
from world.kernel.processes import Processes


class Console(io.TextIOBase):
    """`sys.stdout` and `sys.stderr` of every process: text goes to the process that runs. Never blocks, holds no lock."""

    encoding = "utf-8"
    errors = "strict"
    newlines = None
    line_buffering = True

    def __init__(self, processes: Processes, name: str) -> None:
        self.processes = processes
        self.name = name
        self.mode = "w"
        self.buffer = _Bytes(self)

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return 1 if self.name == "<stdout>" else 2

    def isatty(self) -> bool:
        return False

    def write(self, text: str, /) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        process = self.processes.scheduler.process
        if process is not None:
            process.printed.add(text)
        return len(text)

    def flush(self) -> None:
        pass

    def reconfigure(self, **options: Any) -> None:
        pass


class _Bytes(io.RawIOBase):
    def __init__(self, console: Console) -> None:
        self.console = console

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        self.console.write(bytes(data).decode("utf-8", "replace"))
        return len(data)


class Paper:
    """Characters that may still be printed, by all processes that share it."""

    def __init__(self, characters: int = limits.OUTPUTS) -> None:
        self.left = characters


class Printed:
    """One process's output: the first `limits.OUTPUT` characters for which there is paper, and how many more there were."""

    def __init__(self, paper: Paper | None = None) -> None:
        self._paper = paper or Paper()
        self._parts: list[str] = []
        self._size = 0
        self.dropped = 0

    def add(self, text: str) -> None:
        space = min(limits.OUTPUT - self._size, self._paper.left)
        if space < len(text):
            self.dropped += len(text) - max(0, space)
            text = text[: max(0, space)]
        if text:
            self._parts.append(text)
            self._size += len(text)
            self._paper.left -= len(text)

    def text(self) -> str:
        """All that was kept; what was cut is said in the last line."""
        text = "".join(self._parts)
        return f"{text}\n[{self.dropped} characters more were cut]\n" if self.dropped else text
