"""The `_queue` module: what `queue` has in Python, for the one in C waits on real locks."""

from __future__ import annotations

from types import ModuleType
from typing import Any


def make_queue_module(queue: Any) -> ModuleType:
    """`queue` is the published module, imported where there is no `_queue`. It is used up: what it made is `_queue`'s from now on."""
    module = ModuleType("_queue", "C implementation of the Python queue module.")
    simple, empty = queue._PySimpleQueue, queue.Empty
    simple.__name__ = simple.__qualname__ = "SimpleQueue"
    for value in (simple, empty):
        value.__module__ = "_queue"
    module.__dict__.update(SimpleQueue=simple, Empty=empty)
    return module
