"""Linux's errors for Python, over a C library that counts and words them in its own way."""

from __future__ import annotations

import errno
import gc
import os
import posix
import sys
from collections.abc import Callable
from typing import Any

from world.kernel.errors import CLASSES, ERRORS, strerror

#: What the C code of `io` says of a write that would block, in words of its own.
_WOULD_BLOCK = "write could not complete without blocking"

#: As C raises an error, and as Linux does: number and text.
Translation = dict[tuple[int, str], tuple[int, str]]


def translation(numbers: dict[str, int], text: Callable[[int], str]) -> Translation:
    """For a C library with these `numbers` by name, and `text` for each. Errors it has no text for it cannot raise."""
    unknown = text(max(numbers.values()) + 1)
    found: Translation = {}
    for name, number in numbers.items():
        if name in ERRORS and text(number) != unknown:
            found[number, text(number)] = ERRORS[name]
    # With the number of whatever failed last, if a file of Python's own said that it would block.
    for number in {0, *numbers.values()}:
        found[number, _WOULD_BLOCK] = (ERRORS["EAGAIN"][0], _WOULD_BLOCK)
    return {theirs: ours for theirs, ours in found.items() if theirs != ours}


def install_errors(translate: Callable[[int], None]) -> None:
    """Makes every error Linux's that C raises or Python makes from now on. Before anything remembers a number, or freezes garbage.

    `translate` takes the address of a Translation, and from then on exceptions of the system that are made with what is in it are made
    with what stands there for it.
    """
    own = {name: value for name, value in vars(errno).items() if type(value) is int}
    table = translation(own, os.strerror)
    kinds = _kinds_by_number(own)
    kinds.clear()
    kinds.update({ERRORS[name][0]: kind for name, kind in CLASSES.items()})
    ours = {name: number for name, (number, _) in ERRORS.items()}
    for module in list(sys.modules.values()):
        if module is not errno:
            # What stands for a module need not be one.
            _rename(getattr(module, "__dict__", {}), own, ours)
    for name in own:
        del vars(errno)[name]
    vars(errno).update(ours)
    by_number: dict[int, str] = vars(errno)["errorcode"]
    by_number.clear()
    by_number.update({number: name for name, number in ours.items()})
    for module in (posix, os):
        vars(module)["strerror"] = staticmethod(strerror)
    # Held by the module, so that its address stays good.
    global _table
    _table = table
    translate(id(table))


_table: Translation = {}


def _kinds_by_number(numbers: dict[str, int]) -> dict[int, type[OSError]]:
    """CPython's own dictionary, by which it chooses the class of an error with a number."""
    wanted = numbers["ENOENT"]
    for one in gc.get_objects():
        if type(one) is dict and one.get(wanted) is FileNotFoundError:
            return one
    raise RuntimeError("this Python keeps the classes of errors by number elsewhere")


def _rename(names: dict[str, Any], own: dict[str, int], ours: dict[str, int]) -> None:
    """What a module took `from errno`."""
    for name in names.keys() & own.keys():
        if names[name] == own[name] and name in ours:
            names[name] = ours[name]
