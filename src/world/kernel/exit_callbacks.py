"""What a process wants to have called at its end: the half of `atexit` that belongs to the process."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from world.kernel.unraisable import report_unraisable

Call = tuple[Callable[..., object], tuple[Any, ...], dict[str, Any]]


class ExitCallbacks:
    """What one process wants to have called at its end."""

    def __init__(self) -> None:
        self.calls: list[Call] = []

    def run(self) -> None:
        """Calls the last registered first; also those that callbacks register."""
        while self.calls:
            function, args, kwargs = self.calls.pop()
            try:
                function(*args, **kwargs)
            except BaseException as error:
                report_unraisable(error, f"Exception ignored in atexit callback {function!r}")
